"""What a choice is worth (pure)."""

from fractions import Fraction

from app.assessment.answers import Answer
from app.assessment.grading.shapes import texts_in
from app.assessment.grading.shares import FULL, NOTHING, exact
from app.assessment.questions import Multiple, Option, Single, TrueFalse, option_keys, right_keys

LOWEST = Fraction(-1)
"""A question never takes away more than its own mark."""


def grade_single(question: Single, answer: Answer) -> Fraction:
    """What the one chosen option is worth; several or one that is not there are worth nothing."""
    chosen = frozenset(texts_in(answer))
    return option_worth(question.options, min(chosen)) if len(chosen) == 1 else NOTHING


def option_worth(options: tuple[Option, ...], key: str) -> Fraction:
    """All for the right option, for another the share that its author gave it, else nothing."""
    for option in options:
        if option.key == key:
            return FULL if option.right else exact(option.share or 0)
    return NOTHING


def grade_true_false(question: TrueFalse, answer: Answer) -> Fraction:
    """All for the right verdict."""
    return FULL if frozenset(texts_in(answer)) == right_keys(question) else NOTHING


def grade_multiple(question: Multiple, answer: Answer) -> Fraction:
    """By the scheme that the question names. A choice that is not on the paper never wins anything.

    - all_or_nothing: all for exactly the right set.
    - right_minus_wrong: share of the right options chosen minus share of the wrong ones chosen, not below 0.
    - every_decision: share of the options judged well, that is chosen if right and left alone if wrong.
    - shares: the sum of what the chosen options are worth; below 0 only with the floor "none".
    """
    keys, chosen = option_keys(question), frozenset(texts_in(answer))
    known = chosen.intersection(keys)
    if not known:
        return NOTHING
    worth = _by_scheme(question, known)
    return worth if known == chosen else min(NOTHING, worth)


def _by_scheme(question: Multiple, chosen: frozenset[str]) -> Fraction:
    right = right_keys(question)
    if question.scheme == "shares":
        return _sum_of_shares(question, chosen)
    if question.scheme == "all_or_nothing":
        return FULL if chosen == right else NOTHING
    if question.scheme == "right_minus_wrong":
        wrong_count = len(question.options) - len(right)
        lost = Fraction(len(chosen - right), max(wrong_count, 1))
        return max(NOTHING, Fraction(len(chosen & right), len(right)) - lost)
    return FULL - Fraction(len(chosen ^ right), len(question.options))


def _sum_of_shares(question: Multiple, chosen: frozenset[str]) -> Fraction:
    """The shares of the right options are scaled to make exactly 1: three times 0.3333333 is the whole."""
    whole = sum((exact(option.share or 0) for option in question.options if option.right), NOTHING)
    won = NOTHING
    for option in question.options:
        if option.key in chosen:
            won += exact(option.share or 0) / (whole if option.right else 1)
    return max(NOTHING if question.floor == "question" else LOWEST, won)
