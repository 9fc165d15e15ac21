"""On which share of a quiz's papers a question stood: counted once a night, where somebody asked for a cap."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.assessment.models import Attempt, Slot
from app.assessment.records import Exposure
from app.assessment.services.exposure import WINDOW, count_exposure, forget_exposure
from app.catalogue.documents import Draw
from app.core.db import db, transaction
from app.core.models import OutboxJob
from app.flows.count_exposures import count_exposures, count_exposures_nightly
from tests.factories import assessment as make
from tests.factories import catalogue, people
from tests.factories.assessment import NOW

REF = "leads/leads-quiz"
ALL = (Draw(bank="channel", draw=4),)


@pytest.fixture
def bank(app) -> None:
    make.publish()


def shares(ref: str = REF) -> dict[int, Decimal]:
    rows = db.session.execute(select(Exposure.question_id, Exposure.share).where(Exposure.quiz_ref == ref))
    return {row.question_id: row.share for row in rows}


def test_the_share_is_that_of_all_papers_of_the_quiz_in_the_last_90_days(bank):
    for n in range(3):
        make.attempt(people.rep().id, now=NOW - timedelta(days=n), sections=ALL)
    make.attempt(people.rep().id, now=NOW, sections=(Draw(bank="channel", questions=("q1",)),))
    make.attempt(people.rep().id, now=NOW - WINDOW, sections=ALL)
    make.attempt(people.rep().id, ref="leads/other", sections=ALL)
    assert count_exposure(REF, now=NOW) == 4
    by_key = {s.snapshot["key"]: s.question_id for s in db.session.scalars(select(Slot))}
    assert shares() == {by_key[k]: Decimal(1 if k == "q1" else "0.75") for k in ("q1", "q2", "q3", "q4")}
    assert shares("leads/other") == {}


def test_a_scenario_counts_once_for_each_paper(bank):
    make.publish(questions=[make.scenario("hotel", 3)])
    make.attempt(people.rep().id, sections=(Draw(bank="channel", scenarios=1, of=3),))
    count_exposure(REF, now=NOW)
    assert list(shares().values()) == [1]


def test_counting_again_forgets_what_is_too_old(bank):
    make.attempt(people.rep().id, sections=ALL)
    count_exposure(REF, now=NOW)
    assert len(shares()) == 4
    assert count_exposure(REF, now=NOW + WINDOW) == 0 and shares() == {}


def test_it_costs_three_statements_however_many_papers_there_are(bank, statements):
    for _ in range(5):
        make.attempt(people.rep().id, sections=ALL)
    statements.clear()
    count_exposure(REF, now=NOW)
    assert len(statements) == 3


def test_only_live_quizzes_with_a_cap_are_counted_and_others_are_forgotten(bank):
    capped, free = catalogue.quiz("capped", exposure_cap=0.2), catalogue.quiz("free")
    catalogue.publish_course("leads", capped, free)
    question_id = some_question()
    with transaction() as session:
        for ref in ("leads/gone", "leads/free"):
            session.add(Exposure(quiz_ref=ref, question_id=question_id, share=1, counted_on=NOW.date()))
        ids = [make.attempt(people.rep().id, ref=f"leads/{item.key}") for item in (capped, free)]
        for attempt_id in ids:
            session.get_one(Attempt, attempt_id).started_at = datetime.now(UTC)
    count_exposures.handle(night="2026-11-23")
    assert len(shares("leads/capped")) == 2
    assert shares("leads/free") == shares("leads/gone") == {}


def test_nothing_is_kept_when_no_quiz_has_a_cap(bank):
    with transaction() as session:
        session.add(
            Exposure(quiz_ref="leads/free", question_id=some_question(), share=1, counted_on=NOW.date())
        )
    forget_exposure([])
    assert shares("leads/free") == {}


def some_question() -> int:
    return make.slots(make.attempt(people.rep().id))[0].question_id


def test_it_is_owed_once_a_night(app):
    evening, after_two = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (12, 20))
    for now in (evening, evening + timedelta(minutes=1), after_two):
        count_exposures_nightly(now=now)
    assert db.session.scalar(select(func.count()).select_from(OutboxJob)) == 2
