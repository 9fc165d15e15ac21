"""What a paper comes to from what its slots keep (pure): alike at the hand-in, after a grader and after a regrade."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from app.assessment.grading import Mark, as_decimal, is_pass, paper_score
from app.assessment.terms import Terms

STEP = Fraction(1, 1_000_000)
LARGEST = 1000
"""Two fractions with denominators up to this are never rounded to the same six places."""


class Kept(Protocol):
    """What a slot keeps: `fraction` None waits for a grader."""

    @property
    def fraction(self) -> Decimal | None: ...
    @property
    def marks(self) -> int: ...
    @property
    def section(self) -> int: ...
    @property
    def is_dropped(self) -> bool: ...


@dataclass(frozen=True)
class Won:
    """What one question won, rounded as it is stored."""

    fraction: Decimal | None
    marks: int = 1
    section: int = 0
    is_dropped: bool = False


@dataclass(frozen=True)
class Score:
    """What a paper comes to. While a question waits for a grader it counts as nothing, and nobody has passed."""

    score: Decimal
    passed: bool | None

    @property
    def is_graded(self) -> bool:
        return self.passed is not None


def score_of(slots: Iterable[Kept], terms: Terms) -> Score:
    """The score by the terms of the attempt; a dropped question counts neither as won nor as possible."""
    counting = [slot for slot in slots if not slot.is_dropped]
    waits = any(slot.fraction is None for slot in counting)
    marks = [Mark(exact(slot.fraction or Decimal(0)), slot.marks, slot.section) for slot in counting]
    score = paper_score(marks, floor=terms.floor, section_floors=terms.section_floors)
    return Score(as_decimal(score), None if waits else is_pass(score, terms.pass_mark))


def exact(stored: Decimal) -> Fraction:
    """The fraction that was rounded to this, where it has a small denominator: 0.333333 was a third.

    So that three thirds still make a whole when a score is worked out again from what is stored.
    """
    size = abs(Fraction(stored))
    simple = (size + STEP / 2).limit_denominator(LARGEST)
    found = simple if size <= simple < size + STEP else size
    return -found if stored < 0 else found
