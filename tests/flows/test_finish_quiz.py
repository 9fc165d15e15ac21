"""A hand-in, from the saved answers to what it earns."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.assessment.models import Attempt
from app.assessment.services import TamperedPaper
from app.catalogue.services import retire_absent
from app.certification.models import AwardPeriod
from app.core.db import db
from app.core.models import OutboxJob
from app.flows import finish_quiz as flow
from app.flows import record_pass
from app.flows.finish_quiz import finish_overdue, finish_quiz
from app.flows.start_quiz import start_quiz
from app.learning.models import Enrolment, ItemCompletion
from tests.factories import assessment as make
from tests.factories import catalogue, certification, people
from tests.factories.assessment import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def rep(app):
    """A rep with one course, which is one quiz and earns a certification."""
    make.publish()
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    return people.rep().id


def begin(rep: int, **of_quiz: object) -> int:
    quiz = catalogue.quiz(pass_mark=0.5, **of_quiz)
    published = catalogue.publish_course("leads", quiz)
    return start_quiz(rep, course_key="leads", quiz=quiz, version_id=published.version_id, now=NOW)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_pass_finishes_the_item_and_earns_the_certification(rep):
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=2)
    result = finish_quiz(attempt_id, now=NOW + MINUTE)
    completion = db.session.scalars(select(ItemCompletion)).one()
    assert result.passed
    assert (completion.evidence, completion.completed_at) == (f"attempt:{attempt_id}", NOW + MINUTE)
    assert db.session.scalars(select(AwardPeriod.certified_at)).one() == NOW + MINUTE
    assert db.session.scalars(select(Enrolment.completed_at)).one() == NOW + MINUTE


def test_a_fail_finishes_nothing(rep):
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=0)
    assert not finish_quiz(attempt_id, now=NOW).passed
    assert (count(ItemCompletion), count(AwardPeriod)) == (0, 0)


def test_a_fail_has_nothing_to_settle(rep, monkeypatch):
    settled: list[int] = []
    monkeypatch.setattr(flow, "settle_or_retry", lambda person_id, *, now: settled.append(person_id))
    for right in (0, 2):
        attempt_id = begin(rep)
        make.answer(attempt_id, rep, right=right)
        finish_quiz(attempt_id, now=NOW)
    assert settled == [rep]


def test_handing_in_again_gives_the_same_result_and_nothing_more(rep):
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=2)
    results = [finish_quiz(attempt_id, now=NOW + n * MINUTE) for n in range(3)]
    assert [r.is_first_close for r in results] == [True, False, False]
    assert len({(r.score, r.closed_at) for r in results}) == 1
    assert (count(ItemCompletion), count(AwardPeriod)) == (1, 1)


def test_a_broken_rule_downstream_never_costs_the_hand_in(rep, monkeypatch, caplog):
    from app.flows import settle

    def broken(*_args, **_named):
        raise RuntimeError("a rule is broken")

    monkeypatch.setattr(settle, "award_due", broken)
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=2)
    with caplog.at_level(logging.CRITICAL):
        assert finish_quiz(attempt_id, now=NOW).passed
    assert (count(ItemCompletion), count(AwardPeriod)) == (1, 0)
    assert "flows.settle_person" in db.session.scalars(select(OutboxJob.name)).all()


def test_a_completion_that_fails_leaves_the_attempt_open(rep, monkeypatch):
    def broken(*_args, **_named):
        raise RuntimeError("no completion")

    monkeypatch.setattr(record_pass, "complete_item", broken)
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=2)
    with pytest.raises(RuntimeError):
        finish_quiz(attempt_id, now=NOW)
    db.session.expire_all()
    assert db.session.get(Attempt, attempt_id).closed_at is None


def test_a_quiz_that_left_the_course_meanwhile_can_still_be_handed_in(rep):
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=2)
    retire_absent("course", set(), now=NOW)
    assert finish_quiz(attempt_id, now=NOW).passed
    assert count(ItemCompletion) == 0


def test_overdue_attempts_are_handed_in_with_what_was_saved_as_of_their_deadline(rep):
    attempt_id = begin(rep, time_limit=15)
    make.answer(attempt_id, rep, right=2)
    assert finish_overdue(now=NOW + 15 * MINUTE) == []
    (result,) = finish_overdue(now=NOW + 16 * MINUTE)
    assert (result.attempt_id, result.passed, result.closed_at) == (attempt_id, True, NOW + 15 * MINUTE)
    assert count(AwardPeriod) == 1
    assert finish_overdue(now=NOW + 17 * MINUTE) == []


def test_an_overdue_attempt_that_cannot_be_graded_does_not_stop_the_others(rep, monkeypatch, caplog):
    bad = begin(rep, time_limit=15)
    good = make.attempt(people.rep().id, ref="leads/quiz", time_limit=15)
    close = flow.close_attempt

    def sometimes(attempt_id, *, now):
        if attempt_id == bad:
            raise TamperedPaper("slot 1")
        return close(attempt_id, now=now)

    monkeypatch.setattr(flow, "close_attempt", sometimes)
    results = finish_overdue(now=NOW + 20 * MINUTE)
    assert [r.attempt_id for r in results] == [good]
    assert f"attempt {bad} could not be closed" in caplog.text


def test_a_pass_that_does_not_count_finishes_nothing(rep):
    fail = begin(rep, counts="first")
    make.answer(fail, rep, right=0)
    finish_quiz(fail, now=NOW)
    attempt_id = begin(rep, counts="first")
    make.answer(attempt_id, rep, right=2)
    assert finish_quiz(attempt_id, now=NOW).passed
    assert (count(ItemCompletion), count(AwardPeriod)) == (0, 0)


def test_where_the_mean_counts_it_finishes_the_item_when_it_reaches_the_mark(rep):
    for right, done in ((0, 0), (2, 1)):
        attempt_id = begin(rep, counts="average")
        make.answer(attempt_id, rep, right=right)
        finish_quiz(attempt_id, now=NOW + right * MINUTE)
        assert count(ItemCompletion) == done
    assert db.session.scalars(select(AwardPeriod.certified_at)).one() == NOW + 2 * MINUTE


def test_a_fail_settles_nothing(rep, monkeypatch):
    def never(*_args, **_named):
        raise AssertionError("nothing to settle")

    monkeypatch.setattr(flow, "settle_or_retry", never)
    attempt_id = begin(rep)
    make.answer(attempt_id, rep, right=0)
    assert not finish_quiz(attempt_id, now=NOW).passed
