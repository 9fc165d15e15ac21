"""What an answer is worth (pure): a rule for every type of question, and how marks make a score. Start at `grade`.

docs/assessment.md has every rule in words, with examples.
"""

from app.assessment.grading.certainty import certainty_fraction
from app.assessment.grading.feedback import feedback_for
from app.assessment.grading.model import model_answer
from app.assessment.grading.outcomes import Outcome, outcome
from app.assessment.grading.rubric import combined, differ, rubric_fraction, undecided
from app.assessment.grading.scoring import Mark, as_decimal, is_pass, paper_score
from app.assessment.grading.tries import after_tries, tries_allowed
from app.assessment.grading.worth import grade, is_manual, is_negative_possible

__all__ = [
    "Mark", "Outcome", "after_tries", "as_decimal", "certainty_fraction", "combined", "differ", "feedback_for", "grade",
    "is_manual", "is_negative_possible", "is_pass", "model_answer", "outcome", "paper_score", "rubric_fraction",
    "tries_allowed", "undecided",
]  # fmt: skip
