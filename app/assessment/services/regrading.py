"""Give past answers another worth, and take that back: every change is written down with what was before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.assessment import terms
from app.assessment.models import Attempt, Slot
from app.assessment.questions import wording
from app.assessment.records import Regrade, RegradeChange
from app.assessment.regrading import Change, Marked, Paper, Plan, changes_of
from app.assessment.services.closing import Result, lock_attempt, result_of
from app.assessment.services.reasons import checked_reason
from app.core import audit
from app.core.db import read, transaction, write
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.people.models import Person

UNDO_WITHIN = timedelta(days=30)
CONCERNED = (
    select(Attempt.id)
    .join(Slot, Slot.attempt_id == Attempt.id)
    .where(Slot.question_id == bindparam("question_id"))
    .where(Attempt.graded_at.is_not(None), Attempt.outcome != "void")
    .distinct()
)
PAPERS = (
    select(
        Attempt.id, Attempt.person_id, Person.name, Attempt.quiz_ref, Attempt.policy, Attempt.score, Attempt.passed,
    )
    .join(Person, Person.id == Attempt.person_id)
    .where(Attempt.id.in_(CONCERNED))
    .order_by(Attempt.id)
)  # fmt: skip
LOCK = select(Attempt.id).where(Attempt.id.in_(CONCERNED)).order_by(Attempt.id).with_for_update()
SLOTS = (
    select(
        Slot.attempt_id, Slot.id, Slot.question_id, Slot.part, Slot.section, Slot.marks, Slot.snapshot,
        Slot.snapshot_hash, Slot.answer, Slot.certainty, Slot.tries, Slot.checked_at, Slot.fraction, Slot.is_dropped,
    )
    .where(Slot.attempt_id.in_(CONCERNED))
    .order_by(Slot.attempt_id, Slot.position)
)  # fmt: skip
SCORED = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"))
    .values(score=bindparam("won"), passed=bindparam("has_passed"))
)
MARKED = (
    update(Slot)
    .where(Slot.id == bindparam("slot"))
    .values(
        fraction=bindparam("won"),
        is_dropped=bindparam("dropped"),
        snapshot=bindparam("shown"),
        snapshot_hash=bindparam("hash"),
    )
)


@dataclass(frozen=True)
class Regraded:
    """What a regrade, or its undoing, did."""

    regrade_id: int
    changes: tuple[Change, ...]
    results: tuple[Result, ...]
    """The attempts as they stand after it, in the order of the changes."""


def preview_regrade(plan: Plan) -> list[Change]:
    """Whose score would change, and how; nothing is written. Raises DomainError where it cannot be done."""
    return changes_of(_papers(plan.question_id), plan)


def apply_regrade(plan: Plan, *, reason: str, actor_id: int, now: datetime) -> Regraded:
    """Carry the plan out, once: with the attempts locked, on what they are then. The caller has checked who may.

    Raises DomainError when nothing would change, or the plan cannot be carried out.
    """
    because = checked_reason(reason)
    with transaction() as session:
        read(LOCK, question_id=plan.question_id).all()
        changes = changes_of(_papers(plan.question_id), plan)
        if not changes:
            raise DomainError(_("No score would change. There is nothing to do."))
        kept = Regrade(
            question_id=plan.question_id,
            kind=plan.kind,
            document=wording(plan.mended) if plan.mended is not None else {},
            never_lower=plan.never_lower,
            reason=because,
            applied_at=now,
            applied_by=actor_id,
            undone_at=None,
            undone_by=None,
        )
        session.add(kept)
        session.flush()
        rows = [_as_row(kept.id, change) for change in changes]
        session.execute(insert(RegradeChange), rows)
        _write(row["after"] | {"attempt": row["attempt_id"]} for row in rows)
        audit.record(
            "question.regraded", "question", plan.question_id, actor_id=actor_id,
            kind=plan.kind, attempts=len(changes), reason=because,
        )  # fmt: skip
        return Regraded(kept.id, tuple(changes), _results(changes))


def undo_regrade(regrade_id: int, *, reason: str, actor_id: int, now: datetime) -> list[tuple[Result, bool]]:
    """Put back what was before, within 30 days; returns the attempts with whether each had passed until now.

    Raises NotVisible; DomainError when it is too late, undone already, or a later regrade stands upon it.
    """
    because = checked_reason(reason)
    with transaction() as session:
        kept = session.get(Regrade, regrade_id, with_for_update=True)
        if kept is None:
            raise NotVisible
        _check_undo(kept, now)
        rows = session.execute(
            select(RegradeChange.attempt_id, RegradeChange.before, RegradeChange.after)
            .where(RegradeChange.regrade_id == regrade_id)
            .order_by(RegradeChange.attempt_id)
        ).all()
        passed = {row.attempt_id: bool(lock_attempt(row.attempt_id).passed) for row in rows}
        if _later(rows):
            raise DomainError(_("A later regrade changed the same attempts. Undo that one first."))
        _write(row.before | {"attempt": row.attempt_id} for row in rows)
        kept.undone_at, kept.undone_by = now, actor_id
        audit.record(
            "question.regrade_undone", "question", kept.question_id, actor_id=actor_id,
            attempts=len(rows), reason=because,
        )  # fmt: skip
        return [(result_of(lock_attempt(row.attempt_id)), passed[row.attempt_id]) for row in rows]


def _check_undo(kept: Regrade, now: datetime) -> None:
    if kept.undone_at is not None:
        raise DomainError(_("This regrade has been undone already; nothing has changed."))
    if now > kept.applied_at + UNDO_WITHIN:
        raise DomainError(
            _("A regrade can be undone for 30 days. This one is older; make a new regrade instead.")
        )


def _later(rows: Iterable[Any]) -> bool:
    """Whether a slot is no longer as this regrade left it."""
    wanted = {slot["id"]: slot for row in rows for slot in row.after["slots"]}
    current = read(
        select(Slot.id, Slot.fraction, Slot.is_dropped, Slot.snapshot_hash).where(Slot.id.in_(wanted))
    )
    return any(
        (str(slot.fraction), slot.is_dropped, slot.snapshot_hash)
        != (wanted[slot.id]["fraction"], wanted[slot.id]["is_dropped"], wanted[slot.id]["snapshot_hash"])
        for slot in current
    )


def _papers(question_id: int) -> list[Paper]:
    """Every graded attempt with the question, in two statements."""
    slots: dict[int, list[Marked]] = {}
    for row in read(SLOTS, question_id=question_id):
        slots.setdefault(row.attempt_id, []).append(
            Marked(
                row.id, row.question_id, row.part, row.section, row.marks, row.snapshot, row.snapshot_hash,
                row.answer, row.certainty, row.tries, row.checked_at is not None, row.fraction, row.is_dropped,
            )
        )  # fmt: skip
    return [
        Paper(
            row.id, row.person_id, row.name, row.quiz_ref, terms.from_dict(row.policy), row.score, row.passed,
            tuple(slots[row.id]),
        )
        for row in read(PAPERS, question_id=question_id)
    ]  # fmt: skip


def _as_row(regrade_id: int, change: Change) -> dict[str, Any]:
    """The change as it is kept, with both sides in full."""
    ids = {slot.slot_id for slot in change.slots}
    before = [slot for slot in change.paper.slots if slot.slot_id in ids]
    return {
        "regrade_id": regrade_id,
        "attempt_id": change.paper.attempt_id,
        "before": _as_side(change.paper.score, change.paper.passed, before),
        "after": _as_side(change.score, change.passed, change.slots),
    }


def _as_side(score: Decimal, passed: bool, slots: Sequence[Marked]) -> dict[str, Any]:
    return {
        "score": str(score),
        "passed": passed,
        "slots": [
            {
                "id": slot.slot_id,
                "fraction": str(slot.fraction),
                "is_dropped": slot.is_dropped,
                "snapshot": slot.snapshot,
                "snapshot_hash": slot.snapshot_hash,
            }
            for slot in slots
        ],
    }


def _write(sides: Iterable[dict[str, Any]]) -> None:
    """Make attempts and slots what these sides say."""
    for side in sides:
        write(SCORED, attempt=side["attempt"], won=Decimal(side["score"]), has_passed=side["passed"])
        write(
            MARKED,
            *(
                {
                    "slot": slot["id"],
                    "won": Decimal(slot["fraction"]),
                    "dropped": slot["is_dropped"],
                    "shown": slot["snapshot"],
                    "hash": slot["snapshot_hash"],
                }
                for slot in side["slots"]
            ),
        )


def _results(changes: Sequence[Change]) -> tuple[Result, ...]:
    return tuple(result_of(lock_attempt(change.paper.attempt_id)) for change in changes)
