"""Tables of learning: who is enrolled, how far they are, what they finished."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Word, one_of

SOURCES = ("self", "manager", "rule")


class CurriculumEnrolment(Base):
    """That a person follows a curriculum, by their own wish, a manager's or an audience rule's."""

    __tablename__ = "curriculum_enrolment"
    __table_args__ = (
        CheckConstraint(one_of("source", SOURCES), name="source"),
        UniqueConstraint("person_id", "curriculum_key"),
        Index("ix_curriculum_enrolment_curriculum", "curriculum_key", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    curriculum_key: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(Word)
    enrolled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    enrolled_at: Mapped[datetime]
    due_on: Mapped[date | None]


class Enrolment(Base):
    """One go of a person at a course. A renewal is a further cycle: nothing is ever reset."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("cycle >= 1", name="cycle"),
        CheckConstraint(
            "(completed_at IS NULL) = (completed_version_id IS NULL)", name="completed_with_version"
        ),
        UniqueConstraint("person_id", "course_key", "cycle"),
        Index("ix_enrolment_course", "course_key", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_key: Mapped[str] = mapped_column(String(60))
    cycle: Mapped[int] = mapped_column(default=1)
    enrolled_at: Mapped[datetime]
    last_item_key: Mapped[str | None] = mapped_column(String(60))
    """Where the person was last; resuming starts there."""
    last_active_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    completed_version_id: Mapped[int | None] = mapped_column(ForeignKey("publication.id"))


class ItemProgress(Base):
    """How far a person is in one item as it was worded (its hash); the truth about evidence is here."""

    __tablename__ = "item_progress"
    __table_args__ = (UniqueConstraint("enrolment_id", "item_key", "item_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    item_hash: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[dict[str, Any]]
    """By kind: watched intervals, pages dwelt on, sections reached and steps ticked, objections opened."""
    position: Mapped[dict[str, Any]]
    """Where to resume: {"second": 134} or {"page": 2}."""
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ItemCompletion(Base):
    """That an item was finished, with the wording it had. A fact: never edited."""

    __tablename__ = "item_completion"
    __table_args__ = (UniqueConstraint("enrolment_id", "item_key", "item_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    item_hash: Mapped[str] = mapped_column(String(64))
    item_kind: Mapped[str] = mapped_column(Word)
    version_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    evidence: Mapped[str] = mapped_column(String(80))
    """What proves it: attempt:7, acknowledgement:3, or the kind's own progress."""
    completed_at: Mapped[datetime]


class Acknowledgement(Base):
    """That a person accepted a text: under which name, when, and exactly which words (their hash)."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("person_id", "course_key", "item_key", "text_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_key: Mapped[str] = mapped_column(String(60))
    item_key: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    text_hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    accepted_at: Mapped[datetime]


class AttentionClock(Base):
    """Until when a person's time has been credited: two tabs share one clock, so they never add."""

    __tablename__ = "attention_clock"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    credited_until: Mapped[datetime]


class Viewing(Base):
    """One opened player or document: its beacons are numbered and count once, in order."""

    __tablename__ = "viewing"
    __table_args__ = (Index("ix_viewing_enrolment", "enrolment_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    item_key: Mapped[str] = mapped_column(String(60))
    item_hash: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    last_sequence: Mapped[int] = mapped_column(default=0)
