"""What a paper is worth (pure): the marks of its questions together, and whether they reach the pass mark."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from app.assessment.grading.shares import NOTHING, exact

PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Mark:
    """What one question of a paper won of its marks (1, or 0 for a description), and in which section it stands."""

    fraction: Fraction
    marks: int = 1
    section: int = 0


def paper_score(
    marks: Iterable[Mark], *, floor: bool = True, section_floors: Collection[int] = ()
) -> Fraction:
    """The score of a paper: marks won of marks possible; one without marks scores 0.

    A section with a floor, and the whole paper with one, never count less than 0.
    """
    won: dict[int, Fraction] = {}
    of = 0
    for mark in marks:
        won[mark.section] = won.get(mark.section, NOTHING) + mark.fraction * mark.marks
        of += mark.marks
    kept = (max(NOTHING, sum_) if section in section_floors else sum_ for section, sum_ in won.items())
    score = sum(kept, NOTHING) / of if of else NOTHING
    return max(NOTHING, score) if floor else score


def is_pass(score: Fraction, pass_mark: float) -> bool:
    """Whether a score reaches the mark, without a rounding error deciding (0.8 means four fifths)."""
    return score >= exact(pass_mark)


def as_decimal(fraction: Fraction) -> Decimal:
    """For storing: six places, rounded down, so that what just misses a mark never looks like reaching it."""
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(PLACES, rounding=ROUND_DOWN)
