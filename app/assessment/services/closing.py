"""Close an attempt: grade what was saved against the paper as drawn, once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

from sqlalchemy import Integer, Update, bindparam, cast, select, update

from app.assessment import terms
from app.assessment.grading import Mark, as_decimal, grade, is_pass, paper_score
from app.assessment.models import Attempt, Slot
from app.assessment.questions import fingerprint
from app.assessment.snapshots import question_of
from app.core.db import AnyRow, read, transaction, write
from app.core.errors import NotVisible
from app.core.value_pairs import is_postgresql, pair_values, value_pairs


class TamperedPaper(RuntimeError):
    """A snapshot does not match its hash: somebody changed a paper past the application."""


@dataclass(frozen=True)
class Result:
    """A closed attempt. `is_first_close` is False for whoever hands in again."""

    attempt_id: int
    person_id: int
    quiz_ref: str
    cycle: int
    version_id: int
    score: Decimal
    passed: bool
    closed_at: datetime
    is_first_close: bool


@dataclass(frozen=True)
class Grade:
    """What an attempt came to, and when it ended."""

    score: Decimal
    passed: bool
    closed_at: datetime


ATTEMPT = (
    select(
        Attempt.id, Attempt.person_id, Attempt.quiz_ref, Attempt.cycle, Attempt.version_id, Attempt.policy,
        Attempt.ends_at, Attempt.closed_at, Attempt.score, Attempt.passed,
    )
    .where(Attempt.id == bindparam("attempt_id"))
    .with_for_update()
)  # fmt: skip
SLOTS = select(Slot.id, Slot.section, Slot.marks, Slot.snapshot, Slot.snapshot_hash, Slot.answer).where(
    Slot.attempt_id == bindparam("attempt_id")
)
CLOSED = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt_id"))
    .values(
        outcome=bindparam("what"),
        score=bindparam("won"),
        passed=bindparam("has_passed"),
        closed_at=bindparam("at"),
        graded_at=bindparam("at"),
    )
)


@cache
def _won(_postgresql: bool) -> Update:
    """What each slot of a paper won, in one statement."""
    won = value_pairs("won", "slot", "fraction").c
    return (
        update(Slot)
        .where(Slot.id == cast(won.slot, Integer))
        .values(fraction=cast(won.fraction, Slot.fraction.type))
    )


def close_attempt(attempt_id: int, *, now: datetime) -> Result:
    """Grade and close, once; whoever comes second gets the same result. Raises NotVisible, TamperedPaper.

    After the deadline the attempt ended at the deadline, whether the person, a page or the worker finds it.
    """
    with transaction():
        attempt = read(ATTEMPT, attempt_id=attempt_id).one_or_none()
        if attempt is None:
            raise NotVisible
        if attempt.closed_at is not None:
            grade_kept = Grade(attempt.score, attempt.passed, attempt.closed_at)
            return _result(attempt, grade_kept, is_first_close=False)
        return _result(attempt, _grade(attempt, now), is_first_close=True)


def _grade(attempt: AnyRow, now: datetime) -> Grade:
    frozen = terms.from_dict(attempt.policy)
    marks: dict[int, Mark] = {}
    for slot in read(SLOTS, attempt_id=attempt.id):
        if fingerprint(slot.snapshot) != slot.snapshot_hash:
            raise TamperedPaper(f"slot {slot.id} of attempt {attempt.id}")
        won = grade(question_of(slot.snapshot), slot.answer)
        marks[slot.id] = Mark(won or Fraction(0), slot.marks, slot.section)
    kept = [(str(slot_id), str(as_decimal(mark.fraction))) for slot_id, mark in marks.items()]
    write(_won(is_postgresql()), **pair_values(kept, "won", "slot", "fraction"))
    score = paper_score(marks.values(), floor=frozen.floor, section_floors=frozen.section_floors)
    made = Grade(as_decimal(score), is_pass(score, frozen.pass_mark), terms.finish_time(attempt.ends_at, now))
    outcome = "expired" if terms.is_overdue(attempt.ends_at, now) else "submitted"
    write(
        CLOSED, attempt_id=attempt.id, what=outcome, won=made.score, has_passed=made.passed, at=made.closed_at
    )
    return made


def _result(attempt: AnyRow, made: Grade, *, is_first_close: bool) -> Result:
    return Result(
        attempt_id=attempt.id,
        person_id=attempt.person_id,
        quiz_ref=attempt.quiz_ref,
        cycle=attempt.cycle,
        version_id=attempt.version_id,
        score=made.score,
        passed=made.passed,
        closed_at=made.closed_at,
        is_first_close=is_first_close,
    )
