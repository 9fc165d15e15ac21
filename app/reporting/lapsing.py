"""What lapses next among the people in sight."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from app.certification.expiry import SOON_DAYS
from app.certification.models import AwardPeriod
from app.core.db import db
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person, Portfolio
from app.people.scope import company_within_sight
from app.reporting.standing import AsOf, latest_periods, seated


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


def lapses_next(actor: Actor, *, now: datetime, limit: int = 10) -> list[Lapse]:
    """What lapses within 90 days or is in grace among the people in sight, the nearest end first."""
    as_of = AsOf.of(None, now=now, zone=actor.zone)
    horizon = as_of.on + timedelta(days=SOON_DAYS)
    whose = (
        select(AwardPeriod.person_id)
        .join(Affiliation, Affiliation.person_id == AwardPeriod.person_id)
        .join(Company, Company.id == Affiliation.company_id)
        .where(
            seated(as_of),
            company_within_sight(actor),
            AwardPeriod.grace_until >= as_of.on,
            AwardPeriod.valid_until < horizon,
        )
    )
    period = latest_periods(as_of, whose)
    ends = func.coalesce(period.c.valid_until, period.c.grace_until)
    rows = db.session.execute(
        select(
            Person.id,
            Person.name,
            Company.id,
            Company.name,
            period.c.certification_key,
            period.c.is_grace,
            period.c.valid_until,
            period.c.grace_until,
        )
        .select_from(period)
        .join(Person, Person.id == period.c.person_id)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .join(Company, Company.id == Affiliation.company_id)
        .where(
            seated(as_of),
            company_within_sight(actor),
            Company.kind == "partner",
            Person.disabled_at.is_(None),
            (period.c.is_soon == 1) | (period.c.is_grace == 1),
            period.c.valid_until < horizon,
        )
        .order_by(ends, Person.name, Person.id)
        .limit(limit)
    )
    return [
        Lapse(row[0], row[1], row[2], row[3], row[4], "in_grace" if row[5] else "lapses_soon",
              row[7] if row[5] else row[6])
        for row in rows
    ]  # fmt: skip


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
    seats = (
        select(Affiliation.person_id, Affiliation.company_id)
        .join(Company, Company.id == Affiliation.company_id)
        .where(seated(as_of), *in_sight)
        .subquery()
    )
    period = latest_periods(as_of, select(seats.c.person_id))
    soon_company = case((period.c.is_soon == 1, seats.c.company_id))
    row = db.session.execute(
        select(
            func.coalesce(func.sum(period.c.is_held), 0),
            func.coalesce(func.sum(period.c.is_soon), 0),
            func.count(soon_company.distinct()),
            func.coalesce(func.sum(period.c.is_grace), 0),
            func.min(period.c.grace_until).filter(period.c.is_grace == 1),
            func.coalesce(func.sum(period.c.is_lapsed), 0),
            select(func.count(Company.id)).where(*in_sight).scalar_subquery(),
        )
        .select_from(period)
        .join(seats, seats.c.person_id == period.c.person_id)
    ).one()
    return Figures(int(row[0]), int(row[1]), int(row[2]), int(row[3]), row[4], int(row[5]), int(row[6] or 0))
