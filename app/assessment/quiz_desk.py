"""Quizzes as those who answer for them see them: what they are, how they go, what waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, case, func, select

from app.assessment.models import Attempt
from app.assessment.policies import can_decide, can_grade, visible_attempts
from app.catalogue.documents import Course, Quiz
from app.catalogue.queries import live_course, live_courses
from app.core.db import AnyRow, read
from app.core.errors import NotVisible
from app.core.paging import fetch
from app.people.actor import Actor
from app.people.listing import Listing
from app.people.models import Person

SIZE = 25
MOST_TO_RELEASE = 200


@dataclass(frozen=True)
class LiveQuiz:
    """A quiz of a live course; `version_id` is the course's."""

    course: Course
    quiz: Quiz
    version_id: int

    @property
    def ref(self) -> str:
        return f"{self.course.key}/{self.quiz.key}"


@dataclass(frozen=True)
class Figures:
    """How a quiz went so far. Void attempts are no attempts."""

    closed: int = 0
    passed: int = 0
    graded: int = 0
    waiting: int = 0
    """Handed in and not graded to the end: a person must look."""
    open: int = 0


NO_FIGURES = Figures()
FIGURES = (
    select(
        Attempt.quiz_ref,
        func.count(Attempt.closed_at),
        func.count(case((Attempt.passed.is_(True), 1))),
        func.count(Attempt.graded_at),
        func.count(case((Attempt.closed_at.is_not(None) & Attempt.graded_at.is_(None), 1))),
        func.count(case((Attempt.closed_at.is_(None), 1))),
    )
    .where(Attempt.voided_at.is_(None))
    .group_by(Attempt.quiz_ref)
)


def live_quizzes(actor: Actor) -> list[LiveQuiz]:
    """Every quiz that can be sat now; raises NotVisible for who neither grades nor answers for partners."""
    if not can_grade(actor):
        raise NotVisible
    return list(_quizzes())


def _quizzes() -> Iterator[LiveQuiz]:
    for live in live_courses().values():
        for item in live.document.items:
            if isinstance(item, Quiz):
                yield LiveQuiz(live.document, item, live.version_id)


def get_quiz(actor: Actor, course_key: str, item_key: str) -> LiveQuiz:
    """Raises NotVisible."""
    live = live_course(course_key)
    item = live.document.find(item_key) if live else None
    if live is None or not isinstance(item, Quiz) or not can_grade(actor):
        raise NotVisible
    return LiveQuiz(live.document, item, live.version_id)


def figures_by_quiz() -> dict[str, Figures]:
    """By "course/item"; numbers only, nobody's name. One statement."""
    return {row[0]: Figures(*row[1:]) for row in read(FIGURES)}


def figures_of(quiz_ref: str) -> Figures:
    row = read(FIGURES.where(Attempt.quiz_ref == bindparam("quiz_ref")), quiz_ref=quiz_ref).one_or_none()
    return Figures(*row[1:]) if row else NO_FIGURES


@dataclass(frozen=True)
class AttemptRow:
    """One attempt in a list."""

    id: int
    person_id: int
    person_name: str
    quiz_ref: str
    number: int
    cycle: int
    started_at: datetime
    closed_at: datetime | None
    outcome: str | None
    score: Decimal | None
    passed: bool | None

    @property
    def state(self) -> str:
        """open, waiting (for a grader), void, passed or failed."""
        if self.closed_at is None:
            return "open"
        if self.outcome == "void":
            return "void"
        if self.passed is None:
            return "waiting"
        return "passed" if self.passed else "failed"


ROW = (
    Attempt.id, Attempt.person_id, Person.name, Attempt.quiz_ref, Attempt.number, Attempt.cycle, Attempt.started_at,
    Attempt.closed_at, Attempt.outcome, Attempt.score, Attempt.passed,
)  # fmt: skip


def attempts_at(actor: Actor, quiz_ref: str, *, at: str | None) -> Listing[AttemptRow]:
    """A page of the attempts at a quiz by people within sight, the newest first."""
    mine = visible_attempts(actor).where(Attempt.quiz_ref == quiz_ref).with_only_columns(*ROW)
    keys = (Attempt.started_at.expression, Attempt.id.expression)
    page = fetch(mine, keys=keys, at=at, size=SIZE, descending=True)
    return Listing([_attempt(row) for row in page.rows], page.previous, page.next)


def attempts_of(actor: Actor, person_id: int, *, limit: int) -> list[AttemptRow]:
    """The newest attempts of one person, for who may decide about them; none for anybody else."""
    if not can_decide(actor):
        return []
    newest = (
        visible_attempts(actor)
        .where(Attempt.person_id == person_id)
        .with_only_columns(*ROW)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
        .limit(limit)
    )
    return [_attempt(row) for row in read(newest)]


def to_release(actor: Actor, quiz_ref: str) -> list[AttemptRow]:
    """Results that wait to be released by hand, the oldest first; none for who may not decide."""
    if not can_decide(actor):
        return []
    waiting = (
        visible_attempts(actor)
        .where(
            Attempt.quiz_ref == quiz_ref,
            Attempt.graded_at.is_not(None),
            Attempt.released_at.is_(None),
            Attempt.voided_at.is_(None),
            Attempt.policy["release"].as_string() == "by_hand",
        )
        .with_only_columns(*ROW)
        .order_by(Attempt.closed_at, Attempt.id)
        .limit(MOST_TO_RELEASE)
    )
    return [_attempt(row) for row in read(waiting)]


def _attempt(row: AnyRow) -> AttemptRow:
    values: list[Any] = list(row[: len(ROW)])
    return AttemptRow(*values)
