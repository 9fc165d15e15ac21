"""Who stands where with which certification on a day, in SQL: certification.expiry's rules, for many at once.

The conditions are made once for the process; AsOf.values gives the day, which is the reader's day. A period says what
it said on that day, also if it was extended, revoked or reinstated since. Whether somebody counts for a company
follows their credited seat on that day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    String,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from app.certification.expiry import SOON_DAYS
from app.certification.models import AwardHistory, AwardPeriod
from app.core.db import UtcTime
from app.people.models import Affiliation

Value = TypeVar("Value")


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
    def values(self) -> dict[str, object]:
        """What the conditions below ask for."""
        tail = timedelta(days=current_app.config["KRU"].leaver_tail_days)
        return {
            "as_of_moment": self.moment,
            "as_of_day": self.on,
            "as_of_horizon": self.horizon,
            "as_of_tail": self.moment - tail,
        }

    @property
    def horizon(self) -> date:
        """The first day on which an end no longer counts as soon."""
        return self.on + timedelta(days=SOON_DAYS)


def _given(name: str, type_: TypeEngine[Value]) -> ScalarSelect[Value]:
    """A value of `AsOf.values`, as a subquery.

    PostgreSQL then cannot see it while it plans: so no plan is better for one day than that for every day, and it
    keeps that one. Otherwise it would plan anew each time, which takes longer than reading what lapses next.
    """
    return select(bindparam(name, type_=type_)).scalar_subquery()


MOMENT = _given("as_of_moment", UtcTime())
TODAY = _given("as_of_day", Date())
HORIZON = _given("as_of_horizon", Date())

TAIL = _given("as_of_tail", UtcTime())
"""Who left after this still counts for the company they left, unless another one has their credit."""

_next_seat = aliased(Affiliation)
SEATED = and_(
    Affiliation.is_credited,
    Affiliation.started_at <= MOMENT,
    or_(
        Affiliation.ended_at.is_(None),
        Affiliation.ended_at > MOMENT,
        and_(
            Affiliation.ended_at > TAIL,
            ~exists().where(
                _next_seat.person_id == Affiliation.person_id,
                _next_seat.is_credited,
                _next_seat.started_at >= Affiliation.ended_at,
                _next_seat.started_at <= MOMENT,
            ),
        ),
    ),
)
"""A condition on Affiliation: the person's credit counted for the company then."""

SAID = ("valid_from", "valid_until", "grace_until", "window_opens_on", "revoked_at")
"""What a change replaces, and its history keeps."""


def _as_it_was() -> type[AwardPeriod]:
    """The periods with what they said then: where a row of the history held at that moment, it speaks.

    The history's rows of a period follow each other without a gap, so at most one is joined.
    """
    now, then = AwardPeriod, AwardHistory
    said = [
        case((then.id.is_(None), getattr(now, name)), else_=getattr(then, name)).label(name) for name in SAID
    ]
    joined = and_(then.period_id == now.id, then.until_at > MOMENT, then.changed_at <= MOMENT)
    rows = (
        select(now.id, now.person_id, now.certification_key, now.cycle, now.certified_at, *said)
        .outerjoin(then, joined)
        .subquery("period")
    )
    return aliased(AwardPeriod, rows, adapt_on_names=True)


PERIOD = _as_it_was()
"""The award periods, saying what they said then. Columns that are not named above are not there."""

_later = aliased(AwardPeriod)


def is_latest(period: type[AwardPeriod]) -> ColumnElement[bool]:
    """That it had begun by then, and no later cycle of it had."""
    return and_(
        period.certified_at <= MOMENT,
        ~exists().where(
            _later.person_id == period.person_id,
            _later.certification_key == period.certification_key,
            _later.cycle > period.cycle,
            _later.certified_at <= MOMENT,
        ),
    )


IS_LATEST = is_latest(PERIOD)


@dataclass(frozen=True)
class Flags:
    """Conditions on somebody's latest period, each true or false and never unknown; `soon` and `grace` are held too."""

    held: ColumnElement[bool]
    soon: ColumnElement[bool]
    grace: ColumnElement[bool]
    lapsed: ColumnElement[bool]
    revoked: ColumnElement[bool]


def flags_of(period: type[AwardPeriod]) -> Flags:
    """What the latest period amounts to on that day."""
    revoked = and_(period.revoked_at.is_not(None), period.revoked_at <= MOMENT)
    endless = period.valid_until.is_(None)
    ended = and_(~endless, period.valid_until < TODAY)
    over = and_(~endless, period.grace_until < TODAY)
    near = or_(period.window_opens_on <= TODAY, period.valid_until < HORIZON)
    held = and_(~revoked, ~over)
    return Flags(
        held=held,
        soon=and_(held, ~endless, ~ended, near),
        grace=and_(held, ended),
        lapsed=and_(~revoked, over),
        revoked=revoked,
    )


FLAGS = flags_of(PERIOD)
STATE: ColumnElement[str] = case(
    (FLAGS.revoked, literal_column("'revoked'", String)),
    (FLAGS.lapsed, literal_column("'lapsed'", String)),
    (FLAGS.grace, literal_column("'in_grace'", String)),
    (FLAGS.soon, literal_column("'lapses_soon'", String)),
    else_=literal_column("'certified'", String),
)
"""The same as one word, as certification.expiry names it."""


def one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 or 0, to be summed."""
    return case((condition, literal_column("1", Integer)), else_=literal_column("0", Integer))
