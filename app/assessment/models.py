"""Tables of assessment: the bank and the attempts. What follows from them stands in `records.py`."""

import secrets
from datetime import date, datetime
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

from app.core.db import Base, Document, Word, one_of, only_where

DIFFICULTIES = ("easy", "medium", "hard")
QUESTION_STATES = ("draft", "ready", "retired")
ORIGINS = ("files", "studio")
FIRST_REVISIONS = 1_000_000_000
OUTCOMES = ("submitted", "expired", "void")


class Bank(Base):
    """A set of questions with its topics."""

    __tablename__ = "bank"
    __table_args__ = (CheckConstraint(one_of("origin", ORIGINS), name="origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[dict[str, Any]]
    topics: Mapped[dict[str, Any]]
    """Topic key to its names by language."""
    owner: Mapped[str] = mapped_column(String(80), default="")
    languages: Mapped[list[Any]]
    origin: Mapped[str] = mapped_column(Word, default="files")
    """Where it is written: a bank of the content files is changed there alone."""
    revision: Mapped[int] = mapped_column(default=lambda: secrets.randbelow(FIRST_REVISIONS))
    """Grows with every change of a question: what processes keep of the bank is then old. It starts anywhere, for
    the id of a bank whose making was rolled back comes again."""


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
    type: Mapped[str] = mapped_column(Word)
    difficulty: Mapped[str] = mapped_column(Word)
    marks: Mapped[int] = mapped_column(default=1)
    """How many marks it puts on a paper: those of a scenario's questions, none for a description."""
    state: Mapped[str] = mapped_column(Word, default="ready")
    owner: Mapped[str] = mapped_column(String(80), default="")
    review_on: Mapped[date | None]
    tags: Mapped[dict[str, Any]]
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
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Attempt(Base):
    """One person's go at one quiz. Paper, deadline and policy are frozen at the start; it is closed once.

    Started → submitted or expired → graded → released, or void. A closed attempt without `graded_at` waits for a
    grader: its score is what is known so far, and nobody has passed or failed.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="outcome_when_closed"),
        CheckConstraint("(closed_at IS NULL) = (score IS NULL)", name="score_when_closed"),
        CheckConstraint("score IS NULL OR (score >= -9 AND score <= 1)", name="score_range"),
        CheckConstraint("(graded_at IS NULL) = (passed IS NULL)", name="passed_when_graded"),
        CheckConstraint("graded_at IS NULL OR closed_at IS NOT NULL", name="graded_when_closed"),
        CheckConstraint("released_at IS NULL OR closed_at IS NOT NULL", name="released_when_closed"),
        CheckConstraint(
            "(voided_at IS NULL) = (outcome IS NULL OR outcome <> 'void')", name="void_has_its_moment"
        ),
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
            "ends_at",
            **only_where("closed_at IS NULL"),
        ),
        Index(
            "ix_attempt_ungraded",
            "closed_at",
            **only_where("closed_at IS NOT NULL AND graded_at IS NULL"),
        ),
        Index(
            "ix_attempt_unreleased",
            "closed_at",
            **only_where("closed_at IS NOT NULL AND released_at IS NULL"),
        ),
        Index("ix_attempt_quiz", "quiz_ref", "id"),
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
    """When the time that the page shows is over."""
    ends_at: Mapped[datetime | None]
    """Until when answers count: the deadline and the policy's grace."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Word)
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    """Share of the marks won, at most 1; below 0 only where the author asked for it."""
    passed: Mapped[bool | None]
    graded_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    """Since when its person may see the result and it is evidence: at once, when the quiz closes, or by hand."""
    honoured_at: Mapped[datetime | None]
    """When the person stated that the work is their own."""
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    void_reason: Mapped[str] = mapped_column(String(500), default="")


class Slot(Base):
    """One question on one paper and the answer as it stands. The snapshot is what was seen and is graded.

    A trigger writes every change of the answer, and every check of it, into `answer_step`.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        Index("ix_slot_question", "question_id", "version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    section: Mapped[int] = mapped_column(default=0)
    """Which section of the blueprint put it there, from 0."""
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    part: Mapped[str] = mapped_column(String(60), default="")
    """The key of the question within a scenario."""
    topic: Mapped[str] = mapped_column(String(60))
    snapshot: Mapped[dict[str, Any]]
    """The version's document with its options in the order drawn; a scenario's question has its "case" beside it."""
    snapshot_hash: Mapped[str] = mapped_column(String(64))
    marks: Mapped[int] = mapped_column(default=1)
    """1, or 0 for a description."""
    answer: Mapped[Any] = mapped_column(Document)
    """In the shape that `answers.py` gives it; empty is no answer."""
    answer_sequence: Mapped[int] = mapped_column(default=0)
    """The browser's running number of the answer kept; a lower one is an echo."""
    answered_at: Mapped[datetime | None]
    certainty: Mapped[int | None]
    """1 to 3, where the quiz asks how sure one is."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often the answer was checked, where it can be."""
    checked_at: Mapped[datetime | None]
    """Since then the answer is final: it was right, or there is no further try."""
    is_flagged: Mapped[bool] = mapped_column(default=False)
    fraction: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    """What it won of its mark, at most 1; None waits for a grader or is still open."""
    is_dropped: Mapped[bool] = mapped_column(default=False)
    """A regrade took it out of the score."""
    graders_wanted: Mapped[int] = mapped_column(default=1)
