"""What attempts say about people: exams passed, the history of a quiz, what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import bindparam, or_, select

from app.assessment import terms as rules
from app.assessment.models import Attempt
from app.core.db import db, read


@dataclass(frozen=True)
class PassedExam:
    """The first pass of a person at a quiz in a cycle."""

    quiz_ref: str
    attempt_id: int
    cycle: int
    version_id: int
    passed_at: datetime
    score: Decimal


@dataclass(frozen=True)
class PastAttempt:
    attempt_id: int
    number: int
    closed_at: datetime
    score: Decimal
    passed: bool


@dataclass(frozen=True)
class History:
    """A person's goes at one quiz in one cycle."""

    open_attempt_id: int | None
    open_until: datetime | None
    used: int
    left: int | None
    """How many more may be started; None is no limit."""
    best_score: Decimal | None
    passed: bool
    last: PastAttempt | None
    highest_number: int

    @property
    def can_start(self) -> bool:
        return self.open_attempt_id is None and not self.passed and self.left != 0


EXAMS_PASSED = (
    select(Attempt.quiz_ref, Attempt.id, Attempt.cycle, Attempt.version_id, Attempt.closed_at, Attempt.score)
    .where(Attempt.person_id == bindparam("person_id"), Attempt.passed.is_(True), Attempt.outcome != "void")
    .order_by(Attempt.closed_at, Attempt.id)
)


def exams_passed(person_id: int) -> list[PassedExam]:
    """The first pass of each quiz and cycle, in the order in which they happened."""
    rows = read(EXAMS_PASSED, person_id=person_id)
    first: dict[tuple[str, int], PassedExam] = {}
    for row in rows:
        first.setdefault((row.quiz_ref, row.cycle), PassedExam(*cast(Any, row)))
    return list(first.values())


GOES = (
    select(
        Attempt.id,
        Attempt.cycle,
        Attempt.number,
        Attempt.ends_at,
        Attempt.closed_at,
        Attempt.outcome,
        Attempt.score,
        Attempt.passed,
    )
    .where(Attempt.person_id == bindparam("person_id"), Attempt.quiz_ref == bindparam("quiz_ref"))
    .where(or_(Attempt.cycle == bindparam("cycle"), Attempt.closed_at.is_(None)))
    .order_by(Attempt.number)
)


def attempt_history(person_id: int, quiz_ref: str, *, cycle: int, limit: int | None) -> History:
    """The person's attempts in a cycle; `limit` is how many the quiz allows. A void one does not count."""
    rows = read(GOES, person_id=person_id, quiz_ref=quiz_ref, cycle=cycle).all()
    return _history(
        [r for r in rows if r.cycle == cycle], next((r for r in rows if not r.closed_at), None), limit
    )


def _history(rows: Sequence[Any], open_row: Any | None, limit: int | None) -> History:
    counting = [row for row in rows if row.outcome != "void"]
    closed = [
        PastAttempt(row.id, row.number, row.closed_at, row.score, row.passed)
        for row in counting
        if row.closed_at is not None
    ]
    return History(
        open_attempt_id=open_row.id if open_row else None,
        open_until=open_row.ends_at if open_row else None,
        used=len(counting),
        left=None if limit is None else max(0, limit - len(counting)),
        best_score=max((past.score for past in closed), default=None),
        passed=any(past.passed for past in closed),
        last=closed[-1] if closed else None,
        highest_number=max((row.number for row in rows), default=0),
    )


def overdue_attempts(now: datetime, *, limit: int = 500) -> list[int]:
    """Open attempts that take no answers any more, the longest overdue first."""
    query = (
        select(Attempt.id)
        .where(Attempt.closed_at.is_(None), Attempt.ends_at < now - rules.NETWORK_GRACE)
        .order_by(Attempt.ends_at)
        .limit(limit)
    )
    return list(db.session.scalars(query))
