"""settle: whatever the evidence earns is given once, however often and in whatever order it is asked."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.certification.models import AwardPeriod
from app.core.db import db, transaction
from app.core.models import AuditEntry, OutboxJob
from app.flows import settle as settling
from app.flows.settle import settle, settle_all, settle_or_retry
from app.notifications.models import Notice
from app.people.models import Affiliation
from app.points.models import LedgerEntry, Posting
from app.points.queries import balance_of, company_balance
from app.points.rules import Rule
from tests.factories import catalogue, certification, learning, partners, people, points

NOON = learning.NOON
LATER = NOON + timedelta(days=3)


def program() -> None:
    """A course of a film and a text, a certification for it, and the usual points."""
    catalogue.publish_course("leads", catalogue.video(), catalogue.acknowledgement())
    certification.publish_certification()
    points.publish_rules()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def everything() -> tuple[object, ...]:
    """All that settling writes, so that two ends can be compared."""
    periods = db.session.execute(
        select(
            AwardPeriod.certification_key, AwardPeriod.cycle, AwardPeriod.certified_at, AwardPeriod.evidence
        )
    ).all()
    entries = db.session.execute(
        select(
            LedgerEntry.reason, LedgerEntry.reference, LedgerEntry.rule_key, LedgerEntry.occurred_at
        ).order_by(LedgerEntry.reason, LedgerEntry.reference)
    ).all()
    jobs = db.session.scalars(select(OutboxJob.name).order_by(OutboxJob.name)).all()
    return periods, entries, jobs, count(Notice), count(Posting)


def test_a_finished_course_earns_the_certification_its_points_its_certificate_and_a_notice(
    app: Flask,
) -> None:
    program()
    ploy = people.rep(language="th")
    learning.finish_items(ploy.id, "leads", "film", "rules", now=NOON)
    settle(ploy.id, now=LATER)

    period = db.session.scalars(select(AwardPeriod)).one()
    assert (period.certification_key, period.cycle, period.certified_at) == ("certified-seller", 1, NOON)
    assert period.evidence["facts"][0]["subject"] == "leads"
    assert balance_of(ploy.id) == 5 + 40 + 200
    assert company_balance(points.seats_of(ploy.id)[0].company_id) == 40 + 200
    assert set(db.session.scalars(select(OutboxJob.name))) == {
        "certification.issue_certificate",
        "core.send_letter",
    }
    mail = db.session.scalars(select(OutboxJob).where(OutboxJob.name == "core.send_letter")).one()
    assert "ผู้ขายที่ผ่านการรับรอง" in mail.args["subject"]
    assert db.session.scalars(select(Notice.kind)).all() == ["certified"]
    assert "certification.awarded" in db.session.scalars(select(AuditEntry.verb)).all()


def test_settling_twice_changes_nothing(app: Flask) -> None:
    program()
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", "film", "rules")
    settle(ploy.id, now=LATER)
    before = everything()
    settle(ploy.id, now=LATER)
    settle(ploy.id, now=LATER + timedelta(days=1))
    assert everything() == before


@pytest.mark.parametrize("steps", [("film", "rules"), ("rules", "film")])
def test_half_the_evidence_earns_half(app: Flask, steps: tuple[str, str]) -> None:
    program()
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", steps[0])
    settle(ploy.id, now=LATER)
    assert count(AwardPeriod) == 0
    assert balance_of(ploy.id) == (5 if steps[0] == "film" else 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["film", "rules", "sheet", "settle"]), max_size=8))
def test_in_whatever_order_and_however_often_the_end_is_the_same(app: Flask, order: list[str]) -> None:
    """Settling after every step, in between, or only at the end gives the same awards and entries."""
    courses = catalogue.video(), catalogue.acknowledgement(), catalogue.datasheet()
    catalogue.publish_course("leads", *courses)
    certification.publish_certification()
    points.publish_rules()
    ploy = people.rep()
    for step in order:
        if step == "settle":
            settle(ploy.id, now=LATER)
        else:
            learning.finish_items(ploy.id, "leads", step, now=NOON)
    learning.finish_items(ploy.id, "leads", "film", "rules", "sheet", now=NOON)
    settle(ploy.id, now=LATER)
    assert balance_of(ploy.id) == 245
    period = db.session.scalars(select(AwardPeriod).where(AwardPeriod.person_id == ploy.id)).one()
    assert (period.cycle, period.certified_at) == (1, NOON)


def test_points_go_to_the_company_of_that_day(app: Flask) -> None:
    program()
    first, second = partners.company(), partners.company()
    mover = people.person(at=first)
    learning.finish_items(mover.id, "leads", "film", "rules", now=NOON)
    with transaction() as session:
        seat = session.get_one(Affiliation, people.open_seat(mover.id))
        seat.ended_at = NOON + timedelta(hours=1)
        session.flush()
        session.add(
            Affiliation(person_id=mover.id, company_id=second.id, started_at=NOON + timedelta(hours=1))
        )
    settle(mover.id, now=LATER)
    assert company_balance(first.id) == 240
    assert company_balance(second.id) == 0
    assert balance_of(mover.id) == 245
    assert db.session.scalars(select(AwardPeriod.affiliation_id)).one() == seat.id


def test_the_vendors_own_people_are_certified_but_earn_no_points(app: Flask) -> None:
    program()
    author = people.author()
    learning.finish_items(author.id, "leads", "film", "rules")
    settle(author.id, now=LATER)
    assert count(AwardPeriod) == 1
    assert count(LedgerEntry) == 0


def test_a_changed_rule_pays_from_its_publication_on(app: Flask) -> None:
    program()
    catalogue.publish_course("pitch", catalogue.video("pitch-film"))
    points.publish_rules(Rule("course", "course_completed", person=1000), now=NOON + timedelta(hours=1))
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", "film", "rules", now=NOON)
    learning.finish_items(ploy.id, "pitch", "pitch-film", now=NOON + timedelta(hours=2))
    settle(ploy.id, now=LATER)
    assert balance_of(ploy.id) == 5 + 40 + 200 + 1000


def test_nobody_is_certified_since_before_the_certification_existed(app: Flask) -> None:
    catalogue.publish_course("leads", catalogue.video())
    ploy = people.rep()
    learning.finish_course(ploy.id, "leads", now=NOON)
    certification.publish_certification(now=NOON + timedelta(days=200))
    settle(ploy.id, now=NOON + timedelta(days=201))
    period = db.session.scalars(select(AwardPeriod)).one()
    assert period.certified_at == NOON + timedelta(days=200)


def test_a_renewal_needs_evidence_from_its_own_window(app: Flask) -> None:
    program()
    ploy = people.rep()
    learning.finish_course(ploy.id, "leads", now=NOON)
    settle(ploy.id, now=NOON)
    in_the_window = NOON + timedelta(days=340)
    settle(ploy.id, now=in_the_window)
    assert count(AwardPeriod) == 1


def test_a_broken_rule_costs_nobody_their_evidence(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    program()
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", "film", "rules")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a rule that divides by nought")

    monkeypatch.setattr(settling, "credit", broken)
    settle_or_retry(ploy.id, now=LATER)
    assert count(AwardPeriod) == 0
    assert db.session.scalars(select(OutboxJob.name)).all() == ["flows.settle_person"]
    settle_or_retry(ploy.id, now=LATER)
    assert count(OutboxJob) == 1

    monkeypatch.undo()
    settling.settle_person.handle(person_id=ploy.id)
    assert count(AwardPeriod) == 1
    assert balance_of(ploy.id) == 245


def test_settle_all_heals_everybody_and_names_whom_it_could_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    program()
    reps = [people.rep() for _ in range(3)]
    for rep in reps:
        learning.finish_items(rep.id, "leads", "film", "rules")
    real = settling.settle

    def not_the_second(person_id: int, *, now: datetime) -> None:
        if person_id == reps[1].id:
            raise RuntimeError("something about this one")
        real(person_id, now=now)

    monkeypatch.setattr(settling, "settle", not_the_second)
    assert settle_all(now=LATER) == (3, [reps[1].id])
    monkeypatch.undo()
    assert settle_all(now=LATER, limit=2) == (2, [])
    assert count(AwardPeriod) == 3


def test_the_nightly_run_is_one_run_a_night(app: Flask, drain: object) -> None:
    program()
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", "film", "rules")
    three_at_night = datetime(2026, 11, 23, 20, tzinfo=UTC)
    settling.settle_everybody_nightly(now=three_at_night)
    settling.settle_everybody_nightly(now=three_at_night + timedelta(hours=5))
    nightly = select(func.count()).select_from(OutboxJob).where(OutboxJob.name == "flows.settle_batch")
    assert db.session.scalar(nightly) == 1
    settling.settle_everybody_nightly(now=three_at_night + timedelta(hours=24))
    assert db.session.scalar(nightly) == 2


def test_the_command_says_how_many_it_settled(app: Flask) -> None:
    program()
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", "film", "rules")
    said = app.test_cli_runner().invoke(args=["flows", "settle-all"])
    assert said.exit_code == 0
    assert "1 people settled, 0 failed." in said.output
