"""Reads of a closed attempt: what is released of it. The answer key stays behind `review_of`."""

from datetime import datetime

from sqlalchemy import bindparam, select

from app.assessment import terms as rules
from app.assessment.models import Bank, Question, Slot
from app.assessment.paper import shown_case
from app.assessment.paper_queries import Sitting, numbered
from app.assessment.policies import is_own
from app.assessment.queries import History
from app.assessment.records import GraderMark
from app.assessment.review import PAPER, Hold, Marked, Review, phase_at, released, review
from app.assessment.snapshots import case_of, question_of
from app.catalogue.documents import Shown, Text
from app.core.db import read
from app.people.actor import Actor


def hold_on(sitting: Sitting, actor: Actor, now: datetime) -> Hold | None:
    """What forbids showing (parts of) this attempt to this person now, whatever its policy says."""
    if sitting.closed_at is None:
        return "open"
    if sitting.outcome == "void":
        return "void"
    if not rules.is_released(sitting.terms, sitting.closed_at, sitting.released_at, now):
        return "unreleased"
    if not is_own(actor, sitting.person_id):
        return "not_yours"
    return "sitting_again" if sitting.is_sitting_again else None


MARKED = (
    select(
        Slot.id, Slot.position, Slot.topic, Slot.fraction, Slot.answer, Slot.marks, Slot.is_dropped, Bank.key
    )
    .join(Question, Question.id == Slot.question_id)
    .join(Bank, Bank.id == Question.bank_id)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(Slot.position)
)
MARKED_WITH_PAPER = MARKED.add_columns(Slot.snapshot)
TOPICS = select(Bank.key, Bank.topics).where(
    Bank.id.in_(
        select(Question.bank_id)
        .join(Slot, Slot.question_id == Question.id)
        .where(Slot.attempt_id == bindparam("attempt_id"))
    )
)
COMMENTS = (
    select(GraderMark.slot_id, GraderMark.grader_id, GraderMark.comment)
    .join(Slot, Slot.id == GraderMark.slot_id)
    .where(Slot.attempt_id == bindparam("attempt_id"))
    .order_by(GraderMark.id)
)


def review_of(sitting: Sitting, shows: frozenset[Shown]) -> Review:
    """What is released of an attempt; snapshots are read only if the paper is shown."""
    with_paper = bool(shows & PAPER)
    rows = read(MARKED_WITH_PAPER if with_paper else MARKED, attempt_id=sitting.attempt_id).all()
    comments = _comments(sitting.attempt_id) if "feedback" in shows else {}
    numbers = numbered(row.marks for row in rows)
    marked = [
        Marked(
            row.position,
            number,
            f"{row.key}/{row.topic}",
            row.fraction,
            row.answer,
            row.marks,
            row.is_dropped,
            question_of(row.snapshot) if with_paper else None,
            shown_case(case_of(row.snapshot)) if with_paper else None,
            comments.get(row.id, ()),
        )
        for number, row in zip(numbers, rows, strict=True)
    ]
    return review(shows, marked)


def _comments(attempt_id: int) -> dict[int, tuple[str, ...]]:
    """The last words of each grader, by slot."""
    last: dict[int, dict[int, str]] = {}
    for row in read(COMMENTS, attempt_id=attempt_id):
        last.setdefault(row.slot_id, {})[row.grader_id] = row.comment
    return {slot_id: tuple(filter(None, said.values())) for slot_id, said in last.items()}


def topic_names(attempt_id: int) -> dict[str, Text]:
    """The names of the topics of a paper's banks, by "bank/topic"."""
    rows = read(TOPICS, attempt_id=attempt_id)
    return {f"{row.key}/{topic}": names for row in rows for topic, names in row.topics.items()}


def shows_now(
    sitting: Sitting, hold: Hold | None, now: datetime, history: History | None
) -> frozenset[Shown]:
    """What the policy of a sitting lets out now, by how its person's attempts stand."""
    if sitting.closed_at is None:
        return frozenset()
    is_last = history is None or history.left == 0
    when = phase_at(sitting.closed_at, now, closes_at=sitting.terms.closes_at, is_last=is_last)
    return released(sitting.terms.review, hold, when, passed=sitting.passed)
