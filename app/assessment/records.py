"""Tables of what happens around attempts: steps, allowances, signals, graders' marks, regrades, exposure."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Document, Word, one_of

STEP_KINDS = ("saved", "checked")
SIGNALS = ("left", "returned", "pasted", "copied")
REGRADE_KINDS = ("mended", "dropped")


class AnswerStep(Base):
    """One change of one answer, as the server received it. Written by a trigger of `slot`; append-only."""

    __tablename__ = "answer_step"
    __table_args__ = (
        CheckConstraint(one_of("kind", STEP_KINDS), name="kind"),
        Index("ix_answer_step_slot", "slot_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    kind: Mapped[str] = mapped_column(Word)
    sequence: Mapped[int]
    answer: Mapped[Any] = mapped_column(Document)
    certainty: Mapped[int | None]
    tries: Mapped[int]
    at: Mapped[datetime]


class Allowance(Base):
    """What somebody is allowed beyond the rule, at one quiz or at all (`quiz_ref` None). Append-only.

    `time_percent` of 150 makes half as much time again; the longest that is in force counts. Extra attempts add up.
    """

    __tablename__ = "allowance"
    __table_args__ = (
        CheckConstraint("extra_attempts BETWEEN 0 AND 100", name="extra_attempts"),
        CheckConstraint("time_percent BETWEEN 100 AND 1000", name="time_percent"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index("ix_allowance_person", "person_id", "quiz_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    quiz_ref: Mapped[str | None] = mapped_column(String(125))
    cycle: Mapped[int | None]
    """Of which cycle the extra attempts are; None where none are given."""
    extra_attempts: Mapped[int] = mapped_column(default=0)
    time_percent: Mapped[int] = mapped_column(default=100)
    skips_wait: Mapped[bool] = mapped_column(default=False)
    """Whether the next attempt may begin at once."""
    reason: Mapped[str] = mapped_column(String(500))
    granted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class Signal(Base):
    """Something the browser noticed while a paper was open: for a person to judge, never a verdict. Append-only."""

    __tablename__ = "exam_signal"
    __table_args__ = (
        CheckConstraint(one_of("kind", SIGNALS), name="kind"),
        Index("ix_exam_signal_attempt", "attempt_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Word)
    amount: Mapped[int] = mapped_column(default=0)
    """Seconds away, or characters pasted, as far as the browser can be believed."""
    at: Mapped[datetime]


class GraderMark(Base):
    """What one grader gave one answer. A grader who thinks again writes another: the last one counts. Append-only."""

    __tablename__ = "grader_mark"
    __table_args__ = (
        CheckConstraint("fraction >= 0 AND fraction <= 1", name="fraction"),
        Index("ix_grader_mark_slot", "slot_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    grader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    levels: Mapped[dict[str, Any]]
    """Criterion to level, by key; empty where the question has no rubric."""
    fraction: Mapped[Decimal] = mapped_column(Numeric(7, 6))
    comment: Mapped[str] = mapped_column(String(4000), default="")
    graded_at: Mapped[datetime]


class Regrade(Base):
    """A question was mended or dropped after people had answered it. Applied once, undone at most once."""

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint(one_of("kind", REGRADE_KINDS), name="kind"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index("ix_regrade_question", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    kind: Mapped[str] = mapped_column(Word)
    document: Mapped[dict[str, Any]]
    """The mended question; empty where it was dropped."""
    never_lower: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    applied_at: Mapped[datetime]
    applied_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RegradeChange(Base):
    """What a regrade did to one attempt, so that it can be shown and undone. Append-only."""

    __tablename__ = "regrade_change"
    __table_args__ = (UniqueConstraint("regrade_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    before: Mapped[dict[str, Any]]
    """`score`, `passed` and, by slot, `fraction`, `is_dropped`, `snapshot`, `snapshot_hash`."""
    after: Mapped[dict[str, Any]]


class Exposure(Base):
    """On which share of a quiz's papers of the last 90 days a question stood, counted once a night."""

    __tablename__ = "question_exposure"

    quiz_ref: Mapped[str] = mapped_column(String(125), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    share: Mapped[Decimal] = mapped_column(Numeric(7, 6))
    counted_on: Mapped[date]
