"""What an answer is worth (pure). Every type of question has its own function; fractions are exact."""

from collections.abc import Collection, Iterable
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Literal

from app.assessment.bank import Multiple, QuestionDocument, Single, TrueFalse, option_keys, right_keys

Outcome = Literal["right", "partly", "wrong", "blank"]
PLACES = Decimal("0.000001")
NOTHING, FULL = Fraction(0), Fraction(1)


def grade(question: QuestionDocument, answer: Collection[str]) -> Fraction:
    """The share of the question's mark won, 0 to 1.

    An answer is a set of option keys: neither order nor repetition counts. An empty one is no answer and wins
    nothing. A key that is no option counts as a wrong choice.
    """
    chosen = frozenset(answer)
    if not chosen:
        return NOTHING
    if isinstance(question, Single):
        return grade_single(question, chosen)
    if isinstance(question, Multiple):
        return grade_multiple(question, chosen)
    return grade_true_false(question, chosen)


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


def total(fractions: Iterable[Fraction]) -> Fraction:
    """The score of a paper: the mean of its questions, which all weigh the same; an empty one scores 0."""
    marks = tuple(fractions)
    return sum(marks, NOTHING) / len(marks) if marks else NOTHING


def is_pass(score: Fraction, pass_mark: float) -> bool:
    """Whether a score reaches the mark, without a rounding error deciding (0.8 means four fifths)."""
    return score >= Fraction(str(pass_mark))


def as_decimal(fraction: Fraction) -> Decimal:
    """For storing: six places, rounded down, so that what just misses a mark never looks like reaching it."""
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(PLACES, rounding=ROUND_DOWN)


def outcome(fraction: Decimal | Fraction, answer: Collection[str]) -> Outcome:
    """The word for a graded answer. No answer is told apart from a wrong one."""
    if not answer:
        return "blank"
    if fraction == 0:
        return "wrong"
    return "right" if fraction == 1 else "partly"
