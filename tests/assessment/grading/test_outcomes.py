"""The word for a graded answer."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.assessment.grading import outcome

WORDS = [
    # fraction, answer, word
    (Decimal("0"), ["a"], "wrong"),
    (Decimal("-0.5"), ["a"], "wrong"),
    (Decimal("1"), ["a"], "right"),
    (Decimal("0.333333"), ["a"], "partly"),
    (Fraction(1), {"text": "a"}, "right"),
    (Fraction(999, 1000), {"text": "a"}, "partly"),
    (None, {"text": "a"}, "waiting"),
    (None, {"text": " "}, "blank"),
    (Decimal("0"), [], "blank"),
    (Fraction(0), {}, "blank"),
]


@pytest.mark.parametrize(("fraction", "answer", "word"), WORDS)
def test_an_answer_is_right_partly_right_wrong_blank_or_waiting(fraction, answer, word):
    assert outcome(fraction, answer) == word
