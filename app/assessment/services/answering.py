"""Save an answer while the attempt is open: the command that runs most often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from app.assessment.answers import Answer, is_blank
from app.assessment.models import Attempt, Slot
from app.assessment.paper import NotAnOption, answer_from
from app.assessment.questions import PartDocument
from app.assessment.snapshots import question_of
from app.assessment.terms import is_overdue
from app.core.db import AnyRow, read, transaction, write
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _

MOST_SAVES = 1_000_000_000
CERTAINTIES = (1, 2, 3)


class AttemptClosed(DomainError):
    """Nothing can be saved any more: the time is over or the attempt was handed in."""


class AnswerFinal(DomainError):
    """The question was checked for the last time and takes no other answer."""


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
        Slot.certainty,
        Slot.tries,
        Slot.checked_at,
        Attempt.policy["behaviour"].as_string().label("behaviour"),
        Attempt.ends_at,
        Attempt.closed_at,
    )
    .select_from(Attempt)
    .join(Slot, Slot.attempt_id == Attempt.id)
    .where(
        Attempt.id == bindparam("attempt_id"),
        Attempt.person_id == bindparam("person_id"),
        Slot.position == bindparam("position"),
    )
    .with_for_update()
)
"""Locks the attempt, then the slot: what is read of both is how they stand now, and stays so."""
ANSWER = (
    update(Slot)
    .where(Slot.id == bindparam("slot_id"), Slot.answer_sequence < bindparam("sequence"))
    .values(
        answer=bindparam("given"),
        answer_sequence=bindparam("sequence"),
        answered_at=bindparam("at"),
        certainty=bindparam("sure"),
        is_flagged=bindparam("has_flag"),
    )
)


def save_answer(
    attempt_id: int,
    *,
    person_id: int,
    position: int,
    values: Mapping[str, Sequence[str]],
    sequence: int,
    is_flagged: bool,
    certainty: int | None = None,
    now: datetime,
) -> Saved:
    """Keep an answer, or drop it when a newer one is there: one read under the locks, one guarded update.

    `values` is the question's form (see `paper.answer_from`); `sequence` is the browser's running number for this
    question. Raises NotVisible for a foreign or missing question, AttemptClosed when late, AnswerFinal when it was
    checked already, DomainError for an answer of the wrong shape.
    """
    with transaction():
        slot = open_slot(attempt_id, person_id, position, now=now)
        answer = read_answer(question_of(slot.snapshot), values, sequence)
        sure = read_certainty(slot.behaviour, certainty)
        if slot.checked_at is not None:
            answer, sure = _final(slot, answer), slot.certainty
        if sequence <= slot.answer_sequence:
            is_echo = sequence == slot.answer_sequence and answer == slot.answer
            return Saved(now, slot.answer_sequence, is_kept=is_echo)
        changed = write(
            ANSWER, slot_id=slot.id, given=answer, sequence=sequence, at=now, sure=sure, has_flag=is_flagged
        )
        return Saved(now, sequence, is_kept=changed.rowcount == 1)


def open_slot(attempt_id: int, person_id: int, position: int, *, now: datetime) -> AnyRow:
    """One question of the person's open paper, locked. Raises NotVisible or AttemptClosed."""
    slot = read(SLOT, attempt_id=attempt_id, person_id=person_id, position=position).one_or_none()
    if slot is None:
        raise NotVisible
    if slot.closed_at is not None or is_overdue(slot.ends_at, now):
        raise AttemptClosed(_("The time is over. What was saved until then has been handed in."))
    return slot


def read_answer(question: PartDocument, values: Mapping[str, Sequence[str]], sequence: int) -> Answer:
    """The answer that a form gives. Raises DomainError for one of the wrong shape or a number out of range."""
    try:
        answer = answer_from(question, values)
    except NotAnOption:
        raise _unreadable() from None
    if not 0 < sequence < MOST_SAVES:
        raise _unreadable()
    return answer


def read_certainty(behaviour: str | None, certainty: int | None) -> int | None:
    """How sure the person is, where the quiz asks for it."""
    if certainty is not None and certainty not in CERTAINTIES:
        raise _unreadable()
    return certainty if behaviour == "certainty" else None


def _unreadable() -> DomainError:
    return DomainError(_("This answer could not be read. Reload the page and choose again."))


def _final(slot: Any, answer: Answer) -> Answer:
    """A question that was checked can still be flagged; its fields are closed, so a browser may send none."""
    if is_blank(answer) or answer == slot.answer:
        kept: Answer = slot.answer
        return kept
    raise AnswerFinal(_("This question was checked and takes no other answer."))
