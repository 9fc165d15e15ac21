"""A score is worked out from what the slots keep, and never loses a pass by rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.grading import as_decimal
from app.assessment.scoring import Won, exact, score_of
from app.assessment.terms import Terms

THIRD = as_decimal(Fraction(1, 3))


@given(st.integers(1, 1000).flatmap(lambda n: st.builds(Fraction, st.integers(-2 * n, n), st.just(n))))
def test_a_fraction_with_a_small_denominator_comes_back_as_it_was(fraction):
    assert exact(as_decimal(fraction)) == fraction


@given(st.decimals(-2, 1, places=6))
def test_what_comes_back_is_stored_as_the_same_number(stored):
    assert as_decimal(exact(stored)) == stored


def test_three_thirds_are_a_pass_of_a_whole_mark():
    made = score_of([Won(Decimal(1))] * 7 + [Won(THIRD)] * 3, Terms(pass_mark=0.8))
    assert (made.score, made.passed) == (Decimal("0.8"), True)


def test_what_just_misses_a_mark_stays_below_it():
    assert score_of([Won(Decimal("0.799999"))], Terms(pass_mark=0.8)).passed is False


def test_while_an_answer_waits_it_counts_as_nothing_and_nobody_has_passed():
    waiting = score_of([Won(Decimal(1)), Won(None)], Terms(pass_mark=0.5))
    assert (waiting.score, waiting.passed, waiting.is_graded) == (Decimal("0.5"), None, False)


def test_a_dropped_question_counts_neither_as_won_nor_as_possible():
    slots = [Won(Decimal(1)), Won(Decimal(0), is_dropped=True), Won(None, is_dropped=True)]
    made = score_of(slots, Terms(pass_mark=1))
    assert (made.score, made.passed) == (Decimal(1), True)


def test_words_between_questions_have_no_mark():
    assert score_of([Won(Decimal(1)), Won(Decimal(0), marks=0)], Terms(pass_mark=1)).score == 1


@pytest.mark.parametrize(
    ("terms", "score"),
    [
        (Terms(pass_mark=0.5), Decimal(0)),
        (Terms(pass_mark=0.5, floor=False), Decimal("-0.5")),
        (Terms(pass_mark=0.5, section_floors=(1,)), Decimal("0.25")),
    ],
)
def test_floors_are_those_of_the_terms(terms, score):
    slots = [Won(Decimal(1)), Won(Decimal(0)), Won(Decimal(-2), section=1), Won(Decimal(-1), section=1)]
    assert score_of(slots, terms).score == score
