"""Everybody who holds or held one certification: a page of them, and how many there are of each state."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import and_, bindparam, func, select

from app.catalogue.documents import Text
from app.certification.expiry import State
from app.certification.queries import live_definitions
from app.core.db import AnySelect, read
from app.core.errors import NotVisible
from app.core.paging import fetch
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person
from app.people.scope import company_within_sight, person_within_sight
from app.reporting.company import mark_of
from app.reporting.standing import IS_LATEST, PERIOD, SEATED, STATE, AsOf

PAGE_SIZE = 50
STATES: tuple[str, ...] = get_args(State)


@dataclass(frozen=True)
class Holder:
    """One person and where they stand; `company` is where their credit counts, if anywhere."""

    person_id: int
    name: str
    company_id: int | None
    company: str
    is_partner: bool
    period_id: int
    state: str
    on: date | None


@dataclass(frozen=True)
class Holders:
    """One page; `counts` are of everybody within sight, by state."""

    title: Text
    holders: list[Holder]
    counts: dict[str, int]
    previous: str | None
    next: str | None


def _latest(*columns: Any) -> AnySelect:
    return (
        select(*columns)
        .select_from(Person)
        .join(PERIOD, PERIOD.person_id == Person.id)
        .where(PERIOD.certification_key == bindparam("key"), IS_LATEST, Person.disabled_at.is_(None))
    )


SEATS = select(Affiliation.person_id, Affiliation.company_id).where(SEATED).subquery("seat")
"""Of its own, so that what the actor may see can ask for other seats of the same people."""
COUNTS = _latest(STATE.label("state"), func.count().label("people")).group_by(STATE)


def _people(actor: Actor) -> AnySelect:
    """Where somebody's credit counts is named only where the actor may see that company."""
    latest = _latest(
        Person.id, Person.name, Company.id.label("company_id"), Company.name.label("company"), Company.kind,
        PERIOD.id.label("period_id"), PERIOD.valid_until, PERIOD.grace_until, PERIOD.revoked_at,
        STATE.label("state"),
    )  # fmt: skip
    where = and_(Company.id == SEATS.c.company_id, company_within_sight(actor))
    return latest.outerjoin(SEATS, SEATS.c.person_id == Person.id).outerjoin(Company, where)


def holders_of(actor: Actor, key: str, *, state: str, at: str | None, now: datetime) -> Holders:
    """One page of those within the actor's sight, narrowed to a state if it is one: two statements.

    Raises NotVisible if there is no such certification.
    """
    live = live_definitions().get(key)
    if live is None:
        raise NotVisible
    as_of = AsOf.of(None, now=now, zone=actor.zone)
    values = {"key": key, **as_of.values}
    seen = person_within_sight(actor)
    people = _people(actor).where(seen)
    if state in STATES:
        people = people.where(STATE.in_([state]))
    page = fetch(
        people, keys=(Person.name.expression, Person.id.expression), at=at, size=PAGE_SIZE, values=values
    )
    counts = {row.state: row.people for row in read(COUNTS.where(seen), **values)}
    rows = [_holder(row, as_of) for row in page.rows]
    return Holders(live.document.title, rows, counts, page.previous, page.next)


def _holder(row: Any, as_of: AsOf) -> Holder:
    mark = mark_of(row, as_of)
    is_partner = row.kind == "partner"
    return Holder(
        row.id, row.name, row.company_id, row.company or "", is_partner, row.period_id, mark.state, mark.on
    )
