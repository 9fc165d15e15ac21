"""The word for a graded answer (pure)."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from app.assessment.answers import Answer, is_blank

Outcome = Literal["right", "partly", "wrong", "blank", "waiting"]


def outcome(fraction: Decimal | Fraction | None, answer: Answer) -> Outcome:
    """No answer is told apart from a wrong one, and from one that waits for a grader (None).

    The fraction is that of the answer itself, before certainty or tries weigh it.
    """
    if is_blank(answer):
        return "blank"
    if fraction is None:
        return "waiting"
    if fraction <= 0:
        return "wrong"
    return "right" if fraction == 1 else "partly"
