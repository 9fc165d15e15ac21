"""Close an attempt: grade what was saved against the paper as drawn, once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import Integer, Update, bindparam, cast, select, update

from app.assessment import terms
from app.assessment.behaviours import Given, worth, wrong_tries
from app.assessment.grading import as_decimal
from app.assessment.models import Attempt, Slot
from app.assessment.questions import fingerprint
from app.assessment.scoring import Won, score_of
from app.assessment.snapshots import question_of
from app.assessment.terms import Terms
from app.core.db import AnyRow, read, transaction, write
from app.core.errors import NotVisible
from app.core.value_pairs import is_postgresql, pair_values, value_pairs


class TamperedPaper(RuntimeError):
    """A snapshot does not match its hash: somebody changed a paper past the application."""


@dataclass(frozen=True)
class Result:
    """A closed attempt. Until a grader is done the score is what is known so far, and `passed` is None.

    `is_first_close` is False for whoever hands in again.
    """

    attempt_id: int
    person_id: int
    quiz_ref: str
    cycle: int
    version_id: int
    score: Decimal
    passed: bool | None
    closed_at: datetime
    released_at: datetime | None
    is_first_close: bool = False

    @property
    def is_graded(self) -> bool:
        return self.passed is not None


@dataclass(frozen=True)
class Grade:
    """What an attempt came to, when it ended, and since when its person may see that."""

    score: Decimal
    passed: bool | None
    closed_at: datetime
    released_at: datetime | None


ATTEMPT = (
    select(
        Attempt.id, Attempt.person_id, Attempt.quiz_ref, Attempt.cycle, Attempt.version_id, Attempt.policy,
        Attempt.ends_at, Attempt.closed_at, Attempt.outcome, Attempt.score, Attempt.passed, Attempt.graded_at,
        Attempt.released_at,
    )
    .where(Attempt.id == bindparam("attempt_id"))
    .with_for_update()
)  # fmt: skip
SLOTS = select(
    Slot.id, Slot.section, Slot.marks, Slot.snapshot, Slot.snapshot_hash, Slot.answer, Slot.certainty, Slot.tries,
    Slot.checked_at,
).where(Slot.attempt_id == bindparam("attempt_id"))  # fmt: skip
CLOSED = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt_id"))
    .values(
        outcome=bindparam("what"),
        score=bindparam("won"),
        passed=bindparam("has_passed"),
        closed_at=bindparam("at"),
        graded_at=bindparam("marked_at"),
        released_at=bindparam("seen_from"),
    )
)


@cache
def _won(_postgresql: bool) -> Update:
    """What each slot of a paper won, in one statement; whoever waits for a grader is not among them."""
    won = value_pairs("won", "slot", "fraction").c
    return (
        update(Slot)
        .where(Slot.id == cast(won.slot, Integer))
        .values(fraction=cast(won.fraction, Slot.fraction.type))
    )


def lock_attempt(attempt_id: int) -> AnyRow:
    """An attempt as it stands, locked until the transaction ends. Raises NotVisible."""
    attempt = read(ATTEMPT, attempt_id=attempt_id).one_or_none()
    if attempt is None:
        raise NotVisible
    return attempt


def close_attempt(attempt_id: int, *, now: datetime) -> Result:
    """Grade and close, once; whoever comes second gets the same result. Raises NotVisible, TamperedPaper.

    After the deadline the attempt ended at the deadline, whether the person, a page or the worker finds it.
    """
    with transaction():
        attempt = lock_attempt(attempt_id)
        if attempt.closed_at is not None:
            return result_of(attempt)
        return result_of(attempt, _grade(attempt, now), is_first_close=True)


def _grade(attempt: AnyRow, now: datetime) -> Grade:
    frozen = terms.from_dict(attempt.policy)
    won = {slot.id: _worth(attempt.id, slot, frozen) for slot in read(SLOTS, attempt_id=attempt.id)}
    kept = [(str(slot_id), str(one.fraction)) for slot_id, one in won.items() if one.fraction is not None]
    write(_won(is_postgresql()), **pair_values(kept, "won", "slot", "fraction"))
    score, closed_at = score_of(won.values(), frozen), terms.finish_time(attempt.ends_at, now)
    released_at = frozen.released_from(closed_at)
    seen_from = released_at if released_at and released_at <= now else None
    write(
        CLOSED,
        attempt_id=attempt.id,
        what="expired" if terms.is_overdue(attempt.ends_at, now) else "submitted",
        won=score.score,
        has_passed=score.passed,
        at=closed_at,
        marked_at=closed_at if score.is_graded else None,
        seen_from=seen_from,
    )
    return Grade(score.score, score.passed, closed_at, seen_from)


def _worth(attempt_id: int, slot: AnyRow, frozen: Terms) -> Won:
    if fingerprint(slot.snapshot) != slot.snapshot_hash:
        raise TamperedPaper(f"slot {slot.id} of attempt {attempt_id}")
    wrong = wrong_tries(slot.tries, is_final=slot.checked_at is not None)
    given = Given(slot.answer, slot.certainty, wrong)
    fraction = worth(question_of(slot.snapshot), given, frozen.behaviour)
    return Won(None if fraction is None else as_decimal(fraction), slot.marks, slot.section)


def result_of(attempt: AnyRow, made: Grade | None = None, *, is_first_close: bool = False) -> Result:
    """The result of an attempt that is closed, or has just been given this grade."""
    grade = made or Grade(attempt.score, attempt.passed, attempt.closed_at, attempt.released_at)
    return Result(
        attempt_id=attempt.id,
        person_id=attempt.person_id,
        quiz_ref=attempt.quiz_ref,
        cycle=attempt.cycle,
        version_id=attempt.version_id,
        score=grade.score,
        passed=grade.passed,
        closed_at=grade.closed_at,
        released_at=grade.released_at,
        is_first_close=is_first_close,
    )
