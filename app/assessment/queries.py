"""What attempts say about people: exams passed, the history of a quiz, what is due to be closed or released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.assessment import terms as rules
from app.assessment.counting import Counted, Go, counted
from app.assessment.models import Attempt
from app.assessment.records import Allowance
from app.assessment.waiting import next_start
from app.catalogue.documents import Quiz
from app.core.db import db, read


@dataclass(frozen=True)
class PassedExam:
    """That a person has passed a quiz in a cycle by the attempts that count; the attempt with which it came true."""

    quiz_ref: str
    attempt_id: int
    cycle: int
    version_id: int
    passed_at: datetime
    score: Decimal


@dataclass(frozen=True)
class PastAttempt:
    """A closed attempt. What it came to is None until it is released, `passed` also until it is graded."""

    attempt_id: int
    number: int
    closed_at: datetime
    score: Decimal | None
    passed: bool | None


@dataclass(frozen=True)
class History:
    """A person's goes at one quiz in one cycle."""

    open_attempt_id: int | None
    open_until: datetime | None
    used: int
    left: int | None
    """How many more may be started; None is no limit."""
    best_score: Decimal | None
    counted: Counted | None
    """What the graded and released attempts come to by the rule of the quiz."""
    last: PastAttempt | None
    waits_for_grader: bool
    """Whether nobody knows yet if the last attempt was passed."""
    highest_number: int
    next_start_at: datetime | None
    """When the pause ends or the quiz opens; None when the next attempt may begin at once."""
    is_over: bool
    """Whether the quiz has closed for good."""
    time_percent: int
    """How much time the person has, in percent of what others have."""

    @property
    def passed(self) -> bool:
        return self.counted is not None and self.counted.passed

    @property
    def can_start(self) -> bool:
        return (
            self.open_attempt_id is None
            and not self.passed
            and self.left != 0
            and self.next_start_at is None
            and not self.waits_for_grader
            and not self.is_over
        )


RESULT: tuple[Any, ...] = (
    Attempt.score,
    Attempt.passed,
    Attempt.closed_at,
    Attempt.graded_at,
    Attempt.released_at,
    Attempt.outcome,
    Attempt.policy["counts"].as_string().label("counts"),
    Attempt.policy["pass_mark"].as_float().label("pass_mark"),
)
EXAMS = (
    select(Attempt.id, Attempt.quiz_ref, Attempt.cycle, Attempt.version_id, *RESULT)
    .where(
        Attempt.person_id == bindparam("person_id"),
        Attempt.graded_at.is_not(None),
        Attempt.released_at.is_not(None),
        Attempt.outcome != "void",
    )
    .order_by(Attempt.quiz_ref, Attempt.cycle, Attempt.number)
)
ONE_EXAM = EXAMS.where(Attempt.quiz_ref == bindparam("quiz_ref"), Attempt.cycle == bindparam("cycle"))


def exams_passed(person_id: int) -> list[PassedExam]:
    """The quizzes that the person has passed, once a cycle, in the order in which that came true."""
    return _passed(read(EXAMS, person_id=person_id))


def find_passed_exam(person_id: int, quiz_ref: str, *, cycle: int) -> PassedExam | None:
    """The same for one quiz and cycle."""
    passed = _passed(read(ONE_EXAM, person_id=person_id, quiz_ref=quiz_ref, cycle=cycle))
    return passed[0] if passed else None


def _passed(rows: Iterable[Any]) -> list[PassedExam]:
    found = []
    for (quiz_ref, cycle), group in groupby(rows, key=lambda row: (row.quiz_ref, row.cycle)):
        goes = list(group)
        result = counted([go_of(row) for row in goes])
        if result and result.at and result.by:
            version_id = next(row.version_id for row in goes if row.id == result.by)
            found.append(PassedExam(quiz_ref, result.by, cycle, version_id, result.at, result.score))
    return sorted(found, key=lambda exam: (exam.passed_at, exam.attempt_id))


def go_of(row: Any) -> Go:
    """A row of `RESULT` and the attempt's id as what counts."""
    return Go(row.id, row.score, row.passed, row.closed_at, row.counts or "highest", row.pass_mark)


GOES = (
    select(Attempt.id, Attempt.cycle, Attempt.number, Attempt.started_at, Attempt.ends_at, *RESULT)
    .where(Attempt.person_id == bindparam("person_id"), Attempt.quiz_ref == bindparam("quiz_ref"))
    .where(or_(Attempt.cycle == bindparam("cycle"), Attempt.closed_at.is_(None)))
    .order_by(Attempt.number)
)


def attempt_history(person_id: int, quiz_ref: str, *, cycle: int, quiz: Quiz, now: datetime) -> History:
    """The person's attempts in a cycle, by what the quiz and the person's allowances give now; a void one does not
    count.
    """
    rows = read(GOES, person_id=person_id, quiz_ref=quiz_ref, cycle=cycle).all()
    allowed = allowed_to(person_id, quiz_ref, cycle=cycle)
    open_row = next((row for row in rows if row.closed_at is None), None)
    own = [row for row in rows if row.cycle == cycle]
    counting = [row for row in own if row.outcome != "void"]
    closed = [row for row in counting if row.closed_at is not None]
    known = [row for row in closed if row.graded_at is not None and row.released_at is not None]
    limit = None if quiz.attempts is None else quiz.attempts + allowed.extra_attempts
    return History(
        open_attempt_id=open_row.id if open_row else None,
        open_until=open_row.ends_at if open_row else None,
        used=len(counting),
        left=None if limit is None else max(0, limit - len(counting)),
        best_score=max((row.score for row in known), default=None),
        counted=counted([go_of(row) for row in known]),
        last=_past(closed[-1]) if closed else None,
        waits_for_grader=bool(closed) and closed[-1].graded_at is None,
        highest_number=max((row.number for row in own), default=0),
        next_start_at=_next_start(closed, len(counting), allowed, quiz, now),
        is_over=quiz.closes_at is not None and quiz.closes_at <= now,
        time_percent=allowed.time_percent,
    )


def _past(row: Any) -> PastAttempt:
    is_known = row.released_at is not None
    return PastAttempt(
        row.id,
        row.number,
        row.closed_at,
        row.score if is_known else None,
        row.passed if is_known else None,
    )


def _next_start(
    closed: Sequence[Any], used: int, allowed: "Allowed", quiz: Quiz, now: datetime
) -> datetime | None:
    """When the pause ends and the quiz is open, if that is still to come."""
    last = closed[-1] if closed else None
    skips = (
        last is not None and allowed.skips_wait_at is not None and allowed.skips_wait_at >= last.started_at
    )
    pause = None if skips or last is None else next_start(last.closed_at, used, quiz.cooldown)
    moments = [moment for moment in (pause, quiz.opens_at) if moment and moment > now]
    return max(moments, default=None)


@dataclass(frozen=True)
class Allowed:
    """What a person is allowed beyond the rule at one quiz, by everything that was granted."""

    extra_attempts: int = 0
    time_percent: int = 100
    skips_wait_at: datetime | None = None
    """When it was last granted that the next attempt may begin at once."""


ALLOWANCES = (
    select(
        Allowance.cycle,
        Allowance.extra_attempts,
        Allowance.time_percent,
        Allowance.skips_wait,
        Allowance.granted_at,
    )
    .where(
        Allowance.person_id == bindparam("person_id"),
        or_(Allowance.quiz_ref == bindparam("quiz_ref"), Allowance.quiz_ref.is_(None)),
    )
    .order_by(Allowance.id)
)


def allowed_to(person_id: int, quiz_ref: str, *, cycle: int) -> Allowed:
    """Extra attempts of the cycle add up; the longest time counts."""
    rows = read(ALLOWANCES, person_id=person_id, quiz_ref=quiz_ref).all()
    return Allowed(
        sum(row.extra_attempts for row in rows if row.cycle == cycle),
        max((row.time_percent for row in rows), default=100),
        max((row.granted_at for row in rows if row.skips_wait), default=None),
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


UNRELEASED = (
    select(Attempt.id, Attempt.closed_at, Attempt.policy)
    .where(
        Attempt.closed_at.is_not(None),
        Attempt.released_at.is_(None),
        Attempt.outcome != "void",
        Attempt.policy["release"].as_string() == "after_close",
    )
    .order_by(Attempt.closed_at)
)


def due_for_release(now: datetime) -> list[int]:
    """Attempts that waited for their quiz to close, and it has."""
    rows = read(UNRELEASED)
    return [
        row.id for row in rows if rules.is_released(rules.from_dict(row.policy), row.closed_at, None, now)
    ]
