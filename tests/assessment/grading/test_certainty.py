"""Marks by certainty."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.grading import certainty_fraction

WEIGHED = [
    # fraction, certainty, worth
    ("1", 1, "1/3"),
    ("1", 2, "2/3"),
    ("1", 3, "1"),
    ("0", 1, "0"),
    ("0", 2, "-2/3"),
    ("0", 3, "-2"),
    ("1/2", 1, "1/6"),
    ("1/2", 2, "0"),
    ("1/2", 3, "-1/2"),
    ("2/3", 3, "0"),
    ("-1/2", 1, "0"),
    ("-1/2", 3, "-2"),
    ("1", None, "1/3"),
    ("0", None, "0"),
    ("1", 0, "1/3"),
    ("0", 9, "-2"),
]


@pytest.mark.parametrize(("fraction", "certainty", "worth"), WEIGHED)
def test_certainty_weighs_what_an_answer_wins(fraction, certainty, worth):
    assert certainty_fraction(Fraction(fraction), certainty, ["a"]) == Fraction(worth)


@pytest.mark.parametrize("certainty", [None, 1, 2, 3])
def test_no_answer_is_worth_nothing_however_certain(certainty):
    assert certainty_fraction(Fraction(0), certainty, []) == 0
    assert certainty_fraction(Fraction(0), certainty, {"text": " "}) == 0


@given(st.fractions(0, 1))
def test_it_pays_to_say_how_sure_one_is(chance):
    """Below two thirds it is best to say 1, up to four fifths 2, above 3."""

    def expected(certainty: int) -> Fraction:
        right = certainty_fraction(Fraction(1), certainty, ["a"])
        return chance * right + (1 - chance) * certainty_fraction(Fraction(0), certainty, ["b"])

    honest = 1 if chance <= Fraction(2, 3) else 2 if chance <= Fraction(4, 5) else 3
    assert expected(honest) == max(map(expected, (1, 2, 3)))
