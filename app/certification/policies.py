"""Whose certifications may this person see, and may they take one back?"""

from sqlalchemy import Select, select

from app.certification.models import AwardPeriod
from app.people.actor import Actor
from app.people.models import Person
from app.people.scope import person_within_sight


def visible_periods(actor: Actor) -> Select[AwardPeriod]:
    """Where every query for award periods that serves a page begins."""
    return (
        select(AwardPeriod).join(Person, Person.id == AwardPeriod.person_id).where(person_within_sight(actor))
    )


def can_revoke(actor: Actor) -> bool:
    """Channel managers and administrators, for every partner."""
    return actor.is_channel_manager


def can_change_awards(actor: Actor) -> bool:
    """Extend, defer, award by hand, reinstate, and decide what somebody else has asked for."""
    return actor.is_channel_manager
