"""Answers that a person must grade: what waits, and one of them with all that a grader may know.

Whose answer it is stays here where the question is graded blind, and for authors always: they see no people.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select

from app.assessment.answers import Answer
from app.assessment.models import Attempt, Slot
from app.assessment.policies import can_decide, can_grade
from app.assessment.questions import Essay, Pitch
from app.assessment.records import GraderMark
from app.assessment.snapshots import Case, case_of, question_of
from app.catalogue.documents import Text
from app.core.db import read
from app.core.errors import NotVisible
from app.core.paging import fetch
from app.people.actor import Actor
from app.people.listing import Listing
from app.people.models import Person

SIZE = 25
SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Waiting:
    """An answer in the queue. `who` is empty where the grader must not know."""

    slot_id: int
    quiz_ref: str
    stem: Text
    kind: str
    handed_in_at: datetime
    who: str
    marks_given: int
    graders_wanted: int


@dataclass(frozen=True)
class Tally:
    """How many answers wait for this grader, and how many they have marked that wait for somebody else."""

    to_mark: int
    for_others: int


@dataclass(frozen=True)
class Given:
    """What one grader gave, the last that they gave."""

    grader_id: int
    grader: str
    levels: dict[str, str]
    fraction: Decimal
    comment: str
    at: datetime


@dataclass(frozen=True)
class ToGrade:
    """One answer and what the grader may know of it. `others` is empty until everybody who is wanted has marked."""

    slot_id: int
    quiz_ref: str
    question: Essay | Pitch
    case: Case | None
    answer: Answer
    handed_in_at: datetime
    who: str
    is_blind: bool
    graders_wanted: int
    fraction: Decimal | None
    mine: Given | None
    others: tuple[Given, ...]
    others_marked: int
    others_wait: bool
    """Whether another grader's mark is still to come."""
    files: frozenset[str]
    """SHA-256 of what the question shows, and of the recording."""


MINE = exists().where(GraderMark.slot_id == Slot.id, GraderMark.grader_id == bindparam("grader_id"))
MARKED_BY = (
    select(func.count(GraderMark.grader_id.distinct())).where(GraderMark.slot_id == Slot.id).scalar_subquery()
)
WAITS: ColumnElement[bool] = and_(
    Attempt.closed_at.is_not(None),
    Attempt.graded_at.is_(None),
    Attempt.voided_at.is_(None),
    Attempt.person_id != bindparam("grader_id"),
    Slot.fraction.is_(None),
    Slot.is_dropped.is_(False),
    Slot.marks > 0,
)
QUEUE = (
    select(
        Slot.id, Attempt.quiz_ref, Slot.snapshot, Attempt.closed_at, Person.name, MARKED_BY, Slot.graders_wanted,
    )
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .join(Person, Person.id == Attempt.person_id)
    .where(WAITS, ~MINE)
)  # fmt: skip
TALLY = (
    select(func.count(case((~MINE, 1))), func.count(case((MINE, 1))))
    .select_from(Slot)
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .where(WAITS)
)
QUIZZES = (
    select(Attempt.quiz_ref, func.count())
    .select_from(Slot)
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .where(WAITS, ~MINE)
    .group_by(Attempt.quiz_ref)
    .order_by(Attempt.quiz_ref)
)


def queue(actor: Actor, *, quiz_ref: str = "", at: str | None = None, size: int = SIZE) -> Listing[Waiting]:
    """A page of what waits for this grader, the longest first; raises NotVisible for who does not grade."""
    _require_grader(actor)
    statement = QUEUE.where(Attempt.quiz_ref == quiz_ref) if quiz_ref else QUEUE
    keys = (Attempt.closed_at.expression, Slot.id.expression)
    page = fetch(statement, keys=keys, at=at, size=size, values={"grader_id": actor.person_id})
    return Listing([_waiting(actor, row) for row in page.rows], page.previous, page.next)


def _require_grader(actor: Actor) -> None:
    if not can_grade(actor):
        raise NotVisible


def _waiting(actor: Actor, row: Any) -> Waiting:
    slot_id, quiz_ref, snapshot, handed_in_at, name, marks_given, wanted = row[:7]
    question = question_of(snapshot)
    who = name if _may_know(actor, question) else ""
    kind = str(type(question).__struct_config__.tag)
    return Waiting(slot_id, quiz_ref, question.stem, kind, handed_in_at, who, marks_given, wanted)


def _may_know(actor: Actor, question: object) -> bool:
    """Whether this grader may know whose answer it is."""
    is_blind = isinstance(question, Essay | Pitch) and question.is_blind
    return not is_blind and can_decide(actor)


def tally(actor: Actor) -> Tally:
    _require_grader(actor)
    return Tally(*read(TALLY, grader_id=actor.person_id).one())


def quizzes_waiting(actor: Actor) -> dict[str, int]:
    """Quizzes of which answers wait for this grader, with how many."""
    _require_grader(actor)
    return {row[0]: row[1] for row in read(QUIZZES, grader_id=actor.person_id)}


def next_slot(actor: Actor, *, quiz_ref: str = "", after: int | None = None) -> int | None:
    """The answer that has waited longest for this grader, but the one just marked; None when nothing waits."""
    rows = queue(actor, quiz_ref=quiz_ref, size=2).rows
    return next((row.slot_id for row in rows if row.slot_id != after), None)


ONE = (
    select(
        Slot.id, Attempt.quiz_ref, Slot.snapshot, Slot.answer, Attempt.closed_at, Person.name, Slot.graders_wanted,
        Slot.fraction,
    )
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .join(Person, Person.id == Attempt.person_id)
    .where(
        Slot.id == bindparam("slot_id"),
        Attempt.closed_at.is_not(None),
        Attempt.voided_at.is_(None),
        Attempt.person_id != bindparam("grader_id"),
    )
)  # fmt: skip
GIVEN = (
    select(
        GraderMark.grader_id, Person.name, GraderMark.levels, GraderMark.fraction, GraderMark.comment,
        GraderMark.graded_at,
    )
    .join(Person, Person.id == GraderMark.grader_id)
    .where(GraderMark.slot_id == bindparam("slot_id"))
    .order_by(GraderMark.id)
)  # fmt: skip


def get_answer(actor: Actor, slot_id: int) -> ToGrade:
    """An answer of a handed-in paper that a person grades, not the grader's own; raises NotVisible. Two statements."""
    _require_grader(actor)
    row = read(ONE, slot_id=slot_id, grader_id=actor.person_id).one_or_none()
    question = question_of(row.snapshot) if row else None
    if row is None or not isinstance(question, Essay | Pitch):
        raise NotVisible
    last = {given.grader_id: given for given in (Given(*mark) for mark in read(GIVEN, slot_id=slot_id))}
    mine = last.pop(actor.person_id, None)
    waits = len(last) + (mine is not None) < row.graders_wanted
    knows = mine is not None and not waits
    return ToGrade(
        slot_id=slot_id,
        quiz_ref=row.quiz_ref,
        question=question,
        case=case_of(row.snapshot),
        answer=row.answer,
        handed_in_at=row.closed_at,
        who=row.name if _may_know(actor, question) else "",
        is_blind=question.is_blind,
        graders_wanted=row.graders_wanted,
        fraction=row.fraction,
        mine=mine,
        others=tuple(last.values()) if knows else (),
        others_marked=len(last),
        others_wait=waits,
        files=_files(row.snapshot, row.answer),
    )


def _files(snapshot: dict[str, Any], answer: Answer) -> frozenset[str]:
    recording = [answer["file"]] if isinstance(answer, dict) and "file" in answer else []
    return frozenset([*SHA256.findall(str(snapshot)), *recording])
