"""What a person is told of an answer that can be checked before the hand-in (pure)."""

from dataclasses import dataclass, field

from app.assessment.behaviours import Checked, tries_for
from app.assessment.grading import Outcome, model_answer
from app.assessment.paper import ShownQuestion, shown
from app.assessment.questions import PartDocument
from app.assessment.review import matrix_of
from app.assessment.terms import Terms
from app.catalogue.documents import Text


@dataclass(frozen=True)
class Checks:
    """How often an answer was checked and still can be; `penalty` is the share of the mark that a wrong try costs,
    `outcome` what the last check said.

    Feedback is there only when there is no further try, the right answer only where the review policy shows it
    straight after the hand-in even to who failed.
    """

    used: int
    left: int
    penalty: float
    is_final: bool = False
    hint: Text | None = None
    outcome: Outcome | None = None
    feedback: tuple[Text, ...] = ()
    right: ShownQuestion | None = None
    explanation: Text = field(default_factory=dict)


def checks_on(question: PartDocument, said: Checked | None, *, used: int, terms: Terms) -> Checks | None:
    """Where checking stands; `said` is what the last check found. None where an answer cannot be checked."""
    allowed = tries_for(terms.behaviour, question)
    if not allowed:
        return None
    penalty = question.penalty if terms.behaviour == "multi_try" else 0
    if said is None:
        return Checks(0, allowed, penalty)
    if not said.is_final:
        return Checks(used, said.tries_left, penalty, False, said.hint, said.outcome)
    if "right_answers" not in matrix_of(terms.review).straight_after.failed:
        return Checks(used, 0, penalty, True, None, said.outcome, said.feedback)
    right = shown(question, model_answer(question))
    return Checks(used, 0, penalty, True, None, said.outcome, said.feedback, right, question.explanation)
