"""Tables of assessment: the bank and the attempts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Word, one_of, only_where

DIFFICULTIES = ("easy", "medium", "hard")
QUESTION_STATES = ("ready", "retired")
OUTCOMES = ("submitted", "expired", "void")


class Bank(Base):
    """A set of questions with its topics."""

    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[dict[str, Any]]
    topics: Mapped[dict[str, Any]]
    """Topic key to its names by language."""
    owner: Mapped[str] = mapped_column(String(80), default="")


class Question(Base):
    """A question through all its wordings; draws use the current one."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint(one_of("difficulty", DIFFICULTIES), name="difficulty"),
        CheckConstraint(one_of("state", QUESTION_STATES), name="state"),
        UniqueConstraint("bank_id", "key"),
        Index("ix_question_draw", "bank_id", "state", "topic", "difficulty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    key: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(60))
    difficulty: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word, default="ready")
    current_version_id: Mapped[int | None]


class QuestionVersion(Base):
    """One wording of a question. Never edited: attempts point to it for ever."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    """Type, stem, options with the key, explanation: it never leaves the server whole."""
    document_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Attempt(Base):
    """One person's go at one quiz. Paper, deadline and policy are frozen at the start; it is closed once."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="outcome_when_closed"),
        CheckConstraint("(closed_at IS NULL) = (score IS NULL)", name="score_when_closed"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 1)", name="score_range"),
        CheckConstraint("outcome IS NULL OR " + one_of("outcome", OUTCOMES), name="outcome"),
        UniqueConstraint("person_id", "quiz_ref", "cycle", "number"),
        Index(
            "uq_attempt_one_open",
            "person_id",
            "quiz_ref",
            unique=True,
            **only_where("closed_at IS NULL"),
        ),
        Index(
            "ix_attempt_overdue",
            "deadline_at",
            **only_where("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    quiz_ref: Mapped[str] = mapped_column(String(125))
    """Which quiz: "course/item". Assessment does not know what stands behind it."""
    cycle: Mapped[int] = mapped_column(default=1)
    number: Mapped[int]
    version_id: Mapped[int]
    """The published version whose blueprint was used."""
    policy: Mapped[dict[str, Any]]
    """Pass mark, time limit, attempts, review: as they were at the start."""
    seed: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Word)
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    """Share of the marks won, 0 to 1."""
    passed: Mapped[bool | None]


class Slot(Base):
    """One question on one paper and the answer as it stands. The snapshot is what was seen and is graded."""

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    topic: Mapped[str] = mapped_column(String(60))
    snapshot: Mapped[dict[str, Any]]
    """The version's document with its options in the order drawn."""
    snapshot_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[list[Any]]
    """Keys of the chosen options; empty is no answer."""
    answer_sequence: Mapped[int] = mapped_column(default=0)
    """The browser's running number of the answer kept; a lower one is an echo."""
    answered_at: Mapped[datetime | None]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    fraction: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
