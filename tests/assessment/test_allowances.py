"""Allowances: with a reason, on record, never for oneself; more time reaches what is open."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.assessment.models import Attempt
from app.assessment.records import Allowance
from app.assessment.services import close_attempt, grant_allowance
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.models import AuditEntry
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

MINUTE = timedelta(minutes=1)
REF = "leads/leads-quiz"
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


def allow(person_id, *, actor_id=None, **values):
    given = {"quiz_ref": REF, "cycle": 1, "time_percent": 150, "reason": "Reads slowly", "now": NOW, **values}
    return grant_allowance(person_id, actor_id=actor_id or people.channel_manager().id, **given)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_more_time_moves_the_deadline_of_what_is_open(rep):
    open_id = make.attempt(rep, time_limit=20, grace=5)
    other = make.attempt(rep, ref="leads/another", time_limit=20)
    allow(rep, now=NOW + 10 * MINUTE)
    db.session.expire_all()
    attempt = db.session.get(Attempt, open_id)
    assert (attempt.deadline_at, attempt.ends_at) == (NOW + 30 * MINUTE, NOW + 35 * MINUTE)
    assert db.session.get(Attempt, other).deadline_at == NOW + 20 * MINUTE
    allow(rep, quiz_ref=None, time_percent=200)
    db.session.expire_all()
    assert db.session.get(Attempt, other).deadline_at == NOW + 40 * MINUTE


def test_more_time_never_reaches_beyond_the_end_of_the_quiz(rep):
    open_id = make.attempt(rep, time_limit=20, closes_at=NOW + 25 * MINUTE)
    allow(rep)
    db.session.expire_all()
    assert db.session.get(Attempt, open_id).deadline_at == NOW + 25 * MINUTE


def test_time_that_is_over_does_not_come_back(rep):
    open_id = make.attempt(rep, time_limit=20)
    allow(rep, now=NOW + 21 * MINUTE)
    db.session.expire_all()
    assert db.session.get(Attempt, open_id).deadline_at == NOW + 20 * MINUTE
    assert close_attempt(open_id, now=NOW + 22 * MINUTE).closed_at == NOW + 20 * MINUTE


def test_what_was_allowed_is_on_record_with_its_reason(rep):
    manager = people.channel_manager().id
    open_id = make.attempt(rep, time_limit=20)
    granted = allow(rep, actor_id=manager, extra_attempts=2, reason=" Reads slowly ")
    row = db.session.get(Allowance, granted)
    assert (row.reason, row.granted_by, row.cycle, row.extra_attempts) == ("Reads slowly", manager, 1, 2)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "allowance.granted")).one()
    assert (entry.actor_id, entry.subject_id) == (manager, str(rep))
    assert entry.details["attempts_moved"] == [open_id]
    assert entry.details["reason"] == "Reads slowly"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"extra_attempts": 101}, "extra_attempts"),
        ({"extra_attempts": 1, "quiz_ref": None}, "extra_attempts"),
        ({"extra_attempts": 1, "cycle": None}, "extra_attempts"),
        ({"time_percent": 99}, "time_percent"),
        ({"time_percent": 1001}, "time_percent"),
        ({"time_percent": 100}, None),
    ],
)
def test_what_cannot_be_allowed_is_refused_at_its_field(rep, values, field):
    with pytest.raises(DomainError) as refusal:
        allow(rep, **values)
    assert refusal.value.field == field
    assert count(Allowance) == 0


def test_nobody_allows_themselves_more(rep):
    with pytest.raises(DomainError, match="Ask a colleague"):
        allow(rep, actor_id=rep)


@pytest.mark.parametrize("change", ["UPDATE allowance SET extra_attempts = 9", "DELETE FROM allowance"])
def test_what_was_allowed_is_never_rewritten(rep, change):
    allow(rep)
    with pytest.raises(Exception, match="append-only"), transaction() as session:
        session.execute(text(change))
