"""Reads of a sitting: the attempt and its open paper. Pages get only what may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, bindparam, cast, exists, select
from sqlalchemy.orm import aliased

from app.assessment import terms as rules
from app.assessment.answers import is_blank
from app.assessment.behaviours import Checked
from app.assessment.checks import Checks, checks_on
from app.assessment.grading import is_manual
from app.assessment.models import Attempt, Bank, Question, Slot
from app.assessment.paper import ShownCase, ShownQuestion, files_in, shown, shown_case
from app.assessment.policies import visible_attempts
from app.assessment.questions import Pitch
from app.assessment.snapshots import case_of, question_of
from app.assessment.step_queries import checks_of
from app.assessment.terms import Terms
from app.catalogue.documents import Text
from app.core.db import AnyRow, read
from app.core.errors import NotVisible
from app.people.actor import Actor
from app.people.models import Person

CHECKING = ("immediate", "multi_try")
"""The behaviours in which an answer can be checked before the hand-in."""


@dataclass(frozen=True)
class Sitting:
    """An attempt without its paper."""

    attempt_id: int
    person_id: int
    person_name: str
    quiz_ref: str
    cycle: int
    number: int
    version_id: int
    terms: Terms
    started_at: datetime
    deadline_at: datetime | None
    ends_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    score: Decimal | None
    passed: bool | None
    graded_at: datetime | None
    released_at: datetime | None
    is_sitting_again: bool
    """Whether the person has an open attempt at this quiz right now."""

    @property
    def course_key(self) -> str:
        return self.quiz_ref.partition("/")[0]

    @property
    def item_key(self) -> str:
        return self.quiz_ref.partition("/")[2]


@dataclass(frozen=True)
class Mark:
    """How one question of an open paper stands. `number` is "" for what asks nothing."""

    position: int
    number: str
    is_answered: bool
    is_flagged: bool
    answered_at: datetime | None


@dataclass(frozen=True)
class PaperPage:
    """One question as it may be shown now, with the person's own answer."""

    position: int
    question: ShownQuestion
    case: ShownCase | None
    topic: Text
    sequence: int
    is_flagged: bool
    certainty: int | None
    asks_certainty: bool
    checks: Checks | None


AGAIN = aliased(Attempt)
SITTING: tuple[Any, ...] = (
    Attempt.id,
    Attempt.person_id,
    Person.name,
    Attempt.quiz_ref,
    Attempt.cycle,
    Attempt.number,
    Attempt.version_id,
    Attempt.policy,
    Attempt.started_at,
    Attempt.deadline_at,
    Attempt.ends_at,
    Attempt.closed_at,
    Attempt.outcome,
    Attempt.score,
    Attempt.passed,
    Attempt.graded_at,
    Attempt.released_at,
    exists().where(
        AGAIN.person_id == Attempt.person_id,
        AGAIN.quiz_ref == Attempt.quiz_ref,
        AGAIN.closed_at.is_(None),
    ),
)
OWN = (
    select(*SITTING)
    .join(Person, Person.id == Attempt.person_id)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id"))
)


def get_sitting(actor: Actor, attempt_id: int) -> Sitting:
    """The actor's own attempt, to answer or hand it in; raises NotVisible for a missing or foreign one."""
    row = read(OWN, attempt_id=attempt_id, person_id=actor.person_id).one_or_none()
    if row is None:
        raise NotVisible
    return _sitting(row)


def get_attempt(actor: Actor, attempt_id: int) -> Sitting:
    """An attempt of somebody whom the actor may see; raises NotVisible."""
    row = read(OWN, attempt_id=attempt_id, person_id=actor.person_id).one_or_none()
    if row is None:
        within_sight = visible_attempts(actor).where(Attempt.id == attempt_id)
        row = read(within_sight.with_only_columns(*SITTING)).one_or_none()
    if row is None:
        raise NotVisible
    return _sitting(row)


def _sitting(row: AnyRow) -> Sitting:
    values: list[Any] = list(row)
    values[7] = rules.from_dict(row.policy)
    return Sitting(*values)


MARKS = (
    select(Slot.position, Slot.answer, Slot.marks, Slot.is_flagged, Slot.answered_at)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(Slot.position)
)


def marks_of(attempt_id: int) -> tuple[Mark, ...]:
    """Which questions of a paper have an answer or a flag, in order."""
    rows = read(MARKS, attempt_id=attempt_id).all()
    numbers = numbered(row.marks for row in rows)
    return tuple(
        Mark(row.position, number, not is_blank(row.answer), row.is_flagged, row.answered_at)
        for number, row in zip(numbers, rows, strict=True)
    )


def numbered(marks: Iterable[int]) -> list[str]:
    """The numbers of the questions of a paper: words that ask nothing (no mark) have none."""
    count = 0
    numbers: list[str] = []
    for of in marks:
        count += bool(of)
        numbers.append(str(count) if of else "")
    return numbers


QUESTIONS = (
    select(
        Slot.position, Slot.snapshot, Slot.answer, Slot.answer_sequence, Slot.is_flagged, Slot.certainty, Slot.tries,
        Slot.marks, Slot.topic, Bank.topics,
    )
    .join(Question, Question.id == Slot.question_id)
    .join(Bank, Bank.id == Question.bank_id)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(Slot.position)
)  # fmt: skip
ONE_QUESTION = QUESTIONS.where(Slot.position == bindparam("position"))


def get_page(sitting: Sitting, position: int) -> PaperPage:
    """One question of a paper the caller may see; raises NotVisible when there is none at that position."""
    row = read(ONE_QUESTION, attempt_id=sitting.attempt_id, position=position).one_or_none()
    if row is None:
        raise NotVisible
    return _page(row, sitting.terms, _said(sitting))


def pages_of(sitting: Sitting) -> list[PaperPage]:
    """All questions of a paper the caller may see."""
    said = _said(sitting)
    return [_page(row, sitting.terms, said) for row in read(QUESTIONS, attempt_id=sitting.attempt_id)]


def _said(sitting: Sitting) -> Mapping[int, Checked]:
    """What checks have said, where there are any."""
    behaviour = sitting.terms.behaviour
    return checks_of(sitting.attempt_id, behaviour) if behaviour in CHECKING else {}


def _page(row: AnyRow, terms: Terms, said: Mapping[int, Checked]) -> PaperPage:
    question = question_of(row.snapshot)
    asks = bool(row.marks) and not is_manual(question)
    return PaperPage(
        row.position,
        shown(question, row.answer),
        shown_case(case_of(row.snapshot)),
        row.topics.get(row.topic, {}),
        row.answer_sequence,
        row.is_flagged,
        row.certainty,
        asks and terms.behaviour == "certainty",
        checks_on(question, said.get(row.position), used=row.tries, terms=terms),
    )


NAMING = QUESTIONS.where(cast(Slot.snapshot, String).contains(bindparam("sha256")))


def shows_file(sitting: Sitting, sha256: str) -> bool:
    """Whether a question of this open paper shows this file now."""
    rows = read(NAMING, attempt_id=sitting.attempt_id, sha256=sha256)
    said = _said(sitting)
    return any(sha256 in files_in(_page(row, sitting.terms, said)) for row in rows)


ANSWER_AT = select(Slot.answer, Slot.snapshot).where(
    Slot.attempt_id == bindparam("attempt_id"), Slot.position == bindparam("position")
)


def get_recording(attempt_id: int, position: int) -> dict[str, str]:
    """File, media type and name of the pitch that was given; raises NotVisible when there is none."""
    row = read(ANSWER_AT, attempt_id=attempt_id, position=position).one_or_none()
    if row is None or not isinstance(question_of(row.snapshot), Pitch) or is_blank(row.answer):
        raise NotVisible
    return dict(row.answer)
