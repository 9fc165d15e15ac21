"""What may be shown of an attempt, by policy."""

from decimal import Decimal

import msgspec
import pytest

from app.assessment.questions import QuestionDocument
from app.assessment.review import Marked, releases_answers, review, topic_scores
from tests.factories import assessment as make

SINGLE = msgspec.convert(make.single("q"), QuestionDocument)
TRUE_FALSE = msgspec.convert(make.true_false("t", False), QuestionDocument)
MARKED = (
    Marked(1, "leads", Decimal(1), ("right",), SINGLE),
    Marked(2, "leads", Decimal("0.5"), ("right",), SINGLE),
    Marked(3, "rules", Decimal(0), (), TRUE_FALSE),
    Marked(4, "rules", Decimal(0), ("true",), TRUE_FALSE),
)


@pytest.mark.parametrize(
    ("policy", "hold", "parts"),
    [
        ("score", None, {"score"}),
        ("topics", None, {"score", "topics"}),
        ("answers", None, {"score", "topics", "answers"}),
        ("score", "sitting_again", {"score"}),
        ("topics", "sitting_again", {"score", "topics"}),
        ("answers", "sitting_again", {"score", "topics"}),
        ("score", "open", set()),
        ("topics", "open", set()),
        ("answers", "open", set()),
        ("score", "void", set()),
        ("topics", "void", set()),
        ("answers", "void", set()),
    ],
)
def test_the_policy_says_what_is_shown_and_a_hold_takes_the_answers_back(policy, hold, parts):
    seen = review(policy, hold, MARKED)
    shown = {"score": seen.marks_won, "topics": seen.topics, "answers": seen.answers}
    assert {name for name, part in shown.items() if part is not None} == parts
    assert ("CANARYKEY" in repr(seen)) is ("answers" in parts) is releases_answers(policy, hold)


def test_marks_are_the_sum_of_what_each_question_won():
    seen = review("score", None, MARKED)
    assert (seen.marks_won, seen.marks_possible) == (Decimal("1.5"), 4)


def test_topics_come_weakest_first():
    assert [(s.topic, s.won, s.of, s.has_gap) for s in topic_scores(MARKED)] == [
        ("rules", Decimal(0), 2, True),
        ("leads", Decimal("1.5"), 2, True),
    ]
    assert not topic_scores(MARKED[:1])[0].has_gap


def test_released_answers_tell_a_blank_from_a_wrong_one_and_name_the_right_option():
    answers = review("answers", None, MARKED).answers
    assert [a.outcome for a in answers] == ["right", "partly", "blank", "wrong"]
    assert [(o.is_chosen, o.is_right) for o in answers[0].options] == [(True, True)] + 3 * [(False, False)]
    assert [(o.name, o.is_chosen, o.is_right) for o in answers[3].options] == [
        ("true", True, False),
        ("false", False, True),
    ]


def test_releasing_answers_that_were_not_loaded_is_an_error_not_an_empty_review():
    with pytest.raises(ValueError, match="was not loaded"):
        review("answers", None, (Marked(1, "leads", Decimal(1), ("a",)),))
