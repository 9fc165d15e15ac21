"""Who stands where with which certification on a day, in SQL: certification.expiry's rules, for many at once.

A day is the reader's day. Whether somebody counts for a company follows their credited seat on that day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.orm import aliased

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

    @property
    def horizon(self) -> date:
        """The first day on which an end no longer counts as soon."""
        return self.on + timedelta(days=SOON_DAYS)


def seated(as_of: AsOf) -> ColumnElement[bool]:
    """A condition on Affiliation: the person's credit counted for the company then."""
    return and_(
        Affiliation.is_credited,
        Affiliation.started_at <= as_of.moment,
        or_(Affiliation.ended_at.is_(None), Affiliation.ended_at > as_of.moment),
    )


def is_latest(as_of: AsOf) -> ColumnElement[bool]:
    """A condition on AwardPeriod: it had begun by then, and no later cycle of it had."""
    later = aliased(AwardPeriod)
    return and_(
        AwardPeriod.certified_at <= as_of.moment,
        ~exists().where(
            later.person_id == AwardPeriod.person_id,
            later.certification_key == AwardPeriod.certification_key,
            later.cycle > AwardPeriod.cycle,
            later.certified_at <= as_of.moment,
        ),
    )


@dataclass(frozen=True)
class Flags:
    """Conditions on a latest AwardPeriod, each true or false and never unknown; `soon` and `grace` are held too."""

    held: ColumnElement[bool]
    soon: ColumnElement[bool]
    grace: ColumnElement[bool]
    lapsed: ColumnElement[bool]
    revoked: ColumnElement[bool]


def flags(as_of: AsOf) -> Flags:
    """What the latest period amounts to on that day."""
    period = AwardPeriod
    revoked = and_(period.revoked_at.is_not(None), period.revoked_at <= as_of.moment)
    endless = period.valid_until.is_(None)
    ended = and_(~endless, period.valid_until < as_of.on)
    over = and_(~endless, period.grace_until < as_of.on)
    near = or_(period.window_opens_on <= as_of.on, period.valid_until < as_of.horizon)
    held = and_(~revoked, ~over)
    return Flags(
        held=held,
        soon=and_(held, ~endless, ~ended, near),
        grace=and_(held, ended),
        lapsed=and_(~revoked, over),
        revoked=revoked,
    )


def one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 or 0, to be summed."""
    return case((condition, 1), else_=0)
