"""Exams passed: by the attempts that count, by the rule that was agreed, in one statement."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.assessment.queries import exams_passed, find_passed_exam
from app.assessment.services import close_attempt, void_attempt
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

HOUR = timedelta(hours=1)
REF = "leads/leads-quiz"
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


def sit(rep, *rights, **of_quiz):
    """One attempt after the other, an hour each, with so many of two answers right; their ids."""
    ids = []
    for hour, right in enumerate(rights):
        now = NOW + hour * HOUR
        attempt_id = make.attempt(rep, now=now, **{"pass_mark": 0.75, **of_quiz})
        make.answer(attempt_id, rep, right=right, now=now)
        close_attempt(attempt_id, now=now)
        ids.append(attempt_id)
    return ids


@pytest.mark.parametrize(
    ("counts", "rights", "score", "hour"),
    [
        ("highest", (0, 2), 1, 1),
        ("latest", (0, 1, 2), 1, 2),
        ("first", (2,), 1, 0),
        ("first", (0, 2), None, None),
        ("average", (1, 2), "0.75", 1),
        ("average", (0, 2), None, None),
        ("first_passing", (1, 2), 1, 1),
    ],
)
def test_a_quiz_is_passed_when_what_counts_reaches_the_mark_and_since_then(rep, counts, rights, score, hour):
    ids = sit(rep, *rights, counts=counts)
    passed = exams_passed(rep)
    if score is None:
        assert passed == []
        return
    assert [(p.attempt_id, p.score, p.passed_at) for p in passed] == [
        (ids[hour], Decimal(score), NOW + hour * HOUR)
    ]
    assert find_passed_exam(rep, REF, cycle=1) == passed[0]
    assert find_passed_exam(rep, REF, cycle=2) is None


def test_a_pass_that_is_declared_void_is_none_and_an_earlier_fail_may_then_decide(rep):
    _fail, pass_ = sit(rep, 0, 2, counts="latest")
    void_attempt(pass_, actor_id=people.admin().id, reason="Somebody else sat", now=NOW)
    assert exams_passed(rep) == []


def test_exams_stand_in_the_order_in_which_they_were_passed(rep):
    for hour, ref in enumerate(("leads/zebra", "leads/apple")):
        attempt_id = make.attempt(rep, ref=ref, now=NOW + hour * HOUR)
        make.answer(attempt_id, rep, right=2, now=NOW + hour * HOUR)
        close_attempt(attempt_id, now=NOW + hour * HOUR)
    assert [exam.quiz_ref for exam in exams_passed(rep)] == ["leads/zebra", "leads/apple"]


def test_evidence_takes_one_statement_however_many_attempts(rep, statements):
    sit(rep, 0, 0, 0, 0, 2)
    statements.clear()
    assert len(exams_passed(rep)) == 1
    assert len(statements) == 1
