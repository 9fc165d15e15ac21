"""Who may see an attempt. Its paper is only for the person who sits it; its result also for whoever may see them."""

from sqlalchemy import false, select, true

from app.assessment.models import Attempt, Slot
from app.core.db import AnySelect
from app.people.actor import Actor
from app.people.models import Person
from app.people.scope import person_within_sight


def visible_attempts(actor: Actor) -> AnySelect:
    """Where every query for an attempt begins: those of the people within sight, with Person joined."""
    return select(Attempt).join(Person, Person.id == Attempt.person_id).where(person_within_sight(actor))


def visible_papers(actor: Actor) -> AnySelect:
    """Where every query that sums up attempts without naming anybody begins: for authors and managers all of them,
    with Person joined.
    """
    everybody = actor.is_author or actor.is_channel_manager
    return (
        select(Attempt).join(Person, Person.id == Attempt.person_id).where(true() if everybody else false())
    )


def visible_answers(actor: Actor) -> AnySelect:
    """The same for the answers of those papers, with Slot joined."""
    return visible_papers(actor).join(Slot, Slot.attempt_id == Attempt.id)


def is_own(actor: Actor, person_id: int) -> bool:
    return actor.person_id == person_id


def can_author(actor: Actor) -> bool:
    """Banks with their answer keys are for who writes them."""
    return actor.is_author


def can_grade(actor: Actor) -> bool:
    """Read answers that wait for a person, whoever gave them, and say what they are worth."""
    return actor.is_author or actor.is_channel_manager


def can_decide(actor: Actor) -> bool:
    """Void, allow more, release: whoever answers for partners, for the people within sight."""
    return actor.is_channel_manager
