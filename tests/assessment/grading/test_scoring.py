"""What a paper is worth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.grading import Mark, as_decimal, is_pass, paper_score

HALF, MINUS = Fraction(1, 2), Fraction(-1)

PAPERS = [
    # marks, floor, floors of sections, score
    ([], True, (), "0"),
    ([Mark(Fraction(1))], True, (), "1"),
    ([Mark(Fraction(1)), Mark(HALF)], True, (), "3/4"),
    ([Mark(Fraction(1)), Mark(Fraction(0), marks=0)], True, (), "1"),
    ([Mark(Fraction(0), marks=0)], True, (), "0"),
    ([Mark(MINUS), Mark(HALF)], True, (), "0"),
    ([Mark(MINUS), Mark(HALF)], False, (), "-1/4"),
    ([Mark(MINUS), Mark(HALF, section=1)], False, (0,), "1/4"),
    ([Mark(MINUS), Mark(HALF), Mark(HALF, section=1)], False, (0, 1), "1/6"),
    ([Mark(MINUS), Mark(HALF, section=1)], True, (1,), "0"),
]


@pytest.mark.parametrize(("marks", "floor", "floors", "score"), PAPERS)
def test_a_paper_is_worth_marks_won_of_marks_possible_down_to_its_floors(marks, floor, floors, score):
    assert paper_score(marks, floor=floor, section_floors=floors) == Fraction(score)


def test_thirds_add_up_to_a_whole_before_they_are_rounded():
    score = paper_score([Mark(Fraction(n, 3)) for n in (1, 2, 3, 3, 3)])
    assert score == Fraction(4, 5)
    assert is_pass(score, 0.8)


def test_a_score_just_below_the_mark_is_not_rounded_up_to_it():
    score = Fraction(7_999_999_999, 10_000_000_000)
    assert as_decimal(score) == Decimal("0.799999")
    assert not is_pass(score, 0.8)


@given(st.fractions(min_value=0, max_value=1, max_denominator=5000), st.integers(0, 1000))
def test_the_stored_score_reaches_the_mark_exactly_when_the_score_does(score, permille):
    mark = permille / 1000
    assert is_pass(score, mark) == (as_decimal(score) >= Decimal(str(mark)))


@given(st.lists(st.fractions(-2, 1), max_size=20), st.booleans())
def test_a_score_is_never_above_the_whole_and_with_a_floor_never_below_nothing(fractions, floor):
    score = paper_score(map(Mark, fractions), floor=floor)
    assert score <= 1
    assert score >= (0 if floor else -2)
