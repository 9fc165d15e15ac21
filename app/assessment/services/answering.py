"""Save an answer while the attempt is open: the command that runs most often."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from app.assessment.models import Attempt, Slot
from app.assessment.paper import NotAnOption, answer_from
from app.assessment.snapshots import question_of
from app.assessment.terms import is_overdue
from app.core.db import read, transaction, write
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _

MOST_SAVES = 1_000_000_000


class AttemptClosed(DomainError):
    """Nothing can be saved any more: the time is over or the attempt was handed in."""


@dataclass(frozen=True)
class Saved:
    """What became of an answer. Not kept: a newer one from another window stands, under `sequence`."""

    at: datetime
    sequence: int
    is_kept: bool


SLOT = (
    select(
        Slot.id,
        Slot.snapshot,
        Slot.answer,
        Slot.answer_sequence,
        Attempt.ends_at,
        Attempt.closed_at,
    )
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .where(
        Attempt.id == bindparam("attempt_id"),
        Attempt.person_id == bindparam("person_id"),
        Slot.position == bindparam("position"),
    )
    .with_for_update(read=True, of=Attempt)
)
ANSWER = (
    update(Slot)
    .where(Slot.id == bindparam("slot_id"), Slot.answer_sequence < bindparam("sequence"))
    .values(
        answer=bindparam("chosen"),
        answer_sequence=bindparam("sequence"),
        answered_at=bindparam("at"),
        is_flagged=bindparam("has_flag"),
    )
)


def save_answer(
    attempt_id: int,
    *,
    person_id: int,
    position: int,
    answer: list[str],
    sequence: int,
    is_flagged: bool,
    now: datetime,
) -> Saved:
    """Keep an answer, or drop it when a newer one is there: one read under a share lock, one guarded update.

    `answer` holds the numbers of the chosen options as the paper shows them, from "1"; `sequence` is the
    browser's running number for this question. Raises NotVisible for a foreign or missing question,
    AttemptClosed when late, DomainError for an answer of the wrong shape.
    """
    with transaction():
        slot = read(SLOT, attempt_id=attempt_id, person_id=person_id, position=position).one_or_none()
        if slot is None:
            raise NotVisible
        if slot.closed_at is not None or is_overdue(slot.ends_at, now):
            raise AttemptClosed(_("The time is over. What was saved until then has been handed in."))
        keys = _keys(slot.snapshot, answer)
        if not 0 < sequence < MOST_SAVES:
            raise DomainError(_("This answer could not be read. Reload the page and choose again."))
        if sequence <= slot.answer_sequence:
            is_echo = sequence == slot.answer_sequence and keys == slot.answer
            return Saved(now, slot.answer_sequence, is_kept=is_echo)
        changed = write(ANSWER, slot_id=slot.id, chosen=keys, sequence=sequence, at=now, has_flag=is_flagged)
        return Saved(now, sequence, is_kept=changed.rowcount == 1)


def _keys(snapshot: dict[str, Any], numbers: list[str]) -> list[str]:
    try:
        return list(answer_from(question_of(snapshot), {"choice": numbers}))
    except NotAnOption:
        raise DomainError(_("This answer could not be read. Reload the page and choose again.")) from None
