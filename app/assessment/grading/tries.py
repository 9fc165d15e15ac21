"""Several tries at one question (pure)."""

from fractions import Fraction

from app.assessment.grading.shares import NOTHING, ROUNDED, exact
from app.assessment.questions import PartDocument


def tries_allowed(question: PartDocument) -> int:
    """One, and one more for each hint."""
    return len(question.hints) + 1


def after_tries(fraction: Fraction, wrong_tries: int, penalty: float) -> Fraction:
    """What an answer wins after so many wrong tries, each of which costs the penalty. Never below 0.

    A rest that only comes from how a third is written (1 − 3 × 0.3333333) is nothing.
    """
    left = fraction - exact(penalty) * wrong_tries
    return left if left > ROUNDED else NOTHING
