"""Mark an answer that a person has to grade. The last mark of each grader counts; their mean is what it won."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import bindparam, insert, select, update

from app.assessment import terms
from app.assessment.answers import is_blank
from app.assessment.grading import as_decimal, combined, rubric_fraction, undecided
from app.assessment.models import Attempt, Slot
from app.assessment.questions import Criterion, Graded
from app.assessment.records import GraderMark
from app.assessment.scoring import exact, score_of
from app.assessment.services.closing import Grade, Result, lock_attempt, result_of
from app.assessment.services.reasons import checked_reason
from app.assessment.snapshots import question_of
from app.core import audit
from app.core.db import AnyRow, read, transaction, write
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _

MOST_GRADERS = 2
LONGEST_COMMENT = 4000


@dataclass(frozen=True)
class Marked:
    """What a mark did. `is_new_result`: nothing waits any more and the attempt's score is another one than before."""

    result: Result
    is_new_result: bool


SLOT = select(
    Slot.id, Slot.attempt_id, Slot.snapshot, Slot.answer, Slot.fraction, Slot.is_dropped, Slot.graders_wanted
).where(Slot.id == bindparam("slot_id"))
PAPER = select(Slot.fraction, Slot.marks, Slot.section, Slot.is_dropped).where(
    Slot.attempt_id == bindparam("attempt_id")
)
MARKS = (
    select(GraderMark.grader_id, GraderMark.fraction)
    .where(GraderMark.slot_id == bindparam("slot_id"))
    .order_by(GraderMark.id)
)
MARK = insert(GraderMark)
WON = update(Slot).where(Slot.id == bindparam("slot")).values(fraction=bindparam("won"))
WANTED = update(Slot).where(Slot.id == bindparam("slot")).values(graders_wanted=MOST_GRADERS, fraction=None)
SCORED = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"))
    .values(score=bindparam("won"), passed=bindparam("has_passed"), graded_at=bindparam("at"))
)


def mark_answer(
    slot_id: int,
    *,
    grader_id: int,
    levels: Mapping[str, str],
    share: Fraction | None,
    comment: str,
    now: datetime,
) -> Marked:
    """Keep what a grader gives: a level for each criterion of the rubric or, without one, a share of the mark.

    When as many graders as wanted have marked, the answer is graded; when nothing of the attempt waits any more, so
    is the attempt. Who marks again, or marks what is graded, changes the mean, but never takes a pass away. The
    caller has checked who may grade. Raises NotVisible, and DomainError, which names the field.
    """
    with transaction():
        attempt, slot = _lock(slot_id, grader_id)
        rubric = _rubric(slot)
        fraction = _fraction(rubric, levels, share)
        if len(comment) > LONGEST_COMMENT:
            raise DomainError(_("Say it in at most 4000 characters."), field="comment")
        write(
            MARK,
            slot_id=slot_id,
            grader_id=grader_id,
            levels={criterion.key: levels[criterion.key] for criterion in rubric},
            fraction=as_decimal(fraction),
            comment=comment.strip(),
            graded_at=now,
        )
        _combine(slot_id, slot.graders_wanted)
        return _score_again(attempt, now)


def ask_second_grader(slot_id: int, *, actor_id: int, reason: str, now: datetime) -> None:
    """Let the answer wait until a second grader has marked it too; only while its attempt is not graded.

    Raises NotVisible, and DomainError when the attempt is graded: somebody else may then simply mark it as well.
    """
    because = checked_reason(reason)
    with transaction():
        attempt, slot = _lock(slot_id, actor_id)
        if attempt.graded_at is not None:
            raise DomainError(
                _(
                    "This attempt is graded. A second grader can still mark the answer; the mean of both counts."
                )
            )
        if slot.graders_wanted >= MOST_GRADERS:
            return
        write(WANTED, slot=slot_id)
        _combine(slot_id, MOST_GRADERS)
        _score_again(attempt, now)
        audit.record(
            "answer.second_grader",
            "slot",
            slot_id,
            actor_id=actor_id,
            attempt_id=attempt.id,
            reason=because,
        )


def _lock(slot_id: int, grader_id: int) -> tuple[AnyRow, AnyRow]:
    """The attempt, locked, and the slot as it then is. Raises NotVisible, DomainError for what nobody may mark."""
    found = read(SLOT, slot_id=slot_id).one_or_none()
    if found is None:
        raise NotVisible
    attempt = lock_attempt(found.attempt_id)
    slot = read(SLOT, slot_id=slot_id).one()
    if attempt.person_id == grader_id:
        raise DomainError(_("This is your own answer. Somebody else has to grade it."))
    if attempt.closed_at is None:
        raise DomainError(_("This attempt is still open. Grade it when it is handed in."))
    if attempt.outcome == "void":
        raise DomainError(_("This attempt is void. There is nothing to grade."))
    if slot.is_dropped or is_blank(slot.answer) or not isinstance(question_of(slot.snapshot), Graded):
        raise DomainError(_("This question needs no grader."))
    return attempt, slot


def _rubric(slot: AnyRow) -> tuple[Criterion, ...]:
    question = question_of(slot.snapshot)
    return question.rubric if isinstance(question, Graded) else ()


def _fraction(rubric: Sequence[Criterion], levels: Mapping[str, str], share: Fraction | None) -> Fraction:
    if not rubric:
        if share is None or not 0 <= share <= 1:
            raise DomainError(_("Give a share of the mark from 0 to 100 per cent."), field="share")
        return share
    if undecided(rubric, levels):
        raise DomainError(_("Choose a level for every criterion."), field="levels")
    return rubric_fraction(rubric, levels)


def _combine(slot_id: int, wanted: int) -> None:
    """Grade the answer, if as many graders as are wanted have marked it."""
    last = {row.grader_id: exact(row.fraction) for row in read(MARKS, slot_id=slot_id)}
    if len(last) >= wanted:
        write(WON, slot=slot_id, won=as_decimal(combined(list(last.values()))))


def _score_again(attempt: AnyRow, now: datetime) -> Marked:
    """Work out the attempt from what its slots keep now. Raises DomainError when that would take a pass away."""
    made = score_of(read(PAPER, attempt_id=attempt.id), terms.from_dict(attempt.policy))
    if attempt.passed and not made.passed:
        raise DomainError(
            _(
                "With this mark the attempt would not be passed any more. Declare it void instead, and say why."
            )
        )
    is_new = made.is_graded and (attempt.graded_at is None or made.score != attempt.score)
    graded_at = now if is_new else attempt.graded_at
    write(SCORED, attempt=attempt.id, won=made.score, has_passed=made.passed, at=graded_at)
    return Marked(
        result_of(attempt, Grade(made.score, made.passed, attempt.closed_at, attempt.released_at)), is_new
    )
