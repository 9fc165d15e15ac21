"""Exact shares of a mark (pure). A share is read as the decimal that the author wrote, never as a binary float."""

from collections.abc import Iterable
from fractions import Fraction

NOTHING, FULL = Fraction(0), Fraction(1)
ROUNDED = Fraction(1, 10_000)
"""What written thirds may miss of a whole: 0.3333333 × 3 is meant as 1."""


def exact(share: float) -> Fraction:
    return Fraction(str(share))


def mean(fractions: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The mean of fractions with their weights, of which there is at least one."""
    weighted = list(fractions)
    return sum((fraction * weight for fraction, weight in weighted), NOTHING) / sum(w for _, w in weighted)
