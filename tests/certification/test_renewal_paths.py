"""Shorter paths of renewals, certifications that need another one, and evidence that people give."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.certification.definition import CertificationHeld, CourseDone, EvidenceGiven, Renewal
from app.certification.eligibility import Evidence, Met, Open, weigh
from app.certification.models import AwardPeriod
from app.certification.services import Given, give_evidence
from app.core.db import db
from app.flows.settle import settle
from app.flows.start_renewal import start_renewal
from tests.factories import catalogue, certification, learning, people

CERTIFIED = datetime(2025, 12, 14, 5, tzinfo=UTC)
IN_WINDOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
AFTER_GRACE = datetime(2027, 2, 1, 5, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def program() -> int:
    """Somebody certified on 14 Dec 2025 for a course, whose renewal asks for another, short one."""
    for key in ("leads", "news"):
        catalogue.publish(catalogue.course(key, catalogue.video(f"{key}-film")), now=LONG_AGO)
    certification.publish_certification(renewal=Renewal(requirements=CourseDone("news")), now=LONG_AGO)
    ploy = people.rep()
    learning.finish_course(ploy.id, "leads", now=CERTIFIED)
    settle(ploy.id, now=CERTIFIED)
    return ploy.id


def ends() -> list[tuple[str, int, date | None]]:
    rows = select(AwardPeriod.certification_key, AwardPeriod.cycle, AwardPeriod.valid_until)
    return [tuple(row) for row in db.session.execute(rows.order_by(AwardPeriod.id))]


def test_a_renewal_takes_the_shorter_path(app: Flask) -> None:
    ploy = program()
    assert start_renewal(ploy, "certified-seller", now=IN_WINDOW) == ("news",)
    learning.finish_course(ploy, "news", now=IN_WINDOW)
    settle(ploy, now=IN_WINDOW)
    assert ends()[1] == ("certified-seller", 2, date(2027, 12, 14))


def test_after_the_grace_everything_is_asked_for_again(app: Flask) -> None:
    ploy = program()
    assert start_renewal(ploy, "certified-seller", now=AFTER_GRACE) == ("leads",)
    learning.finish_course(ploy, "news", now=AFTER_GRACE)
    settle(ploy, now=AFTER_GRACE)
    assert len(ends()) == 1


def test_what_was_met_in_time_counts_also_if_it_is_settled_late(app: Flask) -> None:
    ploy = program()
    learning.finish_course(ploy, "news", now=IN_WINDOW)
    settle(ploy, now=AFTER_GRACE)
    assert ends()[1] == ("certified-seller", 2, date(2027, 12, 14))


def test_one_award_may_be_what_another_waits_for(app: Flask) -> None:
    certification.publish_certification("a-master", CertificationHeld("certified-seller"), now=LONG_AGO)
    program()
    assert [key for key, _cycle, _until in ends()] == ["certified-seller", "a-master"]


def test_evidence_given_counts_for_its_certification_alone(app: Flask) -> None:
    for key in ("pitcher", "speaker"):
        certification.publish_certification(key, EvidenceGiven("pitch"), now=LONG_AGO)
    ploy, mali = people.rep(), people.channel_manager()
    given = Given("pitch", "pitch", "recording 7")
    give_evidence(ploy.id, "pitcher", given, actor_id=mali.id, now=IN_WINDOW)
    settle(ploy.id, now=IN_WINDOW)
    assert ends() == [("pitcher", 1, date(2027, 11, 23))]


def test_another_certification_must_be_held_on_the_day_when_all_else_is_met() -> None:
    day = timedelta(days=1)
    both = certification.all_of(CourseDone("a"), CertificationHeld("b"))
    held = Evidence("certification", "b", 1, 1, LONG_AGO, until=LONG_AGO + 10 * day)
    early, late = (Evidence("course", "a", 1, 1, LONG_AGO + n * day) for n in (9, 10))
    assert isinstance(weigh(both, [held, early]), Met)
    assert isinstance(weigh(both, [held, late]), Open)
    again = Evidence("certification", "b", 2, 1, LONG_AGO + 20 * day)
    met = weigh(both, [held, late, again])
    assert isinstance(met, Met)
    assert met.at == again.achieved_at
