"""Where a person stands, what renewing and revoking do to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.certification.models import AwardPeriod
from app.certification.queries import standings_of
from app.certification.services import revoke
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.core.models import AuditEntry
from app.flows.revoke_certification import revoke_certification
from app.flows.settle import settle
from app.flows.start_renewal import start_renewal
from app.learning.queries import current_cycle
from app.notifications.models import Notice
from tests.factories import catalogue, certification, learning, people

CERTIFIED = datetime(2025, 12, 14, 5, tzinfo=UTC)
IN_WINDOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def program() -> None:
    catalogue.publish(catalogue.course("leads", catalogue.video()), now=LONG_AGO)
    catalogue.publish(catalogue.course("pitch", catalogue.video("pitch-film")), now=LONG_AGO)
    certification.publish_certification(
        "certified-seller", certification.course("leads"), certification.course("pitch"), now=LONG_AGO
    )


def certified_person() -> int:
    """Certified on 14 Dec 2025, until 14 Dec 2026."""
    program()
    ploy = people.rep()
    for course in ("leads", "pitch"):
        learning.finish_course(ploy.id, course, now=CERTIFIED)
    settle(ploy.id, now=CERTIFIED)
    return ploy.id


def test_from_nothing_to_certified(app: Flask) -> None:
    program()
    ploy = people.rep()
    stand = lambda: standings_of(ploy.id, now=IN_WINDOW)["certified-seller"]  # noqa: E731
    assert (stand().state, stand().filled, stand().needed) == ("not_started", 0, 2)
    learning.finish_items(ploy.id, "leads", "film", now=CERTIFIED)
    settle(ploy.id, now=CERTIFIED)
    assert (stand().state, stand().filled, stand().needed) == ("in_progress", 1, 2)
    learning.finish_course(ploy.id, "pitch", now=IN_WINDOW)
    settle(ploy.id, now=IN_WINDOW)
    now = stand()
    assert (now.state, now.since, now.until) == ("certified", date(2026, 11, 23), date(2027, 11, 23))
    assert (now.days_left, now.cycle, now.is_renewable, now.missing) == (365, 1, False, None)


def test_asked_as_of_an_earlier_day_it_answers_what_was_true_then(app: Flask) -> None:
    person = certified_person()
    before = standings_of(person, now=CERTIFIED - timedelta(days=1))["certified-seller"]
    assert (before.state, before.filled) == ("in_progress", 0)
    assert standings_of(person, now=IN_WINDOW)["certified-seller"].state == "lapses_soon"
    assert (
        standings_of(person, now=datetime(2026, 12, 20, tzinfo=UTC))["certified-seller"].state == "in_grace"
    )
    assert standings_of(person, now=datetime(2027, 3, 1, tzinfo=UTC))["certified-seller"].state == "lapsed"


def test_the_number_of_statements_does_not_grow(app: Flask, statements: list[str]) -> None:
    person = certified_person()
    standings_of(person, now=IN_WINDOW)
    statements.clear()
    standings_of(person, now=IN_WINDOW)
    few = len(statements)
    for number in range(12):
        certification.publish_certification(f"other-{number}", certification.course("leads"), now=LONG_AGO)
    settle(person, now=IN_WINDOW)
    standings_of(person, now=IN_WINDOW)
    statements.clear()
    assert len(standings_of(person, now=IN_WINDOW)) == 13
    assert len(statements) == few <= 5


def test_renewing_early_keeps_the_remaining_days_and_asks_for_every_course_again(app: Flask) -> None:
    person = certified_person()
    assert start_renewal(person, "certified-seller", now=IN_WINDOW) == ("leads", "pitch")
    assert current_cycle(person, "leads") == 2
    assert start_renewal(person, "certified-seller", now=IN_WINDOW) == ("leads", "pitch")
    assert current_cycle(person, "leads") == 2
    settle(person, now=IN_WINDOW)
    assert standings_of(person, now=IN_WINDOW)["certified-seller"].cycle == 1
    for course in ("leads", "pitch"):
        learning.finish_course(person, course, now=IN_WINDOW)
    settle(person, now=IN_WINDOW)
    renewed = standings_of(person, now=IN_WINDOW)["certified-seller"]
    assert (renewed.cycle, renewed.state, renewed.until) == (2, "certified", date(2027, 12, 14))
    old = db.session.scalars(select(AwardPeriod).where(AwardPeriod.cycle == 1)).one()
    assert old.valid_until == date(2026, 12, 14)


def test_before_the_window_a_renewal_is_refused_with_the_day_it_opens(app: Flask) -> None:
    person = certified_person()
    with pytest.raises(DomainError, match="15 October 2026"):
        start_renewal(person, "certified-seller", now=datetime(2026, 10, 14, tzinfo=UTC))
    assert current_cycle(person, "leads") == 1


def test_what_one_never_held_cannot_be_renewed(app: Flask) -> None:
    program()
    with pytest.raises(NotVisible):
        start_renewal(people.rep().id, "certified-seller", now=IN_WINDOW)
    with pytest.raises(NotVisible):
        start_renewal(people.rep().id, "never-heard-of", now=IN_WINDOW)


def test_a_retired_certification_stays_in_the_history(app: Flask) -> None:
    from app.catalogue.services import retire_absent

    person = certified_person()
    retire_absent("certification", [], now=IN_WINDOW)
    standing = standings_of(person, now=IN_WINDOW)["certified-seller"]
    assert (standing.state, standing.is_renewable) == ("lapses_soon", False)


def test_a_second_period_of_the_same_cycle_is_refused_by_the_database(app: Flask) -> None:
    certification.publish_certification()
    ploy = people.rep()
    certification.period(ploy)
    with pytest.raises(IntegrityError):
        certification.period(ploy)


def test_a_revoked_award_says_so_keeps_its_reason_and_is_not_earned_back_by_old_evidence(app: Flask) -> None:
    person = certified_person()
    manager = people.channel_manager()
    period = db.session.scalars(select(AwardPeriod)).one()
    revoke_certification(
        period.id, actor_id=manager.id, revoked_class="misconduct", reason="Shared the exam.", now=IN_WINDOW
    )
    later = IN_WINDOW + timedelta(days=1)
    settle(person, now=later)
    standing = standings_of(person, now=later)["certified-seller"]
    assert (standing.state, standing.revoked_class, standing.cycle) == ("revoked", "misconduct", 1)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "certification.revoked")).one()
    assert (entry.actor_id, entry.details["reason"]) == (manager.id, "Shared the exam.")
    assert "revoked" in db.session.scalars(select(Notice.kind)).all()

    start_renewal(person, "certified-seller", now=later)
    for course in ("leads", "pitch"):
        learning.finish_course(person, course, now=later)
    settle(person, now=later)
    again = standings_of(person, now=later)["certified-seller"]
    assert (again.state, again.cycle, again.until) == ("certified", 2, date(2027, 11, 24))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"revoked_class": "boredom"}, "revoked_class"), ({"reason": "no"}, "reason")],
)
def test_a_revocation_needs_its_class_and_its_reason(app: Flask, changes: dict[str, str], field: str) -> None:
    certification.publish_certification()
    period = certification.period(people.rep())
    wanted = {"revoked_class": "error", "reason": "Issued to the wrong person."} | changes
    with pytest.raises(DomainError) as refusal:
        revoke(period.id, actor_id=1, now=IN_WINDOW, **wanted)
    assert refusal.value.field == field
    assert period.revoked_at is None


def test_revoking_twice_is_refused(app: Flask) -> None:
    certification.publish_certification()
    period = certification.period(people.rep())
    wanted = {"actor_id": people.admin().id, "revoked_class": "error", "reason": "Issued by mistake."}
    revoke(period.id, now=IN_WINDOW, **wanted)
    with pytest.raises(DomainError, match="already"):
        revoke(period.id, now=IN_WINDOW, **wanted)
