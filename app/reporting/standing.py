"""Who stands where with which certification on a day, in SQL: certification.expiry's rules, for many at once.

A day is the reader's day. Whether somebody counts for a company follows their credited seat on that day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from app.certification.expiry import SOON_DAYS
from app.certification.models import AwardPeriod
from app.people.models import Affiliation


@dataclass(frozen=True)
class AsOf:
    """A day for which one asks, and the instant at which it ends for the reader (or now, if it is today)."""

    on: date
    moment: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, on: date | None, *, now: datetime, zone: str) -> "AsOf":
        """That day, but never later than today."""
        here = ZoneInfo(zone)
        today = now.astimezone(here).date()
        if on is None or on >= today:
            return cls(today, now, here)
        end = datetime.combine(on + timedelta(days=1), time(), here).astimezone(UTC)
        return cls(on, end, here)


def seated(as_of: AsOf) -> ColumnElement[bool]:
    """A condition on Affiliation: the person's credit counted for the company then."""
    return and_(
        Affiliation.is_credited,
        Affiliation.started_at <= as_of.moment,
        or_(Affiliation.ended_at.is_(None), Affiliation.ended_at > as_of.moment),
    )


def latest_periods(as_of: AsOf, whose: Select[int]) -> Subquery:
    """Each person's latest period of each certification as known then, with `is_held`, `is_grace`, `is_soon`,
    `is_lapsed` and `is_revoked`. `whose` selects the ids of the people."""
    period = AwardPeriod
    rank = func.row_number().over(
        partition_by=(period.person_id, period.certification_key), order_by=period.cycle.desc()
    )
    ranked = (
        select(
            period.id.label("period_id"),
            period.person_id,
            period.certification_key,
            period.valid_until,
            period.grace_until,
            period.window_opens_on,
            period.revoked_at,
            rank.label("rank"),
        )
        .where(period.certified_at <= as_of.moment, period.person_id.in_(whose))
        .subquery()
    )
    revoked = and_(ranked.c.revoked_at.is_not(None), ranked.c.revoked_at <= as_of.moment)
    held = and_(~revoked, or_(ranked.c.grace_until.is_(None), ranked.c.grace_until >= as_of.on))
    grace = and_(held, ranked.c.valid_until < as_of.on)
    near = or_(
        ranked.c.window_opens_on <= as_of.on, ranked.c.valid_until < as_of.on + timedelta(days=SOON_DAYS)
    )
    soon = and_(held, ranked.c.valid_until >= as_of.on, near)
    lapsed = and_(~revoked, ranked.c.grace_until < as_of.on)
    return (
        select(
            ranked,
            _flag(held, "is_held"),
            _flag(grace, "is_grace"),
            _flag(soon, "is_soon"),
            _flag(lapsed, "is_lapsed"),
            _flag(revoked, "is_revoked"),
        )
        .where(ranked.c.rank == 1)
        .subquery()
    )


def _flag(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    """1 or 0, because a condition on a missing date is neither true nor false."""
    return case((condition, 1), else_=0).label(name)
