"""Who may see an attempt: only the person who sits it. What others learn of it are the facts it became."""

from sqlalchemy import Select, select

from app.assessment.models import Attempt
from app.people.actor import Actor


def visible_attempts(actor: Actor) -> Select[Attempt]:
    """Where every query for an attempt begins; a paper is nobody else's business, not even a manager's."""
    return select(Attempt).where(Attempt.person_id == actor.person_id)
