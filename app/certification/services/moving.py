"""Move the dates of a period: its end later or earlier, its grace later, and back again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.certification.expiry import Span, moved_span
from app.certification.models import AwardHistory, AwardPeriod
from app.certification.queries import period_of
from app.certification.services.changing import By, Changed, as_changed, changing, refuse_unless_standing
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _


def extend(period_id: int, until: date, by: By, *, now: datetime) -> Changed:
    """Another last valid day, later than the present one; window and grace move with it.

    Raises NotVisible, or DomainError on `until`.
    """
    with changing(period_id, "extended", by, now=now) as period:
        refuse_unless_standing(period)
        if period.valid_until is not None and until <= period.valid_until:
            raise DomainError(_("Choose a day after its present end."), field="until")
        _write(period, moved_span(period_of(period).span, until))
    return as_changed(period)


def defer(period_id: int, grace_until: date, by: By, *, now: datetime) -> Changed:
    """The renewal is due later: the grace ends later, the last valid day stays.

    Raises NotVisible, or DomainError on `until`.
    """
    with changing(period_id, "deferred", by, now=now) as period:
        refuse_unless_standing(period)
        if period.grace_until is not None and grace_until <= period.grace_until:
            raise DomainError(_("Choose a day after the present end of its grace."), field="until")
        _write(period, replace(period_of(period).span, grace_until=grace_until))
    return as_changed(period)


def shorten(
    period_id: int, until: date, grace_days: int, window_days: int, by: By, *, now: datetime
) -> Changed:
    """An earlier end, or one where there was none, never before its first day. Raises NotVisible."""
    with changing(period_id, "shortened", by, now=now) as period:
        end = max(until, period.valid_from)
        opens = max(end - timedelta(days=window_days), period.valid_from + timedelta(days=1))
        _write(period, Span(period.valid_from, end, end + timedelta(days=grace_days), opens))
    return as_changed(period)


def restore(period_id: int, by: By, *, now: datetime) -> Changed:
    """Undo a shortening: the dates are again what they were before it. Raises NotVisible."""
    with changing(period_id, "extended", by, now=now) as period, transaction() as session:
        before = session.scalars(
            select(AwardHistory)
            .where(AwardHistory.period_id == period_id)
            .order_by(AwardHistory.id.desc())
            .limit(1)
        ).one()
        span = Span(before.valid_from, before.valid_until, before.grace_until, before.window_opens_on)
        _write(period, span)
    return as_changed(period)


def moved_by(period_id: int, until: date, *, is_grace: bool = False) -> int:
    """By how many days the end, or the end of the grace, would lie after the one it was awarded with.

    All moves together are counted, so that a long one is not made of short ones. Raises NotVisible.
    """
    with transaction() as session:
        column = (AwardHistory.grace_until, AwardPeriod.grace_until) if is_grace else (
            AwardHistory.valid_until, AwardPeriod.valid_until
        )  # fmt: skip
        period = session.get(AwardPeriod, period_id)
        if period is None:
            raise NotVisible
        first = session.scalar(
            select(column[0]).where(AwardHistory.period_id == period_id).order_by(AwardHistory.id).limit(1)
        )
        now_says = period.grace_until if is_grace else period.valid_until
        awarded = first or now_says
        return (until - awarded).days if awarded is not None else 0


def _write(period: AwardPeriod, span: Span) -> None:
    period.valid_from, period.valid_until = span.valid_from, span.until
    period.grace_until, period.window_opens_on = span.grace_until, span.window_opens_on
