"""Check an answer while the paper is open, where the quiz allows it: each check is stored, and counts once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from app.assessment.answers import is_blank
from app.assessment.behaviours import Checked, told, tries_for
from app.assessment.models import Slot
from app.assessment.records import AnswerStep
from app.assessment.services.answering import open_slot, read_answer
from app.assessment.snapshots import question_of
from app.core.db import AnyRow, read, transaction, write
from app.core.errors import DomainError
from app.core.i18n import gettext as _

LAST_CHECK = (
    select(AnswerStep.sequence, AnswerStep.answer, AnswerStep.tries)
    .where(AnswerStep.slot_id == bindparam("slot_id"), AnswerStep.kind == "checked")
    .order_by(AnswerStep.id.desc())
    .limit(1)
)
CHECKED = (
    update(Slot)
    .where(Slot.id == bindparam("slot_id"))
    .values(
        answer=bindparam("given"),
        answer_sequence=bindparam("sequence"),
        answered_at=bindparam("at"),
        tries=bindparam("made"),
        checked_at=bindparam("final_at"),
    )
)


def check_answer(
    attempt_id: int,
    *,
    person_id: int,
    position: int,
    values: Mapping[str, Sequence[str]],
    sequence: int,
    now: datetime,
) -> Checked:
    """Keep an answer, count the try and say how it was, under the attempt's lock.

    The same check sent again, one of a question that is final, and one of the answer that was checked last are told
    what was said then and count as no try. Raises NotVisible, AttemptClosed, and DomainError where there is nothing to
    check or a newer answer is there.
    """
    with transaction():
        slot = open_slot(attempt_id, person_id, position, now=now)
        question = question_of(slot.snapshot)
        allowed = tries_for(slot.behaviour or "deferred", question)
        if not allowed:
            raise DomainError(_("This answer is not checked before the hand-in."))
        last = read(LAST_CHECK, slot_id=slot.id).one_or_none() if slot.tries else None
        answer = read_answer(question, values, sequence)
        if last and (slot.checked_at is not None or sequence <= last.sequence):
            return told(question, last.answer, tries=last.tries, allowed=allowed)
        _refuse_what_is_no_try(slot, sequence, is_empty=is_blank(answer))
        is_new = last is None or answer != last.answer
        tries = slot.tries + (1 if is_new else 0)
        said = told(question, answer, tries=tries, allowed=allowed)
        write(
            CHECKED,
            slot_id=slot.id,
            given=answer,
            sequence=sequence,
            at=now,
            made=tries,
            final_at=now if said.is_final else None,
        )
        return said


def _refuse_what_is_no_try(slot: AnyRow, sequence: int, *, is_empty: bool) -> None:
    if is_empty:
        raise DomainError(_("There is no answer yet. Answer the question, then check it."))
    if sequence <= slot.answer_sequence:
        raise DomainError(_("A newer answer is there. Reload the page and check that one."))
