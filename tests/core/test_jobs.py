"""The outbox's rules: once a key, one worker at a time, growing pauses, an end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core import clock, jobs
from app.core.db import db, transaction
from app.core.models import OutboxJob


@pytest.fixture
def done(monkeypatch):
    """What the job `tests.note` has done; `fails` makes it fail."""
    monkeypatch.setattr(jobs, "registry", dict(jobs.registry))
    noted = []

    @jobs.job("tests.note", max_attempts=3)
    def note(word):
        noted.append(word)
        if word == "fails":
            raise ValueError("no such luck")

    return noted


def owe(word, **more):
    jobs.enqueue(jobs.registry["tests.note"], word=word, **more)


def row():
    db.session.expire_all()
    return db.session.scalars(select(OutboxJob)).one()


def test_a_key_is_owed_once(app, done):
    owe("a", key="k")
    owe("b", key="k")
    owe("c")
    jobs.drain()
    owe("d", key="k")
    assert jobs.drain() == 0
    assert done == ["a", "c"]


def test_a_job_of_a_transaction_that_fails_was_never_owed(app, done):
    with pytest.raises(ZeroDivisionError), transaction():
        owe("a")
        _ = 1 / 0
    assert jobs.drain() == 0


def test_what_is_due_later_waits(app, done):
    owe("later", due_at=clock.now() + timedelta(hours=1))
    assert jobs.claim_next(clock.now()) is None
    claim = jobs.claim_next(clock.now() + timedelta(hours=2))
    assert claim is not None and claim.args == {"word": "later"}


def test_a_claimed_job_is_nobody_elses_until_its_lease_is_over(app, done):
    owe("a")
    now = clock.now()
    claim = jobs.claim_next(now)
    assert claim is not None
    assert jobs.claim_next(now + jobs.LEASE - timedelta(seconds=1)) is None
    again = jobs.claim_next(now + jobs.LEASE)
    assert again is not None and (again.id, again.attempts) == (claim.id, 2)


def test_the_oldest_goes_first(app, done):
    now = clock.now()
    for minutes in (1, 3, 2):
        owe(minutes, due_at=now - timedelta(minutes=minutes))
    jobs.drain()
    assert done == [3, 2, 1]


def test_a_failure_waits_longer_each_time_and_ends(app, done):
    owe("fails")
    pauses = []
    while row().failed_at is None:
        assert jobs.drain() == 1
        pauses.append((row().due_at - clock.now()).total_seconds())
        with transaction() as session:
            session.execute(update(OutboxJob).values(due_at=clock.now()))
    assert done == ["fails"] * 3
    assert all(0.75 * 15 * 2**n < pause < 1.25 * 15 * 2**n for n, pause in enumerate(pauses))
    assert row().error == "ValueError: no such luck"
    assert jobs.drain() == 0
    assert jobs.retry_failed() == 1
    assert jobs.drain() == 1
    assert (row().attempts, row().failed_at) == (1, None)


def test_a_job_that_no_version_knows_any_more_is_given_up_with_its_name(app, done):
    owe("a")
    with transaction() as session:
        session.execute(update(OutboxJob).values(name="tests.gone"))
    jobs.drain()
    assert row().failed_at is not None
    assert "tests.gone" in (row().error or "")


def test_two_jobs_of_one_name_are_a_mistake(app, done):
    with pytest.raises(ValueError, match=r"two jobs are called tests\.note"):
        jobs.job("tests.note")(print)


def test_a_queue_that_is_away_costs_nothing(app, done, monkeypatch):
    def away():
        raise ConnectionError

    monkeypatch.setattr(jobs, "_wakers", [away])
    owe("a")
    jobs.drain()
    assert done == ["a"]
