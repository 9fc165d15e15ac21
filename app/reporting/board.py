"""The certification board: companies × certifications, a page at a time, in constantly many statements."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    case,
    exists,
    func,
    literal,
    literal_column,
    select,
    text,
)

from app.certification.definition import Definition
from app.certification.queries import live_definitions
from app.core.db import AnySelect, read
from app.core.paging import fetch
from app.learning.models import Enrolment
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person, Portfolio
from app.people.scope import sees_every_company, visible_companies, within_sight
from app.reporting.standing import FLAGS, IS_LATEST, PERIOD, SEATED, TODAY, AsOf
from app.reporting.tallies import Row, with_tallies

PAGE_SIZE = 25
EXPORT_BATCH = 200
STATES = ("lapses_soon", "in_grace", "lapsed", "certified", "in_progress", "none")
SORTS = ("name", "tier", "region", "next_end")
ME = "me"
NEVER = date(9999, 12, 31)
TIER_ORDER = {"platinum": 1, "gold": 2, "silver": 3, "registered": 4}


@dataclass(frozen=True)
class Filter:
    """What the reader asked for; empty means all."""

    q: str = ""
    region: str = ""
    tier: str = ""
    company_type: str = ""
    manager: str = ""
    state: str = ""
    certification: str = ""
    sort: str = "name"
    on: date | None = None
    at: str | None = None


@dataclass(frozen=True)
class Board:
    as_of: AsOf
    columns: dict[str, Definition]
    rows: list[Row]
    total: int
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Choices:
    """What the filters offer."""

    regions: list[str]
    managers: list[tuple[int, str]] = field(default_factory=list)


def read_board(actor: Actor, wanted: Filter, *, now: datetime) -> Board:
    """One page of the companies that the actor may see."""
    as_of = AsOf.of(wanted.on, now=now, zone=actor.zone)
    columns = shown_definitions(wanted)
    statement, keys, count = _statements(actor, replace(wanted, on=None, at=None))
    page = fetch(statement, keys=keys, at=wanted.at, size=PAGE_SIZE, values=as_of.values)
    total = page.rows[0].total if page.rows else read(count, **as_of.values).scalar_one()
    return Board(as_of, columns, with_tallies(page.rows, columns, as_of), total, page.previous, page.next)


@lru_cache(maxsize=64)
def _statements(actor: Actor, wanted: Filter) -> tuple[AnySelect, list[ColumnElement[Any]], AnySelect]:
    """What `_companies` makes, with the count of all rows in each, and that count for a page that has none.

    The same filter is asked for again and again.
    """
    count = select(func.count()).select_from(_matching(actor, wanted).subquery())
    statement, keys = _companies(actor, wanted)
    return statement.add_columns(count.scalar_subquery().label("total")), keys, count


def every_row(actor: Actor, wanted: Filter, *, now: datetime) -> Iterator[Row]:
    """All rows of the same view, in batches, for an export."""
    as_of = AsOf.of(wanted.on, now=now, zone=actor.zone)
    columns = shown_definitions(wanted)
    statement, keys = _companies(actor, wanted)
    at = None
    while True:
        page = fetch(statement, keys=keys, at=at, size=EXPORT_BATCH, values=as_of.values)
        yield from with_tallies(page.rows, columns, as_of)
        if page.next is None:
            return
        at = page.next


def companies_asked_for(actor: Actor, wanted: Filter, *, now: datetime) -> list[int] | None:
    """The ids of the companies that a filter leaves; None where it leaves all of them."""
    if not any((wanted.q, wanted.region, wanted.tier, wanted.company_type, wanted.manager, wanted.state)):
        return None
    as_of = AsOf.of(wanted.on, now=now, zone=actor.zone)
    return [row[0] for row in read(_matching(actor, wanted), **as_of.values)]


REGIONS = select(literal_column("0", Integer), Company.region).where(
    Company.kind == "partner", Company.region != ""
)
MANAGERS = select(Person.id, Person.name)


@lru_cache(maxsize=64)
def _choices(actor: Actor) -> CompoundSelect[*tuple[Any, ...]]:
    """The regions under the number 0, and the channel managers by name."""
    looked_after = select(Portfolio.manager_id)
    if not sees_every_company(actor):
        companies = visible_companies(actor).with_only_columns(Company.id)
        looked_after = looked_after.where(Portfolio.company_id.in_(companies))
    regions = within_sight(REGIONS, actor).distinct()
    return regions.union_all(MANAGERS.where(Person.id.in_(looked_after))).order_by(text("2"), text("1"))


def choices(actor: Actor) -> Choices:
    """Regions and channel managers that occur among the companies in sight; one statement."""
    rows = read(_choices(actor)).all()
    return Choices(sorted(word for number, word in rows if not number), [(*row,) for row in rows if row[0]])


def shown_definitions(wanted: Filter) -> dict[str, Definition]:
    """The live certifications by title's key order, or the one that was asked for."""
    live = {key: found.document for key, found in live_definitions().items()}
    if wanted.certification in live:
        return {wanted.certification: live[wanted.certification]}
    return live


def _matching(actor: Actor, wanted: Filter) -> AnySelect:
    statement = visible_companies(actor).where(Company.kind == "partner", Company.closed_at.is_(None))
    if wanted.q:
        statement = statement.where(Company.name.icontains(wanted.q, autoescape=True))
    for col, value in (
        (Company.region, wanted.region),
        (Company.tier, wanted.tier),
        (Company.company_type, wanted.company_type),
    ):
        if value:
            statement = statement.where(col == value)
    if wanted.manager:
        manager = actor.person_id if wanted.manager == ME else _as_id(wanted.manager)
        looked_after = select(Portfolio.company_id).where(Portfolio.manager_id == manager)
        statement = statement.where(Company.id.in_(looked_after))
    if wanted.state in STATES:
        statement = statement.where(_has_state(wanted))
    return statement.with_only_columns(Company.id)


def _as_id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _has_state(wanted: Filter) -> ColumnElement[bool]:
    """That somebody of the company is in the state wanted, or nobody holds anything (none)."""
    of_company = (
        select(1)
        .select_from(PERIOD)
        .join(Affiliation, Affiliation.person_id == PERIOD.person_id)
        .where(SEATED, Affiliation.company_id == Company.id, IS_LATEST)
    )
    if wanted.certification:
        of_company = of_company.where(PERIOD.certification_key == wanted.certification)
    if wanted.state == "none":
        return ~exists(of_company.where(FLAGS.held))
    if wanted.state == "in_progress":
        return exists(
            select(1)
            .select_from(Enrolment)
            .join(Affiliation, Affiliation.person_id == Enrolment.person_id)
            .where(SEATED, Affiliation.company_id == Company.id, Enrolment.completed_at.is_(None))
        )
    state = {
        "lapses_soon": FLAGS.soon, "in_grace": FLAGS.grace, "lapsed": FLAGS.lapsed, "certified": FLAGS.held,
    }  # fmt: skip
    return exists(of_company.where(state[wanted.state]))


def _companies(actor: Actor, wanted: Filter) -> tuple[AnySelect, list[ColumnElement[Any]]]:
    """The statement for a page, and the keys of its order."""
    statement = (
        _matching(actor, wanted)
        .outerjoin(Portfolio, Portfolio.company_id == Company.id)
        .outerjoin(Person, Person.id == Portfolio.manager_id)
        .with_only_columns(
            Company.id, Company.name, Company.tier, Company.region, Company.company_type, Person.name
        )
    )
    first = [ORDERS[wanted.sort]] if wanted.sort in ORDERS else []
    return statement, [*first, Company.name.expression, Company.id.expression]


def _tier_order() -> ColumnElement[int]:
    return case(TIER_ORDER, value=Company.tier, else_=9).cast(Integer)


def _next_end() -> ColumnElement[date]:
    """The next day on which something stops counting among the company's people; those who have none come last."""
    over = case((PERIOD.valid_until < TODAY, PERIOD.grace_until), else_=PERIOD.valid_until)
    soonest = (
        select(func.min(over))
        .join(Affiliation, Affiliation.person_id == PERIOD.person_id)
        .where(
            Affiliation.company_id == Company.id,
            SEATED,
            PERIOD.grace_until >= TODAY,
            FLAGS.held,
            IS_LATEST,
        )
        .correlate(Company)
        .scalar_subquery()
    )
    return func.coalesce(soonest, literal(NEVER, PERIOD.valid_until.type))


ORDERS: dict[str, ColumnElement[Any]] = {
    "tier": _tier_order(),
    "region": Company.region.expression,
    "next_end": _next_end(),
}
"""What companies are ordered by before their name."""
