"""Reminders before expiry: each stage once, in the morning, none after renewal."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.models import OutboxJob
from app.flows.remind import remind_of_expiry, stage_of, tell_of_expiry
from app.notifications.models import Notice
from tests.factories import certification, people

UNTIL = date(2027, 6, 1)
CERTIFIED = datetime(2026, 6, 1, 3, tzinfo=UTC)


def morning(days_before: int) -> datetime:
    """Ten o'clock in Bangkok, so many days before the end."""
    day = UNTIL - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def told() -> list[int]:
    return [notice.params["days"] for notice in db.session.scalars(select(Notice).order_by(Notice.id))]


@pytest.fixture
def held(app: Flask) -> int:
    certification.publish_certification()
    return certification.period(people.rep(), certified_at=CERTIFIED).id


def test_it_tells_60_30_14_and_3_days_before_and_nothing_twice(held: int) -> None:
    for days in range(70, -2, -1):
        for hour in range(0, 12, 4):
            tell_of_expiry(now=morning(days) + timedelta(hours=hour))
    assert told() == [60, 30, 14, 3]


def test_not_before_nine_in_the_morning_of_the_holder(held: int) -> None:
    tell_of_expiry(now=morning(60) - timedelta(hours=1, minutes=1))
    assert told() == []
    tell_of_expiry(now=morning(60) - timedelta(hours=1))
    assert told() == [60]


def test_a_scheduler_that_was_away_tells_the_nearest_stage_once(held: int) -> None:
    tell_of_expiry(now=morning(12))
    tell_of_expiry(now=morning(11))
    assert told() == [12]


def test_none_after_renewal_revocation_leaving_or_retirement(app: Flask) -> None:
    from app.catalogue.services import retire_absent

    certification.publish_certification()
    renewed, revoked, left = people.rep(), people.rep(), people.rep()
    certification.period(renewed, certified_at=CERTIFIED)
    certification.period(renewed, certified_at=morning(50), cycle=2)
    certification.period(revoked, certified_at=CERTIFIED, revoked_at=morning(90), revoked_class="error")
    certification.period(left, certified_at=CERTIFIED)
    with transaction() as session:
        session.get_one(type(left), left.id).disabled_at = morning(70)
    tell_of_expiry(now=morning(30))
    assert told() == []
    certification.period(people.rep(), certified_at=CERTIFIED)
    retire_absent("certification", [], now=morning(40))
    tell_of_expiry(now=morning(30))
    assert told() == []


@pytest.mark.parametrize(
    ("left", "length", "stage"),
    [
        (61, 365, None),
        (60, 365, 60),
        (31, 365, 60),
        (30, 365, 30),
        (4, 365, 14),
        (0, 365, 3),
        (-1, 365, None),
        (29, 30, None),
        (14, 30, 14),
    ],
)
def test_which_stage_has_been_reached(left: int, length: int, stage: int | None) -> None:
    assert stage_of(left, length) == stage


def test_asked_every_minute_it_looks_once_an_hour(app: Flask) -> None:
    now = datetime(2026, 11, 23, 5, tzinfo=UTC)
    for minute in range(60):
        remind_of_expiry(now=now + timedelta(minutes=minute))
    looks = select(func.count()).select_from(OutboxJob).where(OutboxJob.name == "flows.remind_batch")
    assert db.session.scalar(looks) == 1


def test_it_goes_through_everybody_in_batches(app: Flask) -> None:
    certification.publish_certification()
    for _ in range(5):
        certification.period(people.rep(), certified_at=CERTIFIED)
    last = tell_of_expiry(now=morning(30), limit=2)
    assert len(told()) == 2
    while last is not None:
        last = tell_of_expiry(now=morning(30), after_id=last, limit=2)
    assert len(told()) == 5
