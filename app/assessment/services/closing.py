"""Close an attempt: grade what was saved against the paper as drawn, once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select, update

from app.assessment import bank, terms
from app.assessment.grading import as_decimal, grade, is_pass, total
from app.assessment.models import Attempt, Slot
from app.core.db import db, transaction
from app.core.errors import NotVisible


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


def close_attempt(attempt_id: int, *, now: datetime) -> Result:
    """Grade and close, once; whoever comes second gets the same result. Raises NotVisible, TamperedPaper.

    After the deadline the attempt ended at the deadline, whether the person, a page or the worker finds it.
    """
    with transaction() as session:
        attempt = session.scalar(select(Attempt).where(Attempt.id == attempt_id).with_for_update())
        if attempt is None:
            raise NotVisible
        is_first = attempt.closed_at is None
        if is_first:
            _grade(attempt, now)
            session.flush()
        return _result(attempt, is_first)


def _grade(attempt: Attempt, now: datetime) -> None:
    slots = db.session.execute(
        select(Slot.id, Slot.snapshot, Slot.snapshot_hash, Slot.answer).where(Slot.attempt_id == attempt.id)
    ).all()
    fractions: dict[int, Fraction] = {}
    for slot in slots:
        if bank.fingerprint(slot.snapshot) != slot.snapshot_hash:
            raise TamperedPaper(f"slot {slot.id} of attempt {attempt.id}")
        fractions[slot.id] = grade(bank.from_dict(slot.snapshot), slot.answer)
    db.session.execute(
        update(Slot), [{"id": slot_id, "fraction": as_decimal(won)} for slot_id, won in fractions.items()]
    )
    score = total(fractions.values())
    attempt.score = as_decimal(score)
    attempt.passed = is_pass(score, terms.from_dict(attempt.policy).pass_mark)
    attempt.outcome = "expired" if terms.is_overdue(attempt.deadline_at, now) else "submitted"
    attempt.closed_at = terms.finish_time(attempt.deadline_at, now)


def _result(attempt: Attempt, is_first: bool) -> Result:
    assert attempt.score is not None and attempt.passed is not None and attempt.closed_at is not None
    return Result(
        attempt_id=attempt.id,
        person_id=attempt.person_id,
        quiz_ref=attempt.quiz_ref,
        cycle=attempt.cycle,
        version_id=attempt.version_id,
        score=attempt.score,
        passed=attempt.passed,
        closed_at=attempt.closed_at,
        is_first_close=is_first,
    )
