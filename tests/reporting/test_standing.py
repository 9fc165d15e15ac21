"""The board's SQL decides as the pure rule of certification does, on every day around every border."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.certification.expiry import state_at
from app.certification.models import AwardPeriod
from app.certification.queries import period_of
from app.core.db import read
from app.reporting.standing import FLAGS, IS_LATEST, STATE, AsOf, one_if
from tests.factories import certification as make
from tests.factories import people

ZONE = "Asia/Bangkok"
CERTIFIED = datetime(2026, 1, 10, 3, tzinfo=UTC)
NAMES = ("held", "soon", "grace", "lapsed", "revoked")
BORDERS = ("valid_from", "window_opens_on", "valid_until", "grace_until")


def said(person, on):
    """Which flags hold for the person's latest period at noon of that day."""
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    as_of = AsOf(on, moment, ZoneInfo(ZONE))
    columns = [one_if(getattr(FLAGS, name)).label(name) for name in NAMES]
    latest = select(*columns, STATE.label("state")).where(AwardPeriod.person_id == person.id, IS_LATEST)
    row = read(latest, **as_of.values).one_or_none()
    found = {name for name in NAMES if row and getattr(row, name)}
    assert row is None or EXPECTED[row.state] == found
    return found


EXPECTED = {
    "certified": {"held"},
    "lapses_soon": {"held", "soon"},
    "in_grace": {"held", "grace"},
    "lapsed": {"lapsed"},
    "revoked": {"revoked"},
}


@pytest.mark.parametrize("months", [2, 12])
@pytest.mark.parametrize("revoked_after", [None, 300])
def test_sql_and_rule_agree_around_every_border(app, months, revoked_after):
    make.publish_certification()
    person = people.rep(zone=ZONE)
    revoked = CERTIFIED + timedelta(days=revoked_after) if revoked_after else None
    row = make.period(
        person,
        certified_at=CERTIFIED,
        months=months,
        revoked_at=revoked,
        revoked_class="error" if revoked else None,
    )
    days = {
        getattr(row, border) + timedelta(days=shift)
        for border in BORDERS
        for shift in (-91, -90, -89, -1, 0, 1)
    }
    for on in sorted(day for day in days if day >= row.valid_from):
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        assert said(person, on) == EXPECTED[state_at(period_of(row), noon)], on


def test_a_certification_without_end_is_held_for_ever(app):
    make.publish_certification(validity_months=None)
    person = people.rep(zone=ZONE)
    make.period(person, certified_at=CERTIFIED, months=None)
    assert said(person, date(2050, 1, 1)) == {"held"}


def test_only_the_latest_cycle_speaks_but_not_before_it_began(app):
    make.publish_certification()
    person = people.rep(zone=ZONE)
    make.period(person, certified_at=CERTIFIED)
    make.period(person, certified_at=CERTIFIED + timedelta(days=350), cycle=2)
    assert said(person, date(2026, 12, 20)) == {"held", "soon"}
    assert said(person, date(2027, 3, 1)) == {"held"}


def test_a_past_day_is_asked_at_its_end_and_a_future_day_is_today(app):
    now = datetime(2026, 11, 25, 5, tzinfo=UTC)
    past = AsOf.of(date(2026, 11, 1), now=now, zone=ZONE)
    assert past.moment == datetime(2026, 11, 1, 17, tzinfo=UTC)
    assert AsOf.of(date(2030, 1, 1), now=now, zone=ZONE).on == date(2026, 11, 25)
