"""Who may see an attempt. Its paper is only for the person who sits it; its result also for whoever may see them."""

from sqlalchemy import select

from app.assessment.models import Attempt
from app.core.db import AnySelect
from app.people.actor import Actor
from app.people.models import Person
from app.people.scope import person_within_sight


def visible_attempts(actor: Actor) -> AnySelect:
    """Where every query for an attempt begins: those of the people within sight, with Person joined."""
    return select(Attempt).join(Person, Person.id == Attempt.person_id).where(person_within_sight(actor))


def is_own(actor: Actor, person_id: int) -> bool:
    return actor.person_id == person_id
