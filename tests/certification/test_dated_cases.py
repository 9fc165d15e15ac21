"""A table of dated cases: what a certification was on a day, through changes of clocks, zones and dates.

Each story is a list of what happened; each case asks for one moment of local time in the story's zone.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.certification.expiry import Past, Period, Terms, at, first_span, moved_span, renewed_span, state_at

YEAR = Terms(validity_months=12, renewal_window_days=60, grace_days=30)
BANGKOK = "Asia/Bangkok"


def moment(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Story:
    """A period and what became of it; every change leaves what was said before."""

    def __init__(self, begun: str, zone: str = BANGKOK, terms: Terms = YEAR, span=None) -> None:
        self.zone = zone
        self.period = Period(span or first_span(date.fromisoformat(begun), terms), zone)
        self.history: list[Past] = []

    def change(self, when: str, **values: object) -> "Story":
        instant = moment(when, self.zone)
        self.history.append(Past(instant, self.period))
        revoked = values.pop("revoked", ...)
        span = replace(self.period.span, **values)
        if "until" in values:
            span = moved_span(self.period.span, values["until"])
        was = self.period.revoked_at
        self.period = Period(span, self.zone, was if revoked is ... else instant if revoked else None)
        return self

    def state(self, when: str) -> str:
        instant = moment(when, self.zone)
        return state_at(at(self.period, self.history, instant), instant)


def renewed(*days: str, terms: Terms = YEAR) -> Story:
    """The newest cycle of somebody who began on the first day and renewed on the others."""
    first, *later = (date.fromisoformat(day) for day in days)
    span = first_span(first, terms)
    for day in later:
        span = renewed_span(span, day, terms)
    return Story(days[-1], terms=terms, span=span)


STORIES = {
    "leap day": Story("2028-02-29"),
    "leap day, four years": Story("2028-02-29", terms=Terms(48, 60, 30)),
    "year end": Story("2026-12-31"),
    "early": renewed("2025-12-14", "2026-10-15"),
    "late, in grace": renewed("2025-12-14", "2027-01-13"),
    "too late": renewed("2025-12-14", "2027-01-14"),
    "twice": renewed("2025-12-14", "2026-10-15", "2027-10-15"),
    "revoked in grace": Story("2025-12-14").change("2026-12-20 10:00", revoked=True),
    "reinstated": Story("2025-12-14")
    .change("2026-03-01 10:00", revoked=True)
    .change("2026-04-01 10:00", revoked=False),
    "extended": Story("2025-12-14").change("2026-11-01 09:00", until=date(2027, 3, 14)),
    "extended after the end": Story("2025-12-14").change("2027-02-01 09:00", until=date(2027, 3, 14)),
    "deferred": Story("2025-12-14").change("2026-12-20 09:00", grace_until=date(2027, 3, 1)),
    "shortened": Story("2025-12-14").change("2026-05-01 09:00", until=date(2026, 7, 1)),
    "fixed date": Story("2026-03-10", terms=Terms(12, 60, 30, "from_fixed_date", (12, 31))),
    "too near the fixed date": Story("2026-11-15", terms=Terms(12, 60, 30, "from_fixed_date", (12, 31))),
    "from completion": renewed("2025-12-14", "2026-10-15", terms=Terms(12, 60, 30, "from_completion")),
    "endless": Story("2026-01-01", terms=Terms(None, 60, 30)),
    "no grace": Story("2025-12-14", terms=Terms(12, 60, 0)),
}
CASES = [
    ("leap day", "2028-12-01 12:00", "lapses_soon"),
    ("leap day", "2029-02-28 23:59:59", "lapses_soon"),
    ("leap day", "2029-03-01 00:00", "in_grace"),
    ("leap day", "2029-03-30 23:59", "in_grace"),
    ("leap day", "2029-03-31 00:00", "lapsed"),
    ("leap day, four years", "2032-02-29 23:59", "lapses_soon"),
    ("leap day, four years", "2032-03-01 00:00", "in_grace"),
    ("year end", "2026-12-31 23:59", "certified"),
    ("year end", "2027-01-01 00:00", "certified"),
    ("year end", "2027-12-31 23:59", "lapses_soon"),
    ("year end", "2028-01-01 00:00", "in_grace"),
    ("year end", "2028-01-30 23:59", "in_grace"),
    ("year end", "2028-01-31 00:00", "lapsed"),
    ("early", "2026-12-15 00:00", "certified"),
    ("early", "2027-09-15 12:00", "certified"),
    ("early", "2027-12-14 23:59", "lapses_soon"),
    ("early", "2027-12-15 00:00", "in_grace"),
    ("late, in grace", "2027-12-14 23:59", "lapses_soon"),
    ("late, in grace", "2027-12-15 00:00", "in_grace"),
    ("too late", "2028-01-14 23:59", "lapses_soon"),
    ("too late", "2028-01-15 00:00", "in_grace"),
    ("twice", "2028-12-14 23:59", "lapses_soon"),
    ("twice", "2028-12-15 00:00", "in_grace"),
    ("revoked in grace", "2026-12-20 09:59", "in_grace"),
    ("revoked in grace", "2026-12-20 10:00", "revoked"),
    ("revoked in grace", "2027-05-01 00:00", "revoked"),
    ("reinstated", "2026-03-01 09:59", "certified"),
    ("reinstated", "2026-03-01 10:00", "revoked"),
    ("reinstated", "2026-04-01 09:59", "revoked"),
    ("reinstated", "2026-04-01 10:00", "certified"),
    ("reinstated", "2026-12-15 00:00", "in_grace"),
    ("extended", "2026-11-01 08:59", "lapses_soon"),
    ("extended", "2026-11-01 09:00", "certified"),
    ("extended", "2026-12-15 00:00", "lapses_soon"),
    ("extended", "2027-03-15 00:00", "in_grace"),
    ("extended", "2027-04-14 00:00", "lapsed"),
    ("extended after the end", "2027-01-10 12:00", "in_grace"),
    ("extended after the end", "2027-02-01 08:59", "lapsed"),
    ("extended after the end", "2027-02-01 09:00", "lapses_soon"),
    ("extended after the end", "2027-03-15 00:00", "in_grace"),
    ("deferred", "2026-12-19 12:00", "in_grace"),
    ("deferred", "2027-01-14 00:00", "in_grace"),
    ("deferred", "2027-03-01 23:59", "in_grace"),
    ("deferred", "2027-03-02 00:00", "lapsed"),
    ("shortened", "2026-05-01 08:59", "certified"),
    ("shortened", "2026-05-01 09:00", "lapses_soon"),
    ("shortened", "2026-07-01 23:59", "lapses_soon"),
    ("shortened", "2026-07-02 00:00", "in_grace"),
    ("shortened", "2026-08-01 00:00", "lapsed"),
    ("fixed date", "2026-10-01 12:00", "certified"),
    ("fixed date", "2026-12-31 23:59", "lapses_soon"),
    ("fixed date", "2027-01-01 00:00", "in_grace"),
    ("too near the fixed date", "2026-12-31 23:59", "certified"),
    ("too near the fixed date", "2027-12-31 23:59", "lapses_soon"),
    ("too near the fixed date", "2028-01-01 00:00", "in_grace"),
    ("from completion", "2026-12-15 00:00", "certified"),
    ("from completion", "2027-10-15 23:59", "lapses_soon"),
    ("from completion", "2027-10-16 00:00", "in_grace"),
    ("endless", "2099-12-31 23:59", "certified"),
    ("no grace", "2026-12-14 23:59", "lapses_soon"),
    ("no grace", "2026-12-15 00:00", "lapsed"),
]
ZONES = [
    ("Europe/Berlin", "2026-03-29", "2026-10-25"),
    ("America/New_York", "2026-03-08", "2026-11-01"),
    ("America/Santiago", "2026-04-04", "2026-09-06"),
    ("Africa/Cairo", "2026-04-24", "2026-10-29"),
    ("Asia/Beirut", "2026-03-29", "2026-10-24"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-10-04"),
    ("Pacific/Auckland", "2026-04-05", "2026-09-27"),
    ("Atlantic/Azores", "2026-03-29", "2026-10-25"),
]
"""Zones whose clocks change on these days of 2026."""


def test_there_are_sixty_cases_and_sixteen_edges_of_clocks() -> None:
    assert len(CASES) >= 60
    assert len(set(CASES)) == len(CASES)
    assert {story for story, _when, _state in CASES} == set(STORIES)
    assert len({zone for zone, *_days in ZONES}) == 8


@pytest.mark.parametrize(("story", "when", "state"), CASES)
def test_what_it_was_then(story: str, when: str, state: str) -> None:
    assert STORIES[story].state(when) == state


@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone, *days in ZONES for day in days])
def test_a_last_day_on_which_clocks_change_is_valid_as_long_as_it_lasts(zone: str, day: str) -> None:
    """It may have 23, 24.5 or 25 hours; one second later the grace begins."""
    last = date.fromisoformat(day)
    story = Story("2025-01-01", zone, span=first_span(last.replace(year=2025), YEAR))
    begins, over = (
        datetime.combine(last + timedelta(days=n), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
        for n in (0, 1)
    )
    assert over - begins != timedelta(hours=24)
    assert state_at(story.period, begins) == "lapses_soon"
    assert state_at(story.period, over - timedelta(seconds=1)) == "lapses_soon"
    assert state_at(story.period, over) == "in_grace"


def test_who_moves_to_another_zone_keeps_the_dates_of_the_period() -> None:
    """The holder now lives in New York; it is the 15th in Bangkok, where it was earned, and the 14th there."""
    instant = moment("2026-12-14 13:00", "America/New_York")
    assert state_at(Story("2025-12-14").period, instant) == "in_grace"
