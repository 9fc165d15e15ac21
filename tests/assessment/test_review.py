"""What may be shown of an attempt: by the policy's matrix, the time, the result, and what forbids it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import msgspec
import pytest

from app.assessment.questions import QuestionDocument, part_from_dict
from app.assessment.review import (
    PAPER,
    PRESETS,
    Marked,
    matrix_of,
    phase_at,
    released,
    review,
    topic_scores,
)
from app.catalogue.documents import Phase, ReviewMatrix
from tests.factories import assessment as make

SINGLE = msgspec.convert(make.single("q"), QuestionDocument)
TRUE_FALSE = msgspec.convert(make.true_false("t", False), QuestionDocument)
ESSAY = msgspec.convert(make.essay("e"), QuestionDocument)
DESCRIPTION = msgspec.convert(make.description("d"), QuestionDocument)
MARKED = (
    Marked(1, "1", "leads", Decimal(1), ["right"], question=SINGLE),
    Marked(2, "2", "leads", Decimal("0.5"), ["right"], question=SINGLE),
    Marked(3, "3", "rules", Decimal(0), [], question=TRUE_FALSE),
    Marked(4, "4", "rules", Decimal(0), ["true"], question=TRUE_FALSE),
)
EVERYTHING = frozenset(PRESETS["answers"])
PHASES = ("straight_after", "later", "after_close")
CLOSED = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def matrix(**phases: tuple[tuple[str, ...], tuple[str, ...]]) -> ReviewMatrix:
    """Each phase with what who passed and who failed sees."""
    return ReviewMatrix(**{name: Phase(*columns) for name, columns in phases.items()})


@pytest.mark.parametrize(("policy", "when", "passed"), product(PRESETS, PHASES, (True, False, None)))
def test_a_preset_shows_the_same_at_any_time_and_to_everybody(policy, when, passed):
    assert released(policy, None, when, passed=passed) == frozenset(PRESETS[policy])


def test_the_preset_of_an_exam_shows_topics_and_no_part_of_the_paper():
    assert released("topics", None, "later", passed=False) & PAPER == frozenset()


def test_a_matrix_shows_what_it_says_for_that_time_and_result():
    policy = matrix(
        straight_after=(("score", "topics"), ("score",)),
        after_close=(("score", "right_answers"), ("score", "own_answers")),
    )
    assert released(policy, None, "straight_after", passed=True) == {"score", "topics"}
    assert released(policy, None, "straight_after", passed=False) == {"score"}
    assert released(policy, None, "later", passed=True) == frozenset()
    assert released(policy, None, "after_close", passed=True) == {"score", "right_answers"}


def test_who_waits_for_a_grader_sees_only_what_both_a_pass_and_a_failure_would_show():
    policy = matrix(later=(("score", "topics", "right_answers"), ("score", "topics", "own_answers")))
    assert released(policy, None, "later", passed=None) == {"score", "topics"}


@pytest.mark.parametrize("policy", [*PRESETS, matrix(later=(tuple(PRESETS["answers"]),) * 2)])
@pytest.mark.parametrize("hold", ["open", "void", "unreleased"])
def test_an_open_void_or_unreleased_attempt_shows_nothing_whatever_its_policy(policy, hold):
    assert released(policy, hold, "later", passed=True) == frozenset()


@pytest.mark.parametrize("hold", ["sitting_again", "not_yours"])
def test_nothing_of_the_paper_is_shown_to_others_or_while_sitting_again(hold):
    assert released("answers", hold, "later", passed=True) == {"score", "topics"}


@pytest.mark.parametrize(
    ("after", "closes_at", "is_last", "phase"),
    [
        (timedelta(0), None, False, "straight_after"),
        (15 * MINUTE, None, False, "straight_after"),
        (15 * MINUTE + timedelta(seconds=1), None, False, "later"),
        (MINUTE, None, True, "after_close"),
        (MINUTE, CLOSED + MINUTE, False, "after_close"),
        (MINUTE, CLOSED + 2 * MINUTE, False, "straight_after"),
        (60 * MINUTE, CLOSED + 61 * MINUTE, False, "later"),
    ],
)
def test_straight_after_is_a_quarter_of_an_hour_and_the_quiz_closes_for_good_or_with_the_last_attempt(
    after, closes_at, is_last, phase
):
    assert phase_at(CLOSED, CLOSED + after, closes_at=closes_at, is_last=is_last) == phase


def test_a_preset_is_a_matrix():
    assert matrix_of("score").later.failed == ("score",)
    assert matrix_of(own := matrix(later=((), ("score",)))) is own


@pytest.mark.parametrize("part", ["score", "topics", *sorted(PAPER)])
def test_each_part_brings_what_it_says_and_no_other(part):
    seen = review(frozenset({part}), MARKED)
    assert (seen.marks_won is not None) is (part == "score")
    assert (seen.topics is not None) is (part == "topics")
    assert (seen.answers is not None) is (part in PAPER)
    for one in seen.answers or ():
        assert (one.right is not None) is (part == "right_answers")
        assert bool(one.explanation) is (part == "right_answers")
        assert (one.outcome is not None) is (part == "correctness")
        assert one.has_own is (part == "own_answers")
        chosen = any(option.is_chosen for option in one.own.options)
        assert chosen is (part == "own_answers" and bool(MARKED[one.position - 1].answer))
    assert ("CANARYKEY" in repr(seen)) is (part == "right_answers")


def test_marks_are_the_sum_of_what_each_question_won():
    seen = review(frozenset({"score"}), MARKED)
    assert (seen.marks_won, seen.marks_possible, seen.waiting) == (Decimal("1.5"), 4, 0)


def test_words_that_ask_nothing_and_dropped_questions_count_neither_as_won_nor_as_possible():
    more = (
        *MARKED,
        Marked(5, "", "leads", Decimal(0), [], marks=0, question=DESCRIPTION),
        Marked(6, "5", "leads", Decimal(1), ["right"], is_dropped=True, question=SINGLE),
    )
    seen = review(EVERYTHING, more)
    assert (seen.marks_won, seen.marks_possible) == (Decimal("1.5"), 4)
    assert [(a.number, a.outcome, a.is_dropped) for a in seen.answers[4:]] == [
        ("", None, False),
        ("5", "right", True),
    ]


def test_what_waits_for_a_grader_counts_in_no_topic_and_is_told_from_a_wrong_answer():
    seen = review(EVERYTHING, (*MARKED, Marked(5, "5", "speech", None, {"text": "words"}, question=ESSAY)))
    assert (seen.marks_possible, seen.waiting) == (5, 1)
    assert "speech" not in {score.topic for score in seen.topics}
    assert (seen.answers[4].outcome, seen.answers[4].right) == ("waiting", None)


def test_topics_come_weakest_first():
    assert [(s.topic, s.won, s.of, s.has_gap) for s in topic_scores(MARKED)] == [
        ("rules", Decimal(0), 2, True),
        ("leads", Decimal("1.5"), 2, True),
    ]
    assert not topic_scores(MARKED[:1])[0].has_gap


def test_released_answers_tell_a_blank_from_a_wrong_one_and_name_the_right_option():
    answers = review(EVERYTHING, MARKED).answers
    assert [a.outcome for a in answers] == ["right", "right", "blank", "wrong"]
    assert [o.is_chosen for o in answers[0].own.options] == [True, False, False, False]
    assert [o.is_chosen for o in answers[0].right.options] == [True, False, False, False]
    assert [(o.name, o.is_chosen) for o in answers[3].right.options] == [("true", False), ("false", True)]


def test_right_or_wrong_is_said_of_the_answer_itself_not_of_what_certainty_made_of_it():
    seen = review(EVERYTHING, (Marked(1, "1", "leads", Decimal("0.333333"), ["right"], question=SINGLE),))
    assert seen.answers[0].outcome == "right"


def test_what_a_grader_says_is_feedback():
    marked = (
        Marked(1, "1", "leads", Decimal("0.5"), {"text": "w"}, question=ESSAY, comments=("Say whom.",)),
    )
    assert review(frozenset({"feedback"}), marked).answers[0].comments == ("Say whom.",)
    assert review(frozenset({"own_answers"}), marked).answers[0].comments == ()


@pytest.mark.parametrize("kind", [q["type"] for q in make.of_every_type()])
def test_every_type_shows_its_right_answer_in_the_form_of_an_answer(kind):
    question = next(part_from_dict(q) for q in make.of_every_type() if q["type"] == kind)
    marks = 0 if kind == "description" else 1
    fraction = None if kind in ("essay", "pitch") else Decimal(0)
    marked = Marked(1, "1", "leads", fraction, [], marks=marks, question=question)
    [answer] = review(EVERYTHING, (marked,)).answers
    assert (answer.right is None) is (kind in ("essay", "pitch", "description"))
    assert answer.own.kind == kind and answer.outcome == ("blank" if marks else None)


def test_releasing_a_paper_that_was_not_loaded_is_an_error_not_an_empty_review():
    with pytest.raises(ValueError, match="was not loaded"):
        review(EVERYTHING, (Marked(1, "1", "leads", Decimal(1), ["a"]),))
