"""Side effects as rows: `enqueue` writes one in the cause's transaction, a worker does it at least once.

The outbox table is the truth; huey only wakes workers and keeps the time, so a lost queue loses nothing.
Handlers take ids, may run twice, late or at the same moment, and must do no harm by it.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, true, update
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import after_commit, transaction
from app.core.models import OutboxJob

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=15)


@dataclass(frozen=True)
class Job:
    """A named handler."""

    name: str
    handle: Callable[..., None]
    max_attempts: int


registry: dict[str, Job] = {}
_wakers: list[Callable[[], None]] = []


def job(name: str, *, max_attempts: int = 5) -> Callable[[Callable[..., None]], Job]:
    """Register a handler under a name that never changes: rows of the past carry it."""

    def register(handle: Callable[..., None]) -> Job:
        if name in registry:
            raise ValueError(f"two jobs are called {name}")
        registry[name] = Job(name, handle, max_attempts)
        return registry[name]

    return register


def on_wake(waker: Callable[[], None]) -> None:
    """Say how workers are told that something is due (the queue adapter does)."""
    _wakers[:] = [waker]


def enqueue(job: Job, *, key: str | None = None, due_at: datetime | None = None, **args: Any) -> None:
    """Owe a side effect, in the running transaction. With a `key` a second call changes nothing.

    Whoever enqueues the same key at the same moment finds the row of the first.
    """
    now = clock.now()
    with transaction() as session:
        if key is not None and session.scalar(select(OutboxJob.id).where(OutboxJob.key == key)):
            return
        row = OutboxJob(name=job.name, args=args, key=key, created_at=now, due_at=due_at or now, attempts=0)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            if key is None:
                raise
            return
        after_commit(wake)


def wake() -> None:
    """Tell the workers. If the queue is away the row waits for the next round."""
    for waker in _wakers:
        try:
            waker()
        except Exception:
            log.warning("queue not reachable; the job waits in the outbox", exc_info=True)


@dataclass(frozen=True)
class Claim:
    id: int
    name: str
    args: dict[str, Any]
    attempts: int


def claim_next(now: datetime) -> Claim | None:
    """Take the oldest due job for LEASE, so that no other worker does it meanwhile."""
    with transaction() as session:
        row = session.scalar(
            select(OutboxJob)
            .where(
                OutboxJob.done_at.is_(None),
                OutboxJob.failed_at.is_(None),
                OutboxJob.due_at <= now,
                or_(OutboxJob.leased_until.is_(None), OutboxJob.leased_until <= now),
            )
            .order_by(OutboxJob.due_at, OutboxJob.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.leased_until = now + LEASE
        row.attempts += 1
        return Claim(row.id, row.name, dict(row.args), row.attempts)


def run(claim: Claim) -> bool:
    """Do one claimed job and note how it went; True when it is done."""
    try:
        handler = registry[claim.name]
        handler.handle(**claim.args)
    except Exception as problem:
        log.exception("job %s %s failed", claim.id, claim.name)
        _note_failure(claim, f"{type(problem).__name__}: {problem}")
        return False
    with transaction() as session:
        session.execute(
            update(OutboxJob)
            .where(OutboxJob.id == claim.id)
            .values(done_at=clock.now(), leased_until=None, error=None)
        )
    return True


def _note_failure(claim: Claim, error: str) -> None:
    handler = registry.get(claim.name)
    last = handler is None or claim.attempts >= handler.max_attempts
    pause = FIRST_PAUSE * 2 ** (claim.attempts - 1) * random.uniform(0.8, 1.2)  # nosec B311: spreads retries
    now = clock.now()
    with transaction() as session:
        session.execute(
            update(OutboxJob)
            .where(OutboxJob.id == claim.id)
            .values(
                error=error[:2000],
                leased_until=None,
                failed_at=now if last else None,
                due_at=now + pause,
            )
        )


def drain(limit: int = 1000, *, is_over: Callable[[], bool] = lambda: False) -> int:
    """Do due jobs until none is left or it is over; returns how many were tried."""
    for done in range(limit):
        claim = None if is_over() else claim_next(clock.now())
        if claim is None:
            return done
        run(claim)
    return limit


def retry_failed(only: Job | None = None) -> int:
    """Give every failed job, or those of one handler, another set of attempts; returns how many."""
    with transaction() as session:
        ids = session.scalars(
            update(OutboxJob)
            .where(OutboxJob.failed_at.is_not(None), OutboxJob.name == only.name if only else true())
            .values(failed_at=None, attempts=0, due_at=clock.now(), leased_until=None)
            .returning(OutboxJob.id)
        ).all()
        after_commit(wake)
        return len(ids)
