"""What a quiz makes of an answer besides its worth (pure): checks while the paper is open, tries, certainty."""

from dataclasses import dataclass
from fractions import Fraction

from app.assessment.answers import Answer
from app.assessment.grading import (
    Outcome,
    after_tries,
    certainty_fraction,
    feedback_for,
    grade,
    is_manual,
    outcome,
    tries_allowed,
)
from app.assessment.questions import Description, PartDocument
from app.catalogue.documents import Behaviour, Text


@dataclass(frozen=True)
class Given:
    """An answer as it stands at the hand-in. `wrong_tries` were checked before and were not right."""

    answer: Answer
    certainty: int | None = None
    wrong_tries: int = 0


@dataclass(frozen=True)
class Checked:
    """What a person is told when an answer is checked: nothing that the next try could not find out.

    The hint is for the next try; feedback comes when there is none.
    """

    outcome: Outcome
    tries_left: int
    hint: Text | None
    is_final: bool
    feedback: tuple[Text, ...] = ()


def tries_for(behaviour: Behaviour, question: PartDocument) -> int:
    """How often an answer may be checked before the hand-in; 0 where it cannot be."""
    if is_manual(question) or isinstance(question, Description):
        return 0
    if behaviour == "immediate":
        return 1
    return tries_allowed(question) if behaviour == "multi_try" else 0


def told(question: PartDocument, answer: Answer, *, tries: int, allowed: int) -> Checked:
    """What the check of this answer says, as the person's `tries`-th of `allowed` ones."""
    found = outcome(grade(question, answer), answer)
    is_final = found == "right" or tries >= allowed
    if is_final:
        return Checked(found, 0, None, True, feedback_for(question, answer))
    hint = question.hints[tries - 1] if tries <= len(question.hints) else None
    return Checked(found, allowed - tries, hint, False)


def wrong_tries(tries: int, *, is_final: bool) -> int:
    """How many checks an answer has to pay for: the last one, if it was final, is the answer itself."""
    return tries - 1 if is_final else tries


def worth(question: PartDocument, given: Given, behaviour: Behaviour) -> Fraction | None:
    """The share of the mark that an answer wins in a quiz of this behaviour; None waits for a grader."""
    won = grade(question, given.answer)
    if won is None:
        return None
    if behaviour == "certainty":
        return certainty_fraction(won, given.certainty, given.answer)
    if behaviour == "multi_try" and given.wrong_tries:
        return after_tries(won, given.wrong_tries, question.penalty)
    return won
