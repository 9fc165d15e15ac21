"""The facts for a risk note on one attempt: its signals, its pace, and papers of the same company that are like it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.assessment import signals
from app.assessment.answers import is_blank
from app.assessment.models import Attempt, Slot
from app.assessment.records import AnswerStep, Signal
from app.assessment.signals import Alike, Finding, Noted, Pace, Sheet
from app.core.db import AnyRow, read
from app.people.models import Affiliation

WINDOW = timedelta(days=90)
MOST_PAPERS = 300
OPEN_ENDED = ("hotspot", "essay", "pitch", "description")
"""Types of which two answers are hardly ever equal."""

ATTEMPT = select(
    Attempt.id, Attempt.person_id, Attempt.quiz_ref, Attempt.started_at, Attempt.closed_at, Attempt.outcome
).where(Attempt.id == bindparam("attempt_id"))
NOTED = (
    select(Signal.kind, Signal.position, Signal.amount)
    .where(Signal.attempt_id == bindparam("attempt_id"))
    .order_by(Signal.id)
)
STEPS = (
    select(Slot.position, AnswerStep.at, AnswerStep.answer)
    .join(Slot, Slot.id == AnswerStep.slot_id)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(AnswerStep.id)
)
STEMS = select(Slot.position, Slot.snapshot["stem"].label("stem")).where(
    Slot.attempt_id == bindparam("attempt_id")
)


def risk_of(attempt_id: int) -> tuple[Finding, ...]:
    """What may speak for a closer look at an attempt that the caller may see. A handful of statements."""
    attempt = read(ATTEMPT, attempt_id=attempt_id).one()
    noted = [Noted(*row) for row in read(NOTED, attempt_id=attempt_id)]
    return signals.risk_note(noted, _paces(attempt), _alike(attempt))


def _paces(attempt: AnyRow) -> list[Pace]:
    firsts: dict[int, Any] = {}
    for step in read(STEPS, attempt_id=attempt.id):
        if not is_blank(step.answer):
            firsts.setdefault(step.position, step.at)
    words = {row.position: signals.words_in(row.stem) for row in read(STEMS, attempt_id=attempt.id)}
    return signals.paces(attempt.started_at, firsts.items(), words)


AT_WORK = (
    select(Affiliation.company_id)
    .where(
        Affiliation.person_id == bindparam("person_id"),
        Affiliation.started_at <= bindparam("began_at"),
        or_(Affiliation.ended_at.is_(None), Affiliation.ended_at > bindparam("began_at")),
    )
    .scalar_subquery()
)
COLLEAGUES = select(Affiliation.person_id).where(
    Affiliation.company_id.in_(AT_WORK),
    or_(Affiliation.ended_at.is_(None), Affiliation.ended_at > bindparam("since")),
)
PAPERS = (
    select(Attempt.id)
    .where(
        Attempt.quiz_ref == bindparam("quiz_ref"),
        Attempt.closed_at >= bindparam("since"),
        Attempt.outcome != "void",
        Attempt.person_id.in_(COLLEAGUES),
    )
    .order_by(Attempt.id.desc())
    .limit(MOST_PAPERS)
)
WRONG = (
    select(
        Slot.attempt_id, Attempt.person_id, Slot.question_id, Slot.part, Slot.answer,
        Slot.snapshot["type"].as_string().label("kind"),
    )
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .where(or_(Slot.attempt_id.in_(PAPERS), Slot.attempt_id == bindparam("attempt_id")), Slot.fraction <= 0)
    .order_by(Slot.attempt_id)
)  # fmt: skip


def _alike(attempt: AnyRow) -> list[Alike]:
    """Papers of the same quiz, of the company's people, closed in the 90 days before this one or since."""
    if attempt.closed_at is None or attempt.outcome == "void":
        return []
    rows = read(
        WRONG,
        attempt_id=attempt.id,
        quiz_ref=attempt.quiz_ref,
        person_id=attempt.person_id,
        began_at=attempt.started_at,
        since=attempt.closed_at - WINDOW,
    )
    sheets = _sheets(rows)
    own = sheets.pop(attempt.id, None)
    return signals.alike(own, list(sheets.values())) if own else []


def _sheets(rows: Iterable[Any]) -> dict[int, Sheet]:
    wrong: dict[int, dict[str, str]] = {}
    people: dict[int, int] = {}
    for row in rows:
        if is_blank(row.answer) or row.kind in OPEN_ENDED:
            continue
        people[row.attempt_id] = row.person_id
        question = f"{row.question_id}/{row.part}"
        wrong.setdefault(row.attempt_id, {})[question] = signals.comparable(row.kind, row.answer)
    return {
        attempt_id: Sheet(attempt_id, people[attempt_id], answers) for attempt_id, answers in wrong.items()
    }
