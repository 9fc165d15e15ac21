"""How a paper was answered, step by step: for appeals, for what checks have said, for who looks at signals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.assessment.answers import Answer
from app.assessment.behaviours import Checked, told, tries_for
from app.assessment.models import Slot
from app.assessment.records import AnswerStep
from app.assessment.snapshots import question_of
from app.catalogue.documents import Behaviour
from app.core.db import read


@dataclass(frozen=True)
class Step:
    """One change of an answer, or a check of it, as the server received it."""

    position: int
    kind: str
    """"saved" or "checked"."""
    sequence: int
    answer: Answer
    certainty: int | None
    tries: int
    at: datetime


STEPS = (
    select(
        Slot.position, AnswerStep.kind, AnswerStep.sequence, AnswerStep.answer, AnswerStep.certainty,
        AnswerStep.tries, AnswerStep.at,
    )
    .join(Slot, Slot.id == AnswerStep.slot_id)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(AnswerStep.id)
)  # fmt: skip


def replay(attempt_id: int) -> tuple[Step, ...]:
    """Every step of an attempt that the caller may see, in the order in which they came."""
    return tuple(Step(*row) for row in read(STEPS, attempt_id=attempt_id))


LAST_CHECKS = (
    select(func.max(AnswerStep.id))
    .join(Slot, Slot.id == AnswerStep.slot_id)
    .where(Slot.attempt_id == bindparam("attempt_id"), AnswerStep.kind == "checked")
    .group_by(AnswerStep.slot_id)
)
CHECKED = (
    select(Slot.position, Slot.snapshot, AnswerStep.answer, AnswerStep.tries)
    .join(Slot, Slot.id == AnswerStep.slot_id)
    .where(AnswerStep.id.in_(LAST_CHECKS))
)


def checks_of(attempt_id: int, behaviour: Behaviour) -> dict[int, Checked]:
    """What the last check of each question of a paper said, by position; it does not look at answers after it."""
    return {row.position: _told(row, behaviour) for row in read(CHECKED, attempt_id=attempt_id)}


def _told(row: Any, behaviour: Behaviour) -> Checked:
    question = question_of(row.snapshot)
    return told(question, row.answer, tries=row.tries, allowed=tries_for(behaviour, question))
