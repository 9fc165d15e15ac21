"""The board's SQL decides as the pure rule of certification does, on every day around every border."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.certification.expiry import at, state_at
from app.certification.models import AwardHistory
from app.certification.queries import pasts_of, period_of
from app.core.db import read, transaction
from app.reporting.standing import FLAGS, IS_LATEST, PERIOD, STATE, AsOf, one_if
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
    latest = select(*columns, STATE.label("state")).where(PERIOD.person_id == person.id, IS_LATEST)
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


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["extended", "deferred", "shortened", "revoked", "reinstated"]),
        st.integers(0, 40),
        st.integers(1, 120),
    ),
    max_size=7,
)


def changed(row, changes):
    """Carry the changes out one after the other on the row; the trigger keeps what was said before."""
    moment = row.certified_at
    for change, wait, days in changes:
        moment += timedelta(days=wait, hours=3)
        with transaction() as session:
            if change in ("revoked", "reinstated"):
                row.revoked_at = moment if change == "revoked" else None
                row.revoked_class = "error" if change == "revoked" else None
            else:
                by = timedelta(days=-days if change == "shortened" else days)
                row.grace_until = max(row.grace_until + by, row.valid_until)
                if change != "deferred":
                    row.valid_until = max(row.valid_until + by, row.valid_from)
                    row.grace_until = row.valid_until + timedelta(days=30)
                    row.window_opens_on = row.valid_until - timedelta(days=60)
            row.change, row.changed_at = change, moment
            session.flush()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, st.lists(st.integers(0, 700), min_size=1, max_size=12))
def test_sql_and_rule_agree_on_any_past_day_of_any_history(app, changes, days):
    make.publish_certification()
    person = people.rep(zone=ZONE)
    row = make.period(person, certified_at=CERTIFIED)
    changed(row, changes)
    pasts = pasts_of([row.id])[row.id]
    for shift in days:
        on = row.valid_from + timedelta(days=shift)
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        wanted = state_at(at(period_of(row), pasts, noon), noon)
        assert said(person, on) == EXPECTED[wanted], (on, changes)


def test_what_was_said_before_a_change_stays_what_was_true_then(app):
    make.publish_certification()
    person = people.rep(zone=ZONE)
    row = make.period(person, certified_at=CERTIFIED)
    changed(row, [("revoked", 100, 1), ("reinstated", 30, 1), ("extended", 100, 90)])
    revoked, back = CERTIFIED + timedelta(days=100), CERTIFIED + timedelta(days=130)
    for instant, expected in (
        (revoked - timedelta(days=1), {"held"}),
        (revoked + timedelta(days=1), {"revoked"}),
        (back + timedelta(days=1), {"held"}),
    ):
        assert said(person, instant.date()) == expected


def test_a_change_from_before_the_last_one_is_refused_by_the_database(app):
    make.publish_certification()
    row = make.period(people.rep(), certified_at=CERTIFIED)
    with pytest.raises(IntegrityError), transaction() as session:
        row.valid_until += timedelta(days=1)
        row.changed_at = CERTIFIED - timedelta(days=1)
        session.flush()


def test_what_a_period_said_before_is_neither_edited_nor_deleted(app):
    make.publish_certification()
    changed(make.period(people.rep(), certified_at=CERTIFIED), [("revoked", 1, 1)])
    for statement in (update(AwardHistory).values(change="awarded"), delete(AwardHistory)):
        with pytest.raises(DBAPIError), transaction() as session:
            session.execute(statement)
