"""How far the certificates are that are owed: printed, waiting, or given up with a reason."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.certification.jobs import issue_certificate
from app.core.db import db
from app.core.models import OutboxJob


@dataclass(frozen=True)
class Failure:
    period_id: int
    reason: str
    is_given_up: bool
    """Otherwise it will be tried again by itself."""


@dataclass(frozen=True)
class Progress:
    done: int
    waiting: int
    failures: tuple[Failure, ...]

    @property
    def owed(self) -> int:
        return self.done + self.waiting + sum(failure.is_given_up for failure in self.failures)


def progress() -> Progress:
    """Of every certificate that the outbox remembers."""
    ours = OutboxJob.name == issue_certificate.name
    done, waiting = db.session.execute(
        select(
            func.count(OutboxJob.done_at),
            func.count().filter(OutboxJob.done_at.is_(None), OutboxJob.failed_at.is_(None)),
        ).where(ours)
    ).one()
    failed = db.session.execute(
        select(OutboxJob.args, OutboxJob.error, OutboxJob.failed_at)
        .where(ours, OutboxJob.done_at.is_(None), OutboxJob.error.is_not(None))
        .order_by(OutboxJob.id)
    )
    failures = (Failure(row.args["period_id"], row.error or "", row.failed_at is not None) for row in failed)
    return Progress(done, waiting, tuple(failures))
