"""From when until when a certification holds, and in which state it is on a day (pure).

Days are local days in the period's own zone, fixed when it was earned; a person who moves keeps their dates.
`until` is the last valid day, `grace_until` the last day of grace. A renewal is earned from the day the
window opens; from where its validity is counted is one of three rules (see docs/certification.md). Whichever it is,
renewing never shortens what is held, and who renews after the grace begins on their own day.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

State = Literal["certified", "lapses_soon", "in_grace", "lapsed", "revoked"]
DateRule = Literal["from_completion", "from_expiry", "from_fixed_date"]
"""From where a renewal's validity is counted."""
SOON_DAYS = 90
SHORTEST_DAYS = 30
"""With a fixed date nobody's validity is shorter than this, nor than the renewal window: it ends a year later."""


@dataclass(frozen=True)
class Terms:
    """How long a definition's periods hold. `fixed` is the month and day of the rule `from_fixed_date`."""

    validity_months: int | None
    renewal_window_days: int
    grace_days: int
    rule: DateRule = "from_expiry"
    fixed: tuple[int, int] | None = None

    @property
    def minimum_days(self) -> int:
        """Whom fewer days than these would be left until the fixed date gets the one after it."""
        return max(self.renewal_window_days, SHORTEST_DAYS)


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
    until = add_months(certified_on, terms.validity_months)
    if terms.rule == "from_fixed_date":
        until = _fixed_end(certified_on, certified_on, terms)
    return _span(certified_on, until, terms)


def renewed_span(previous: Span, certified_on: date, terms: Terms) -> Span:
    """The period after `previous`: it never ends earlier than the previous one would have."""
    if previous.until is None or previous.grace_until is None or terms.validity_months is None:
        return first_span(certified_on, terms)
    until = _renewed_end(previous.until, certified_on, terms, terms.validity_months)
    if certified_on > previous.grace_until or until <= certified_on:
        return first_span(certified_on, terms)
    return _span(certified_on, until, terms)


def _renewed_end(previous: date, certified_on: date, terms: Terms, months: int) -> date:
    match terms.rule:
        case "from_completion":
            return max(previous, add_months(certified_on, months))
        case "from_fixed_date":
            return _fixed_end(max(previous, certified_on), certified_on, terms)
        case _:
            return add_months(previous, months)


def _fixed_end(base: date, certified_on: date, terms: Terms) -> date:
    """The last fixed date within the validity from `base` on; if it is too near, the one a year later."""
    month, day = terms.fixed or (12, 31)
    latest = add_months(base, terms.validity_months or 12)
    end = date(latest.year, month, day)
    if end > latest:
        end = end.replace(year=end.year - 1)
    is_near = (end - certified_on).days < terms.minimum_days
    return end.replace(year=end.year + 1) if is_near else end


def moved_span(span: Span, until: date) -> Span:
    """The same period with another last valid day; window and grace keep their distance from it."""
    if span.until is None or span.grace_until is None or span.window_opens_on is None:
        raise ValueError("a period without an end cannot be moved")
    by = until - span.until
    opens = max(span.window_opens_on + by, span.valid_from + timedelta(days=1))
    return replace(span, until=until, grace_until=span.grace_until + by, window_opens_on=opens)


def _span(certified_on: date, until: date, terms: Terms) -> Span:
    """The window never opens on the first day, or the evidence of today would renew at once."""
    opens = until - timedelta(days=terms.renewal_window_days)
    return Span(
        valid_from=certified_on,
        until=until,
        grace_until=until + timedelta(days=terms.grace_days),
        window_opens_on=max(opens, certified_on + timedelta(days=1)),
    )


@dataclass(frozen=True)
class Past:
    """What a period said until a moment, at which it was changed."""

    until_at: datetime
    period: Period


def at(period: Period, history: Iterable[Past], moment: datetime) -> Period:
    """What the period said at that moment: a change holds from its own instant on.

    `period` is what it says now, `history` what it said before, in the order of the changes.
    """
    replaced = [past for past in history if past.until_at > moment]
    return min(replaced, key=lambda past: past.until_at).period if replaced else period


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


def is_in_time(period: Period, moment: datetime) -> bool:
    """Whether what is earned then renews the period; after its grace or its revocation one begins anew."""
    if period.revoked_at is not None and moment >= period.revoked_at:
        return False
    grace = period.span.grace_until
    return grace is None or local_day(moment, period.zone) <= grace


def held_until(period: Period) -> datetime | None:
    """The first instant at which it no longer counts; None: it has no end."""
    grace = period.span.grace_until
    over = start_of(grace + timedelta(days=1), period.zone) if grace is not None else None
    return min((end for end in (over, period.revoked_at) if end is not None), default=None)


def evidence_since(period: Period) -> datetime | None:
    """From which instant evidence counts for the next period; None: there is none while this one holds."""
    if period.revoked_at is not None:
        return period.revoked_at
    opens = period.span.window_opens_on
    return start_of(opens, period.zone) if opens is not None else None
