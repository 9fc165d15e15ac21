"""From when until when a certification holds, and in which state it is on a day (pure).

Days are local days in the period's own zone, fixed when it was earned; a person who moves keeps their dates.
`until` is the last valid day, `grace_until` the last day of grace. A renewal is earned from the day the
window opens. One earned by the end of the grace counts on from the previous end, so early renewal keeps the
remaining days and late renewal gains none; one earned after the grace begins on its own day. This is the
"expiry date" rule of docs/certification.md.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

State = Literal["certified", "lapses_soon", "in_grace", "lapsed", "revoked"]
SOON_DAYS = 90


@dataclass(frozen=True)
class Terms:
    """How long a definition's periods hold."""

    validity_months: int | None
    renewal_window_days: int
    grace_days: int


@dataclass(frozen=True)
class Span:
    """The days of one period; without an end the last three are None."""

    valid_from: date
    until: date | None
    grace_until: date | None
    window_opens_on: date | None


@dataclass(frozen=True)
class Period:
    """One award period as its state is computed from."""

    span: Span
    zone: str
    revoked_at: datetime | None = None


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 29 Feb + 12 is 28 Feb, 31 Jan + 1 is 28 Feb."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def local_day(instant: datetime, zone: str) -> date:
    """The day that it is then in that zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """The first instant of the local day, in UTC; where clocks skip midnight, the first that exists."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def first_span(certified_on: date, terms: Terms) -> Span:
    """A period that begins on its own day."""
    if terms.validity_months is None:
        return Span(certified_on, None, None, None)
    return _span(certified_on, add_months(certified_on, terms.validity_months), terms)


def renewed_span(previous: Span, certified_on: date, terms: Terms) -> Span:
    """The period after `previous`: it never ends earlier than the previous one would have."""
    if previous.until is None or previous.grace_until is None or terms.validity_months is None:
        return first_span(certified_on, terms)
    until = add_months(previous.until, terms.validity_months)
    if certified_on > previous.grace_until or until <= certified_on:
        return first_span(certified_on, terms)
    return _span(certified_on, until, terms)


def _span(certified_on: date, until: date, terms: Terms) -> Span:
    """The window never opens on the first day, or the evidence of today would renew at once."""
    opens = until - timedelta(days=terms.renewal_window_days)
    return Span(
        valid_from=certified_on,
        until=until,
        grace_until=until + timedelta(days=terms.grace_days),
        window_opens_on=max(opens, certified_on + timedelta(days=1)),
    )


def state_at(period: Period, now: datetime) -> State:
    """The state at an instant. Before its first day a period counts as certified: it was earned by then."""
    if period.revoked_at is not None and now >= period.revoked_at:
        return "revoked"
    span, today = period.span, local_day(now, period.zone)
    if span.until is None or span.grace_until is None or span.window_opens_on is None:
        return "certified"
    if today > span.grace_until:
        return "lapsed"
    if today > span.until:
        return "in_grace"
    is_soon = today >= span.window_opens_on or (span.until - today).days < SOON_DAYS
    return "lapses_soon" if is_soon else "certified"


def counts(state: str) -> bool:
    """Whether the holder may still call themselves certified."""
    return state in ("certified", "lapses_soon", "in_grace")


def days_left(period: Period, now: datetime) -> int | None:
    """Days until the last valid day, in grace until the last day of grace; 0 is today, None has no end."""
    span, today = period.span, local_day(now, period.zone)
    if span.until is None or span.grace_until is None or today > span.grace_until:
        return None
    return ((span.until if today <= span.until else span.grace_until) - today).days


def is_renewable(period: Period, now: datetime) -> bool:
    """Whether evidence of today would count for the next period."""
    if period.revoked_at is not None and now >= period.revoked_at:
        return True
    opens = period.span.window_opens_on
    return opens is not None and local_day(now, period.zone) >= opens


def evidence_since(period: Period) -> datetime | None:
    """From which instant evidence counts for the next period; None: there is none while this one holds."""
    if period.revoked_at is not None:
        return period.revoked_at
    opens = period.span.window_opens_on
    return start_of(opens, period.zone) if opens is not None else None
