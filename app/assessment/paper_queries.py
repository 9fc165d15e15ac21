"""Reads of a sitting: the attempt, its open paper, its review. Pages get only what may be shown; the answer key stays
behind `review_of`.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from app.assessment import terms as rules
from app.assessment.models import Attempt, Bank, Question, Slot
from app.assessment.paper import ShownQuestion, shown
from app.assessment.policies import is_own, visible_attempts
from app.assessment.review import Hold, Marked, Review, releases_answers, review
from app.assessment.snapshots import question_of
from app.assessment.terms import Terms
from app.catalogue.documents import Text
from app.core.db import AnyRow, read
from app.core.errors import NotVisible
from app.people.actor import Actor
from app.people.models import Person


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
    """How one question of an open paper stands."""

    position: int
    is_answered: bool
    is_flagged: bool
    answered_at: datetime | None


@dataclass(frozen=True)
class PaperPage:
    """One question as it may be shown now, with the person's own answer."""

    position: int
    question: ShownQuestion
    topic: Text
    sequence: int
    is_flagged: bool


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
    select(Slot.position, Slot.answer, Slot.is_flagged, Slot.answered_at)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(Slot.position)
)


def marks_of(attempt_id: int) -> tuple[Mark, ...]:
    """Which questions of a paper have an answer or a flag, in order."""
    rows = read(MARKS, attempt_id=attempt_id)
    return tuple(Mark(r.position, bool(r.answer), r.is_flagged, r.answered_at) for r in rows)


ONE_QUESTION = (
    select(Slot.snapshot, Slot.answer, Slot.answer_sequence, Slot.is_flagged, Slot.topic, Bank.topics)
    .join(Question, Question.id == Slot.question_id)
    .join(Bank, Bank.id == Question.bank_id)
    .where(Slot.attempt_id == bindparam("attempt_id"), Slot.position == bindparam("position"))
)


def get_page(attempt_id: int, position: int) -> PaperPage:
    """One question of a paper the caller may see; raises NotVisible when there is none at that position."""
    row = read(ONE_QUESTION, attempt_id=attempt_id, position=position).one_or_none()
    if row is None:
        raise NotVisible
    question = shown(question_of(row.snapshot), row.answer)
    return PaperPage(position, question, row.topics.get(row.topic, {}), row.answer_sequence, row.is_flagged)


def hold_on(sitting: Sitting, actor: Actor) -> Hold | None:
    """What forbids showing right answers of this attempt to this person now, whatever its policy says."""
    if sitting.closed_at is None:
        return "open"
    if sitting.outcome == "void":
        return "void"
    if not is_own(actor, sitting.person_id):
        return "not_yours"
    return "sitting_again" if sitting.is_sitting_again else None


MARKED = (
    select(Slot.position, Slot.topic, Slot.fraction, Slot.answer, Bank.key)
    .join(Question, Question.id == Slot.question_id)
    .join(Bank, Bank.id == Question.bank_id)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(Slot.position)
)
MARKED_WITH_ANSWERS = MARKED.add_columns(Slot.snapshot)
TOPICS = select(Bank.key, Bank.topics).where(
    Bank.id.in_(
        select(Question.bank_id)
        .join(Slot, Slot.question_id == Question.id)
        .where(Slot.attempt_id == bindparam("attempt_id"))
    )
)


def review_of(sitting: Sitting, hold: Hold | None) -> Review:
    """What the policy lets out of an attempt; snapshots are read only if answers are released."""
    with_answers = releases_answers(sitting.terms.review, hold)
    rows = read(MARKED_WITH_ANSWERS if with_answers else MARKED, attempt_id=sitting.attempt_id)
    marked = [
        Marked(
            row.position,
            f"{row.key}/{row.topic}",
            row.fraction or Decimal(0),
            row.answer,
            question_of(row.snapshot) if with_answers else None,
        )
        for row in rows
    ]
    return review(sitting.terms.review, hold, marked)


def topic_names(attempt_id: int) -> dict[str, Text]:
    """The names of the topics of a paper's banks, by "bank/topic"."""
    rows = read(TOPICS, attempt_id=attempt_id)
    return {f"{row.key}/{topic}": names for row in rows for topic, names in row.topics.items()}
