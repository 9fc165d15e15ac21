"""What lapses next among the people in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, String, bindparam, case, func, literal_column, select

from app.certification.models import AwardPeriod
from app.core.db import read
from app.core.value_pairs import is_among, numbers_among
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person, Portfolio
from app.people.scope import company_within_sight, within_sight
from app.reporting.standing import (
    FLAGS,
    HORIZON,
    IS_LATEST,
    PERIOD,
    SEATED,
    TODAY,
    AsOf,
    flags_of,
    is_latest,
    one_if,
)


@dataclass(frozen=True)
class Lapse:
    """Somebody's certification that ends within the days asked for, or is in its grace."""

    person_id: int
    person: str
    company_id: int
    company: str
    certification_key: str
    state: str
    on: date


LAPSES = (
    select(
        Person.id, Person.name, Company.id, Company.name, AwardPeriod.certification_key,
        AwardPeriod.valid_until, AwardPeriod.grace_until,
    )
    .select_from(AwardPeriod)
    .join(Person, Person.id == AwardPeriod.person_id)
    .join(Affiliation, Affiliation.person_id == AwardPeriod.person_id)
    .join(Company, Company.id == Affiliation.company_id)
    .where(
        AwardPeriod.grace_until >= TODAY,
        AwardPeriod.valid_until < HORIZON,
        flags_of(AwardPeriod).held,
        is_latest(AwardPeriod),
        SEATED,
        Company.kind == literal_column("'partner'", String),
        Person.disabled_at.is_(None),
    )
    .order_by(AwardPeriod.grace_until, AwardPeriod.id)
    .limit(bindparam("most", type_=Integer, literal_execute=True))
)  # fmt: skip
"""It is only asked for today, so the rows say it themselves, and the index on the end of the grace gives the order."""


def lapses_next(
    actor: Actor, *, now: datetime, limit: int = 10, companies: Sequence[int] | None = None
) -> list[Lapse]:
    """What ends within 90 days or is in grace among the people in sight, in the order in which it stops counting.

    `companies` are the ids of those it is narrowed to.
    """
    as_of = AsOf.of(None, now=now, zone=actor.zone)
    statement = within_sight(LAPSES, actor)
    values = {"most": limit, **as_of.values}
    if companies is not None:
        statement = statement.where(is_among(Company.id.expression, "company_ids"))
        values |= numbers_among(companies, "company_ids")
    rows = read(statement, **values)
    return [_lapse(*row, today=as_of.on) for row in rows]


def _lapse(
    person_id: int,
    person: str,
    company_id: int,
    company: str,
    key: str,
    until: date | None,
    grace: date | None,
    *,
    today: date,
) -> Lapse:
    if until is None or grace is None:
        raise ValueError("a period without an end does not lapse")
    state, on = ("in_grace", grace) if until < today else ("lapses_soon", until)
    return Lapse(person_id, person, company_id, company, key, state, on)


@dataclass(frozen=True)
class Figures:
    """How many people × certifications stand where among the companies in sight, and when it matters."""

    holding: int
    soon: int
    soon_companies: int
    grace: int
    first_grace_end: date | None
    lapsed: int
    companies: int


def figures(actor: Actor, *, only_mine: bool, now: datetime) -> Figures:
    """The sums over everything in sight. It reads every live period, so it is loaded after the page."""
    as_of = AsOf.of(None, now=now, zone=actor.zone)
    in_sight = [company_within_sight(actor), Company.kind == "partner", Company.closed_at.is_(None)]
    if only_mine:
        in_sight.append(
            Company.id.in_(select(Portfolio.company_id).where(Portfolio.manager_id == actor.person_id))
        )
    is_ = FLAGS
    soon_company = case((is_.soon, Affiliation.company_id))
    sums = (
        select(
            func.coalesce(func.sum(one_if(is_.held)), 0),
            func.coalesce(func.sum(one_if(is_.soon)), 0),
            func.count(soon_company.distinct()),
            func.coalesce(func.sum(one_if(is_.grace)), 0),
            func.min(PERIOD.grace_until).filter(is_.grace),
            func.coalesce(func.sum(one_if(is_.lapsed)), 0),
            select(func.count(Company.id)).where(*in_sight).scalar_subquery(),
        )
        .select_from(PERIOD)
        .join(Affiliation, Affiliation.person_id == PERIOD.person_id)
        .where(SEATED, IS_LATEST, Affiliation.company_id.in_(select(Company.id).where(*in_sight)))
    )
    row = read(sums, **as_of.values).one()
    return Figures(int(row[0]), int(row[1]), int(row[2]), int(row[3]), row[4], int(row[5]), int(row[6] or 0))
