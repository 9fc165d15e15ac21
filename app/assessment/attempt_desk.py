"""One attempt as managers see it: who, when, by which terms, every step and signal. For appeals and doubts."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from app.assessment import terms as rules
from app.assessment.answer_words import answer_words
from app.assessment.models import Attempt, Slot
from app.assessment.policies import can_decide, visible_attempts
from app.assessment.questions import PartDocument
from app.assessment.quiz_desk import ROW, AttemptRow
from app.assessment.records import Allowance, Signal
from app.assessment.snapshots import question_of
from app.assessment.step_queries import replay
from app.assessment.terms import Terms
from app.core.db import AnyRow, read
from app.core.errors import NotVisible
from app.people.actor import Actor
from app.people.models import Person

MOST_MOMENTS = 1000
"""So many moments stand on one page of a replay; one question at a time shows the others."""


@dataclass(frozen=True)
class DeskAttempt:
    """An attempt without its paper."""

    row: AttemptRow
    version_id: int
    terms: Terms
    deadline_at: datetime | None
    ends_at: datetime | None
    graded_at: datetime | None
    released_at: datetime | None
    honoured_at: datetime | None
    voided_at: datetime | None
    voided_by: str
    void_reason: str

    @property
    def course_key(self) -> str:
        return self.row.quiz_ref.partition("/")[0]

    @property
    def item_key(self) -> str:
        return self.row.quiz_ref.partition("/")[2]

    @property
    def can_be_released(self) -> bool:
        return self.graded_at is not None and self.released_at is None and self.voided_at is None


VOIDER = aliased(Person)
MORE = (
    Attempt.version_id, Attempt.policy, Attempt.deadline_at, Attempt.ends_at, Attempt.graded_at, Attempt.released_at,
    Attempt.honoured_at, Attempt.voided_at, VOIDER.name, Attempt.void_reason,
)  # fmt: skip


def get_attempt(actor: Actor, attempt_id: int) -> DeskAttempt:
    """An attempt of somebody within sight of who may decide about attempts; raises NotVisible."""
    if not can_decide(actor):
        raise NotVisible
    within_sight = (
        visible_attempts(actor)
        .outerjoin(VOIDER, VOIDER.id == Attempt.voided_by)
        .where(Attempt.id == attempt_id)
    )
    row = read(within_sight.with_only_columns(*ROW, *MORE)).one_or_none()
    if row is None:
        raise NotVisible
    values: list[Any] = list(row)
    head, more = values[: len(ROW)], values[len(ROW) :]
    more[1] = rules.from_dict(more[1])
    more[8] = more[8] or ""
    return DeskAttempt(AttemptRow(*head), *more)


@dataclass(frozen=True)
class SlotLine:
    """One question of the paper and what became of it. It shows no right answer."""

    slot_id: int
    position: int
    question: PartDocument
    words: str
    marks: int
    fraction: Decimal | None
    answered_at: datetime | None
    tries: int
    certainty: int | None
    is_flagged: bool
    is_dropped: bool
    graders_wanted: int


SLOTS = (
    select(
        Slot.id, Slot.position, Slot.snapshot, Slot.answer, Slot.marks, Slot.fraction, Slot.answered_at, Slot.tries,
        Slot.certainty, Slot.is_flagged, Slot.is_dropped, Slot.graders_wanted,
    )
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(Slot.position)
)  # fmt: skip


def paper_of(attempt_id: int) -> list[SlotLine]:
    """Every question of a paper the caller may see, with the answer as it stands. One statement."""
    return [_slot(row) for row in read(SLOTS, attempt_id=attempt_id)]


def _slot(row: AnyRow) -> SlotLine:
    question = question_of(row.snapshot)
    values: list[Any] = list(row)
    return SlotLine(row.id, row.position, question, answer_words(question, row.answer), *values[4:])


@dataclass(frozen=True)
class Moment:
    """Something that happened in an attempt, so many seconds after its start.

    `what` is a step's kind, a signal's kind, or started, handed_in, expired, voided, graded, released. `words` say
    what was answered, `amount` how much was pasted or how long somebody was away, `times` how often the same came.
    """

    at: datetime
    seconds: int
    what: str
    position: int | None = None
    words: str = ""
    certainty: int | None = None
    tries: int = 0
    amount: int = 0
    times: int = 1


SIGNALS = (
    select(Signal.at, Signal.kind, Signal.position, Signal.amount)
    .where(Signal.attempt_id == bindparam("attempt_id"))
    .order_by(Signal.id)
)


def moments_of(desk: DeskAttempt, paper: list[SlotLine], *, position: int | None) -> list[Moment]:
    """Everything that happened, in time order; of one question where a position is given. Two statements."""
    began = desk.row.started_at

    def moment(at: datetime, what: str, **more: Any) -> Moment:
        return Moment(at, max(0, int((at - began).total_seconds())), what, **more)

    questions = {line.position: line.question for line in paper}
    found = [moment(at, what) for what, at in _marks(desk)]
    for step in replay(desk.row.id):
        words = answer_words(questions[step.position], step.answer)
        more = {"certainty": step.certainty, "tries": step.tries}
        found.append(moment(step.at, step.kind, position=step.position, words=words, **more))
    for signal in read(SIGNALS, attempt_id=desk.row.id):
        found.append(moment(signal.at, signal.kind, position=signal.position, amount=signal.amount))
    if position is not None:
        found = [one for one in found if one.position == position]
    return _merged(sorted(found, key=lambda one: one.at))


def _marks(desk: DeskAttempt) -> list[tuple[str, datetime]]:
    """When the attempt itself changed."""
    row = desk.row
    ended = "expired" if row.outcome == "expired" else "handed_in"
    marks = [
        ("started", row.started_at),
        (ended, row.closed_at),
        ("graded", desk.graded_at if desk.graded_at != row.closed_at else None),
        ("released", desk.released_at if desk.released_at != row.closed_at else None),
        ("voided", desk.voided_at),
    ]
    return [(what, at) for what, at in marks if at is not None]


def _merged(moments: list[Moment]) -> list[Moment]:
    """The same said again right after itself is one line."""
    merged: list[Moment] = []
    for one in moments:
        last = merged[-1] if merged else None
        if last and _same(last, one):
            merged[-1] = replace(last, times=last.times + 1)
        else:
            merged.append(one)
    return merged


def _same(first: Moment, second: Moment) -> bool:
    def told(one: Moment) -> tuple[object, ...]:
        return one.what, one.position, one.words, one.certainty, one.tries, one.amount

    return told(first) == told(second)


@dataclass(frozen=True)
class Granted:
    """What was allowed beyond the rule, by whom and why."""

    quiz_ref: str | None
    cycle: int | None
    extra_attempts: int
    time_percent: int
    skips_wait: bool
    reason: str
    by: str
    at: datetime


GRANTED = (
    select(
        Allowance.quiz_ref, Allowance.cycle, Allowance.extra_attempts, Allowance.time_percent, Allowance.skips_wait,
        Allowance.reason, Person.name, Allowance.granted_at,
    )
    .join(Person, Person.id == Allowance.granted_by)
    .where(
        Allowance.person_id == bindparam("person_id"),
        or_(Allowance.quiz_ref == bindparam("quiz_ref"), Allowance.quiz_ref.is_(None)),
    )
    .order_by(Allowance.id.desc())
)  # fmt: skip


def granted_to(desk: DeskAttempt) -> list[Granted]:
    """What this person is allowed at this quiz beyond the rule, the newest first."""
    rows = read(GRANTED, person_id=desk.row.person_id, quiz_ref=desk.row.quiz_ref)
    return [_granted(row) for row in rows]


def _granted(row: AnyRow) -> Granted:
    values: list[Any] = list(row)
    return Granted(*values)
