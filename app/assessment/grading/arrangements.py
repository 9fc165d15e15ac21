"""What pairs, an order and a sorting are worth (pure)."""

from fractions import Fraction
from itertools import pairwise

from app.assessment.answers import Answer
from app.assessment.grading.shapes import text_at, texts_in
from app.assessment.grading.shares import FULL, NOTHING
from app.assessment.questions import Categorise, Matching, Ordering


def grade_matching(question: Matching, answer: Answer) -> Fraction:
    """Right pairs of all pairs. Each left side is a choice of its own, so a right side may be used again.

    Right sides with the same text in every language are interchangeable, a distractor's among them.
    """
    texts = {pair.key: pair.right for pair in question.pairs}
    texts |= {label.key: label.text for label in question.distractors}
    right = sum(texts.get(text_at(answer, pair.key)) == pair.right for pair in question.pairs)
    return Fraction(right, len(question.pairs))


def grade_categorise(question: Categorise, answer: Answer) -> Fraction:
    """Items in their category of all items."""
    right = sum(text_at(answer, item.key) == item.category for item in question.items)
    return Fraction(right, len(question.items))


def grade_ordering(question: Ordering, answer: Answer) -> Fraction:
    """By the scheme that the question names. An item that is not there or stands twice spoils the answer.

    - exact: all for exactly the right order.
    - adjacent: share of the right neighbours that follow each other directly, in what was placed.
    """
    order = [item.key for item in question.items]
    given = texts_in(answer)
    if len(given) > len(order) or len(set(given)) < len(given) or not set(given) <= set(order):
        return NOTHING
    if question.scheme == "exact":
        return FULL if given == order else NOTHING
    neighbours = set(pairwise(order))
    kept = sum(pair in neighbours for pair in pairwise(given))
    return Fraction(kept, len(neighbours))
