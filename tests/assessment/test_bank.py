"""Banks as documents."""

import msgspec
import pytest

from app.assessment.bank import BankDocument
from app.assessment.questions import QuestionDocument, fingerprint, from_dict, to_dict
from tests.factories import assessment as make


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([make.option("a"), make.option("b")], "exactly one option must be right"),
        ([make.option("a", right=True), make.option("b", right=True)], "exactly one option must be right"),
        ([make.option("a", right=True)], "at least two options"),
        ([make.option("a", right=True), make.option("a")], "two options are called 'a'"),
    ],
)
def test_a_single_choice_that_cannot_be_answered_is_refused_in_words(options, message):
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(make.single("q", options=options), QuestionDocument)


def test_a_multiple_choice_without_a_right_option_is_refused():
    with pytest.raises(msgspec.ValidationError, match="no option is right"):
        msgspec.convert(make.multiple("q", options=[make.option("a"), make.option("b")]), QuestionDocument)


def test_an_unknown_key_or_scheme_is_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert(make.single("q", colour="red"), QuestionDocument)
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value"):
        msgspec.convert(make.multiple("q", "fuzzy"), QuestionDocument)


@pytest.mark.parametrize("values", [make.single("q"), make.multiple("q"), make.true_false("q", False)])
def test_a_question_comes_back_as_it_was_stored(values):
    question = msgspec.convert(values, QuestionDocument)
    assert from_dict(msgspec.json.decode(msgspec.json.encode(to_dict(question)))) == question


def test_a_fingerprint_does_not_depend_on_the_order_of_keys_but_on_every_word():
    stored = to_dict(msgspec.convert(make.single("q"), QuestionDocument))
    assert fingerprint(dict(reversed(stored.items()))) == fingerprint(stored)
    assert fingerprint(stored | {"stem": {"en": "Another"}}) != fingerprint(stored)


def test_a_bank_counts_what_a_draw_can_choose_from():
    bank: BankDocument = make.bank(
        questions=[
            make.single("a", topic="leads", difficulty="easy"),
            make.single("b", topic="leads", difficulty="hard"),
            make.single("c", topic="rules", difficulty="hard"),
        ]
    )
    assert bank.matching((), None) == 3
    assert bank.matching(("leads",), None) == 2
    assert bank.matching((), "hard") == 2
    assert bank.matching(("rules",), "easy") == 0
