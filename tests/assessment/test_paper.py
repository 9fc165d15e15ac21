"""What a person sees of a question while they answer it."""

import msgspec
import pytest

from app.assessment.paper import NotAnOption, chosen_keys, shown
from app.assessment.questions import QuestionDocument
from tests.factories import assessment as make

SINGLE = msgspec.convert(make.single("q"), QuestionDocument)
MULTIPLE = msgspec.convert(make.multiple("q"), QuestionDocument)
TRUE_FALSE = msgspec.convert(make.true_false("q"), QuestionDocument)


@pytest.mark.parametrize("question", [SINGLE, MULTIPLE, TRUE_FALSE])
def test_nothing_of_the_key_is_shown(question):
    seen = repr(shown(question, []))
    assert "CANARYKEY" not in seen
    assert "is_right" not in seen and "answer" not in seen


def test_options_go_out_under_numbers_not_under_the_authors_keys():
    seen = shown(SINGLE, ["wrong-1"])
    assert [o.number for o in seen.options] == ["1", "2", "3", "4"]
    assert [o.is_chosen for o in seen.options] == [False, True, False, False]
    assert "'right'" not in repr(seen) and "wrong-1'" not in repr([o.number for o in seen.options])


def test_numbers_come_back_as_keys_in_the_papers_order():
    assert chosen_keys(MULTIPLE, ["3", "1"]) == ["right", "wrong-1"]
    assert chosen_keys(TRUE_FALSE, ["2"]) == ["false"]
    assert chosen_keys(SINGLE, []) == []
    assert chosen_keys(MULTIPLE, ["1", "1"]) == ["right"]


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        (SINGLE, ["5"]),
        (SINGLE, ["0"]),
        (SINGLE, ["-1"]),
        (SINGLE, ["1", "2"]),
        (SINGLE, ["right"]),
        (SINGLE, ["1e999"]),
        (SINGLE, ["NaN"]),
        (SINGLE, [""]),
        (TRUE_FALSE, ["true"]),
        (TRUE_FALSE, ["1", "2"]),
        (MULTIPLE, ["1"] * 10_000),
    ],
)
def test_what_is_not_on_the_paper_is_refused(question, numbers):
    with pytest.raises(NotAnOption):
        chosen_keys(question, numbers)
