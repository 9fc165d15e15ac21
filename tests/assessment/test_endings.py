"""Void and release: an attempt that counts for nothing stays with its reason; a result counts once it is seen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.assessment import terms
from app.assessment.models import Attempt
from app.assessment.queries import due_for_release, exams_passed
from app.assessment.services import (
    AttemptClosed,
    close_attempt,
    release,
    release_when_due,
    void_attempt,
)
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.core.models import AuditEntry
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


@pytest.fixture
def manager():
    return people.channel_manager().id


def hand_in(rep, right=2, **of_quiz):
    attempt_id = make.attempt(rep, **of_quiz)
    make.answer(attempt_id, rep, right=right)
    close_attempt(attempt_id, now=NOW)
    return attempt_id


def row(attempt_id):
    db.session.expire_all()
    return db.session.get(Attempt, attempt_id)


def test_a_void_attempt_keeps_its_score_its_reason_and_who_said_so(rep, manager):
    attempt_id = hand_in(rep)
    voided = void_attempt(attempt_id, actor_id=manager, reason=" Somebody else sat ", now=NOW + HOUR)
    assert (voided.person_id, voided.had_passed) == (rep, True)
    attempt = row(attempt_id)
    assert (attempt.outcome, attempt.score, attempt.closed_at) == ("void", Decimal(1), NOW)
    assert (attempt.voided_at, attempt.voided_by) == (NOW + HOUR, manager)
    assert attempt.void_reason == "Somebody else sat"
    assert exams_passed(rep) == []
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "attempt.voided")).one()
    assert (entry.subject_id, entry.details["had_passed"]) == (str(attempt_id), True)


def test_an_open_attempt_that_is_declared_void_ends_there(rep, manager):
    attempt_id = make.attempt(rep)
    void_attempt(attempt_id, actor_id=manager, reason="Power cut", now=NOW + HOUR)
    assert (row(attempt_id).closed_at, row(attempt_id).score) == (NOW + HOUR, 0)
    with pytest.raises(AttemptClosed):
        make.save(attempt_id, rep, {"choice": ["1"]})
    assert close_attempt(attempt_id, now=NOW + HOUR).passed is None
    assert make.attempt(rep, attempts=1) != attempt_id


def test_an_attempt_is_declared_void_once_with_a_reason_and_not_by_its_person(rep, manager):
    attempt_id = hand_in(rep)
    with pytest.raises(DomainError) as refusal:
        void_attempt(attempt_id, actor_id=manager, reason=" ", now=NOW)
    assert refusal.value.field == "reason"
    with pytest.raises(DomainError, match="your own attempt"):
        void_attempt(attempt_id, actor_id=rep, reason="I want to", now=NOW)
    void_attempt(attempt_id, actor_id=manager, reason="Power cut", now=NOW)
    with pytest.raises(DomainError, match="void already"):
        void_attempt(attempt_id, actor_id=manager, reason="Again", now=NOW)
    with pytest.raises(NotVisible):
        void_attempt(999_999, actor_id=manager, reason="Power cut", now=NOW)


def test_a_result_is_evidence_once_it_is_released(rep, manager):
    attempt_id = hand_in(rep, release="by_hand")
    assert (row(attempt_id).graded_at, row(attempt_id).released_at) == (NOW, None)
    assert exams_passed(rep) == []
    released = release(attempt_id, actor_id=manager, now=NOW + HOUR)
    assert (released.passed, released.released_at) == (True, NOW + HOUR)
    assert [exam.passed_at for exam in exams_passed(rep)] == [NOW]
    assert release(attempt_id, actor_id=manager, now=NOW + HOUR) is None


def test_there_is_nothing_to_release_of_an_open_or_void_attempt(rep, manager):
    attempt_id = make.attempt(rep, release="by_hand")
    assert release(attempt_id, actor_id=manager, now=NOW) is None
    void_attempt(attempt_id, actor_id=manager, reason="Power cut", now=NOW)
    assert release(attempt_id, actor_id=manager, now=NOW) is None


def test_a_result_is_not_released_before_it_is_graded(app, manager):
    make.publish(questions=[make.essay("essay"), make.single("q")])
    rep = people.rep().id
    attempt_id = make.attempt(rep, release="by_hand")
    make.save(attempt_id, rep, {"text": ["We win."]}, position=make.position_of(attempt_id, "essay"))
    close_attempt(attempt_id, now=NOW)
    assert release(attempt_id, actor_id=manager, now=NOW) is None


def test_without_another_word_a_result_is_released_at_the_close(rep):
    assert row(hand_in(rep)).released_at == NOW


def test_what_waits_for_the_end_of_its_quiz_is_released_then_however_late_somebody_looks(rep):
    closes_at = NOW + HOUR
    attempt_id = hand_in(rep, release="after_close", closes_at=closes_at)
    by_hand = hand_in(people.rep().id, release="by_hand")
    assert due_for_release(NOW + HOUR / 2) == []
    assert release_when_due(attempt_id, now=NOW + HOUR / 2) is None
    assert due_for_release(NOW + 9 * HOUR) == [attempt_id]
    assert release_when_due(attempt_id, now=NOW + 9 * HOUR).released_at == closes_at
    assert release_when_due(attempt_id, now=NOW + 9 * HOUR) is None
    assert release_when_due(by_hand, now=NOW + 9 * HOUR) is None
    assert due_for_release(NOW + 9 * HOUR) == []


@pytest.mark.parametrize(
    ("release", "closes_in", "after", "is_seen"),
    [
        ("at_once", None, 0, True),
        ("after_close", None, 0, True),
        ("after_close", 1, 0.9, False),
        ("after_close", 1, 1, True),
        ("by_hand", None, 99, False),
    ],
)
def test_a_page_shows_a_result_by_the_terms_without_waiting_for_the_worker(
    release, closes_in, after, is_seen
):
    closes_at = NOW + closes_in * HOUR if closes_in else None
    agreed = terms.Terms(pass_mark=0.5, release=release, closes_at=closes_at)
    assert terms.is_released(agreed, NOW, None, NOW + after * HOUR) is is_seen
    assert terms.is_released(agreed, NOW, NOW, NOW)
    assert not terms.is_released(agreed, None, None, NOW + 999 * HOUR)
