"""Marks by certainty (pure): who is sure and right wins most, who is sure and wrong loses most."""

from fractions import Fraction

from app.assessment.answers import Answer, is_blank
from app.assessment.grading.shares import FULL, NOTHING

WHEN_WRONG = {1: Fraction(0), 2: Fraction(-2, 3), 3: Fraction(-2)}
"""−0, −2 and −6 of 3: below two thirds sure it pays to say 1, above four fifths to say 3."""


def certainty_fraction(fraction: Fraction, certainty: int | None, answer: Answer) -> Fraction:
    """What an answer wins when the person said how certain they were, from 1 (not very) to 3 (very).

    A right one wins certainty / 3. A partly right one wins in proportion between what a wrong and what a right one
    would. No answer is worth nothing, however certain; certainty not given counts as 1. From −2 to 1.
    """
    if is_blank(answer):
        return NOTHING
    level = min(max(certainty or 1, 1), 3)
    wrong, right = WHEN_WRONG[level], Fraction(level, 3)
    return wrong + max(NOTHING, min(FULL, fraction)) * (right - wrong)
