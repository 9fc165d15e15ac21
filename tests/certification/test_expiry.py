"""States and dates of a certification: a table of days, and the rules that always hold."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certification.expiry import (
    Period,
    Span,
    Terms,
    add_months,
    days_left,
    evidence_since,
    first_span,
    is_renewable,
    local_day,
    renewed_span,
    start_of,
    state_at,
)

YEAR = Terms(validity_months=12, renewal_window_days=60, grace_days=30)
BANGKOK = "Asia/Bangkok"


def at(text: str, zone: str = BANGKOK) -> datetime:
    """A local time in a zone, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-23", 12, "2027-11-23"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2027-02-28", 12, "2028-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", 3, "2026-06-30"),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last_one(day: str, months: int, later: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


# Certified on 14 Dec 2025 in Bangkok for twelve months: valid until 14 Dec 2026, window from 15 Oct, grace to 13 Jan.
@pytest.mark.parametrize(
    ("moment", "state", "left"),
    [
        ("2025-12-14 09:00", "certified", 365),
        ("2026-03-01 12:00", "certified", 288),
        ("2026-09-15 23:59", "certified", 90),
        ("2026-09-16 00:00", "lapses_soon", 89),
        ("2026-10-14 23:59", "lapses_soon", 61),
        ("2026-10-15 00:00", "lapses_soon", 60),
        ("2026-12-13 23:59", "lapses_soon", 1),
        ("2026-12-14 00:00", "lapses_soon", 0),
        ("2026-12-14 23:59", "lapses_soon", 0),
        ("2026-12-15 00:00", "in_grace", 29),
        ("2027-01-13 00:00", "in_grace", 0),
        ("2027-01-13 23:59", "in_grace", 0),
        ("2027-01-14 00:00", "lapsed", None),
        ("2030-01-01 00:00", "lapsed", None),
    ],
)
def test_the_state_on_a_day(moment: str, state: str, left: int | None) -> None:
    period = Period(first_span(date(2025, 12, 14), YEAR), BANGKOK)
    assert state_at(period, at(moment)) == state
    assert days_left(period, at(moment)) == left


@pytest.mark.parametrize(
    ("zone", "last_valid_second", "first_second_of_grace"),
    [
        ("Asia/Bangkok", "2026-12-14T16:59:59", "2026-12-14T17:00:00"),
        ("UTC", "2026-12-14T23:59:59", "2026-12-15T00:00:00"),
        ("Pacific/Kiritimati", "2026-12-14T09:59:59", "2026-12-14T10:00:00"),
        ("Pacific/Pago_Pago", "2026-12-15T10:59:59", "2026-12-15T11:00:00"),
        ("America/New_York", "2026-12-15T04:59:59", "2026-12-15T05:00:00"),
        ("Asia/Kathmandu", "2026-12-14T18:14:59", "2026-12-14T18:15:00"),
    ],
)
def test_days_are_counted_in_the_periods_own_zone(
    zone: str, last_valid_second: str, first_second_of_grace: str
) -> None:
    period = Period(first_span(date(2025, 12, 14), YEAR), zone)
    assert state_at(period, datetime.fromisoformat(last_valid_second).replace(tzinfo=UTC)) == "lapses_soon"
    assert state_at(period, datetime.fromisoformat(first_second_of_grace).replace(tzinfo=UTC)) == "in_grace"


@pytest.mark.parametrize(
    ("zone", "day", "first_instant"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00+00:00"),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00:00+00:00"),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00+00:00"),
        ("America/New_York", date(2026, 11, 1), "2026-11-01T04:00:00+00:00"),
    ],
)
def test_a_day_begins_with_its_first_instant_also_where_clocks_change(
    zone: str, day: date, first_instant: str
) -> None:
    instant = start_of(day, zone)
    assert instant == datetime.fromisoformat(first_instant)
    assert local_day(instant, zone) == day


def test_one_that_never_ends_is_certified_for_ever() -> None:
    period = Period(first_span(date(2026, 1, 1), Terms(None, 60, 30)), BANGKOK)
    assert period.span == Span(date(2026, 1, 1), None, None, None)
    assert state_at(period, at("2099-01-01 00:00")) == "certified"
    assert days_left(period, at("2099-01-01 00:00")) is None
    assert not is_renewable(period, at("2099-01-01 00:00"))


def test_without_grace_it_lapses_on_the_day_after_the_last() -> None:
    period = Period(first_span(date(2026, 1, 10), Terms(12, 60, 0)), BANGKOK)
    assert state_at(period, at("2027-01-10 23:59")) == "lapses_soon"
    assert state_at(period, at("2027-01-11 00:00")) == "lapsed"


def test_revocation_holds_from_its_instant_on_also_in_grace() -> None:
    span = first_span(date(2025, 12, 14), YEAR)
    revoked = Period(span, BANGKOK, revoked_at=at("2026-12-20 10:00"))
    assert state_at(revoked, at("2026-12-20 09:59")) == "in_grace"
    assert state_at(revoked, at("2026-12-20 10:00")) == "revoked"
    assert state_at(revoked, at("2030-01-01 00:00")) == "revoked"
    assert evidence_since(revoked) == at("2026-12-20 10:00")


PREVIOUS = first_span(date(2025, 12, 14), YEAR)


@pytest.mark.parametrize(
    ("renewed_on", "until", "why"),
    [
        (date(2026, 10, 15), date(2027, 12, 14), "on the first day of the window: the 60 days are kept"),
        (date(2026, 11, 23), date(2027, 12, 14), "inside the window: the 21 days are kept"),
        (date(2026, 12, 14), date(2027, 12, 14), "on the last day"),
        (date(2026, 12, 15), date(2027, 12, 14), "in grace: counted from the old end, no day is won"),
        (date(2027, 1, 13), date(2027, 12, 14), "on the last day of grace"),
        (date(2027, 1, 14), date(2028, 1, 14), "after the grace: it begins anew"),
    ],
)
def test_a_renewal_counts_on_from_the_previous_end(renewed_on: date, until: date, why: str) -> None:
    span = renewed_span(PREVIOUS, renewed_on, YEAR)
    assert span.until == until, why
    assert span.valid_from == renewed_on
    assert span.grace_until == until + timedelta(days=30)


def test_a_renewal_in_a_grace_longer_than_the_validity_begins_anew() -> None:
    terms = Terms(validity_months=1, renewal_window_days=10, grace_days=90)
    previous = first_span(date(2026, 1, 1), terms)
    renewed = renewed_span(previous, date(2026, 4, 1), terms)
    assert renewed.until == date(2026, 5, 1)


def test_the_window_never_opens_on_the_first_day() -> None:
    span = first_span(date(2026, 1, 1), Terms(validity_months=1, renewal_window_days=60, grace_days=0))
    assert span.window_opens_on == date(2026, 1, 2)


def test_evidence_counts_from_the_first_instant_of_the_window() -> None:
    period = Period(PREVIOUS, BANGKOK)
    assert evidence_since(period) == at("2026-10-15 00:00")
    assert not is_renewable(period, at("2026-10-14 23:59"))
    assert is_renewable(period, at("2026-10-15 00:00"))


@given(
    start=st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    months=st.integers(1, 60),
    window=st.integers(0, 120),
    grace=st.integers(0, 120),
    late=st.integers(0, 400),
)
def test_renewing_never_shortens_and_every_span_is_in_order(
    start: date, months: int, window: int, grace: int, late: int
) -> None:
    terms = Terms(months, window, grace)
    first = first_span(start, terms)
    assert first.until and first.window_opens_on and first.grace_until
    renewed = renewed_span(first, first.window_opens_on + timedelta(days=late), terms)
    for span in (first, renewed):
        assert span.until and span.window_opens_on and span.grace_until
        assert span.valid_from < span.window_opens_on
        assert span.valid_from <= span.until <= span.grace_until
    assert renewed.until and renewed.until >= first.until


@given(
    start=st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    months=st.integers(12, 60),
    window=st.integers(0, 180),
    grace=st.integers(0, 120),
    early=st.integers(0, 300),
    rule=st.sampled_from(["from_completion", "from_expiry", "from_fixed_date"]),
    fixed=st.sampled_from([(12, 31), (1, 1), (2, 28), (6, 30)]),
)
def test_by_no_rule_does_renewing_early_shorten_what_is_held(
    start: date, months: int, window: int, grace: int, early: int, rule: str, fixed: tuple[int, int]
) -> None:
    terms = Terms(months, window, grace, rule, fixed)  # type: ignore[arg-type]
    first = first_span(start, terms)
    assert first.until and first.window_opens_on and first.grace_until
    renewed = renewed_span(first, min(first.window_opens_on + timedelta(days=early), first.until), terms)
    assert renewed.until and renewed.until >= first.until
    if rule == "from_fixed_date":
        for span in (first, renewed):
            assert span.until and (span.until.month, span.until.day) == fixed
            assert (span.until - span.valid_from).days >= terms.minimum_days
