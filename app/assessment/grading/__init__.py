"""What an answer is worth (pure). Every type of question has its own function; fractions are exact."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Literal

from app.assessment.answers import Answer, is_blank
from app.assessment.questions import (
    Graded,
    Multiple,
    PartDocument,
    Single,
    TrueFalse,
    option_keys,
    right_keys,
)

Outcome = Literal["right", "partly", "wrong", "blank"]
PLACES = Decimal("0.000001")
NOTHING, FULL = Fraction(0), Fraction(1)


def is_manual(question: PartDocument) -> bool:
    """Whether a person grades it."""
    return isinstance(question, Graded)


def grade(question: PartDocument, answer: Answer) -> Fraction | None:
    """The share of the question's mark won, at most 1; below 0 only where its author asked for that.

    No answer wins nothing. None: a grader has to look at it.
    """
    if is_blank(answer):
        return NOTHING
    if is_manual(question):
        return None
    if isinstance(question, Single):
        return grade_single(question, frozenset(answer))
    if isinstance(question, Multiple):
        return grade_multiple(question, frozenset(answer))
    if isinstance(question, TrueFalse):
        return grade_true_false(question, frozenset(answer))
    raise NotImplementedError(type(question).__name__)


def grade_single(question: Single, chosen: frozenset[str]) -> Fraction:
    """All for exactly the right option."""
    return FULL if chosen == right_keys(question) else NOTHING


def grade_true_false(question: TrueFalse, chosen: frozenset[str]) -> Fraction:
    """All for the right verdict."""
    return FULL if chosen == right_keys(question) else NOTHING


def grade_multiple(question: Multiple, chosen: frozenset[str]) -> Fraction:
    """By the scheme that the question names.

    - all_or_nothing: all for exactly the right set.
    - right_minus_wrong: share of the right options chosen minus share of the wrong ones chosen, not below 0.
    - every_decision: share of the options judged well, that is chosen if right and left alone if wrong.
    """
    right = right_keys(question)
    wrong_count = len(question.options) - len(right)
    if question.scheme == "all_or_nothing":
        return FULL if chosen == right else NOTHING
    if question.scheme == "right_minus_wrong":
        lost = Fraction(len(chosen - right), max(wrong_count, 1))
        return max(NOTHING, Fraction(len(chosen & right), len(right)) - lost)
    misjudged = len(chosen ^ right)
    return max(NOTHING, FULL - Fraction(misjudged, len(option_keys(question))))


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
    return score >= Fraction(str(pass_mark))


def as_decimal(fraction: Fraction) -> Decimal:
    """For storing: six places, rounded down, so that what just misses a mark never looks like reaching it."""
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(PLACES, rounding=ROUND_DOWN)


def outcome(fraction: Decimal | Fraction, answer: Answer) -> Outcome:
    """The word for a graded answer. No answer is told apart from a wrong one."""
    if is_blank(answer):
        return "blank"
    if fraction <= 0:
        return "wrong"
    return "right" if fraction == 1 else "partly"
