"""When an attempt may begin, how long it lasts, and what is stated at its start."""

from datetime import timedelta

import pytest

from app.assessment.models import Attempt
from app.assessment.queries import attempt_history
from app.assessment.services import close_attempt, grant_allowance, start_attempt
from app.assessment.services.marking import mark_answer
from app.core.db import db
from app.core.errors import DomainError
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REF = "leads/leads-quiz"
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


def fail(rep, now=NOW, **of_quiz):
    """One attempt, handed in blank."""
    close_attempt(make.attempt(rep, now=now, **of_quiz), now=now)


def history(rep, now=NOW, **of_quiz):
    return attempt_history(rep, REF, cycle=1, quiz=make.quiz(**of_quiz), now=now)


def test_before_it_opens_a_quiz_says_when(rep):
    with pytest.raises(DomainError, match="opens on 24 November 2026 at 14:00"):
        make.attempt(rep, opens_at=NOW + DAY)
    assert make.attempt(rep, opens_at=NOW)


def test_after_it_closed_a_quiz_says_since_when(rep):
    with pytest.raises(DomainError, match="closed on 23 November 2026 at 14:00"):
        make.attempt(rep, closes_at=NOW)
    assert history(rep, closes_at=NOW).is_over


def test_an_attempt_that_was_begun_before_goes_on_whatever_would_refuse_a_new_one(rep):
    attempt_id = make.attempt(rep)
    assert make.attempt(rep, now=NOW + HOUR, closes_at=NOW, honour=True, attempts=1) == attempt_id


@pytest.mark.parametrize(
    ("limit", "grace", "closes_in", "deadline", "ends"),
    [
        (15, 0, None, 15, 15),
        (15, 10, None, 15, 25),
        (60, 10, 30, 30, 30),
        (60, 10, 65, 60, 65),
        (None, 10, 30, 30, 30),
    ],
)
def test_the_time_ends_with_limit_and_grace_and_never_after_the_quiz(
    rep, limit, grace, closes_in, deadline, ends
):
    closes_at = NOW + timedelta(minutes=closes_in) if closes_in else None
    attempt = db.session.get(Attempt, make.attempt(rep, time_limit=limit, grace=grace, closes_at=closes_at))
    assert attempt.deadline_at == NOW + timedelta(minutes=deadline)
    assert attempt.ends_at == NOW + timedelta(minutes=ends)


def test_an_answer_in_the_policys_grace_counts(rep):
    attempt_id = make.attempt(rep, time_limit=15, grace=10)
    assert make.save(attempt_id, rep, {"choice": ["1"]}, now=NOW + timedelta(minutes=24)).is_kept
    late = close_attempt(attempt_id, now=NOW + DAY)
    assert late.closed_at == NOW + timedelta(minutes=25)


def test_the_pause_grows_and_is_said_with_day_and_hour(rep):
    pauses = (0, 24, 168)
    fail(rep, cooldown=pauses)
    fail(rep, cooldown=pauses)
    with pytest.raises(DomainError, match="may begin on 24 November 2026 at 14:00"):
        make.attempt(rep, now=NOW + DAY - HOUR, cooldown=pauses)
    assert history(rep, cooldown=pauses).next_start_at == NOW + DAY
    assert history(rep, now=NOW + DAY, cooldown=pauses).can_start
    fail(rep, now=NOW + DAY, cooldown=pauses)
    assert history(rep, now=NOW + 2 * DAY, cooldown=pauses).next_start_at == NOW + 8 * DAY


def test_an_allowance_ends_the_pause_before_the_next_attempt_and_no_later_one(rep):
    fail(rep, cooldown=(24,))
    allow(rep, skips_wait=True)
    assert history(rep, cooldown=(24,)).next_start_at is None
    fail(rep, now=NOW + HOUR, cooldown=(24,))
    assert history(rep, now=NOW + HOUR, cooldown=(24,)).next_start_at == NOW + DAY + HOUR


def allow(rep, **values):
    values = {"quiz_ref": REF, "cycle": 1, "reason": "Power cut", "now": NOW, **values}
    return grant_allowance(rep, actor_id=people.channel_manager().id, **values)


def test_further_attempts_add_up_and_belong_to_one_cycle(rep):
    fail(rep, attempts=1)
    allow(rep, extra_attempts=1)
    allow(rep, extra_attempts=2)
    assert history(rep, attempts=1).left == 3
    assert attempt_history(rep, REF, cycle=2, quiz=make.quiz(attempts=1), now=NOW).left == 1
    assert make.attempt(rep, attempts=1)


def test_who_has_more_time_has_it_at_every_start(rep):
    allow(rep, quiz_ref=None, time_percent=150)
    allow(rep, time_percent=125)
    attempt = db.session.get(Attempt, make.attempt(rep, time_limit=40))
    assert attempt.deadline_at == NOW + HOUR


def test_the_statement_of_honour_is_asked_for_and_kept_with_its_moment(rep):
    with pytest.raises(DomainError, match="the work will be your own") as refusal:
        make.attempt(rep, honour=True)
    assert refusal.value.field == "honour"
    started = start_attempt(
        rep, quiz_ref=REF, quiz=make.quiz(honour=True), version_id=1, cycle=1, now=NOW, honoured=True
    )
    assert db.session.get(Attempt, started).honoured_at == NOW


def test_where_none_is_asked_for_no_honour_is_noted(rep):
    started = start_attempt(
        rep, quiz_ref=REF, quiz=make.quiz(), version_id=1, cycle=1, now=NOW, honoured=True
    )
    assert db.session.get(Attempt, started).honoured_at is None


def test_while_a_grader_is_awaited_no_further_attempt_begins(app):
    make.publish(questions=[make.single("q1"), make.essay("essay")])
    rep = people.rep().id
    attempt_id = make.attempt(rep)
    make.save(attempt_id, rep, {"text": ["We win."]}, position=make.position_of(attempt_id, "essay"))
    close_attempt(attempt_id, now=NOW)
    assert history(rep).waits_for_grader
    with pytest.raises(DomainError, match="waits for a grader"):
        make.attempt(rep)
    mark_answer(
        make.slot_of(attempt_id, "essay").id,
        grader_id=people.author().id,
        levels={},
        share=0,
        comment="",
        now=NOW,
    )
    assert history(rep).can_start


def test_a_result_that_is_not_released_is_not_told_by_what_may_begin(rep):
    attempt_id = make.attempt(rep, release="by_hand")
    make.answer(attempt_id, rep, right=2)
    close_attempt(attempt_id, now=NOW)
    found = history(rep, release="by_hand")
    assert (found.last.score, found.last.passed, found.best_score, found.counted) == (None, None, None, None)
    assert found.can_start
    assert make.attempt(rep, release="by_hand") != attempt_id


def test_a_start_takes_the_same_statements_after_many_attempts_and_allowances(rep, statements):
    def count(person_id):
        statements.clear()
        make.attempt(person_id)
        return len(statements)

    count(people.rep().id)
    first = count(people.rep().id)
    for _n in range(6):
        fail(rep)
        allow(rep, extra_attempts=1)
    assert count(rep) == first
