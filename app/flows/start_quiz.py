"""A person begins a quiz: what is overdue is handed in first, then one attempt is open."""

from datetime import datetime

from app.assessment.queries import attempt_history
from app.assessment.services import start_attempt
from app.assessment.terms import is_overdue
from app.catalogue.documents import Quiz
from app.flows.finish_quiz import finish_quiz
from app.learning.queries import current_cycle
from app.learning.services import enrol


def start_quiz(
    person_id: int,
    *,
    course_key: str,
    quiz: Quiz,
    version_id: int,
    now: datetime,
    honoured: bool = False,
) -> int:
    """The id of the open attempt at this quiz; raises DomainError when none may be started.

    An attempt whose time ran out while nobody looked is graded with what was saved before a new one begins.
    `honoured` says that the person states the work to be their own.
    """
    quiz_ref = f"{course_key}/{quiz.key}"
    enrol(person_id, course_key, now=now)
    cycle = current_cycle(person_id, course_key)
    history = attempt_history(person_id, quiz_ref, cycle=cycle, quiz=quiz, now=now)
    if history.open_attempt_id is not None and is_overdue(history.open_until, now):
        finish_quiz(history.open_attempt_id, now=now)
    return start_attempt(
        person_id,
        quiz_ref=quiz_ref,
        quiz=quiz,
        version_id=version_id,
        cycle=cycle,
        now=now,
        honoured=honoured,
    )
