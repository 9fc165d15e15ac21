"""Tables of certification: award periods with their history, and the certificates issued for them.

Requests, evidence that people give, keys, badges and settings stand in `records.py`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Word, one_of, only_where

REVOCATION_CLASSES = ("error", "misconduct", "left_programme", "superseded")
ORIGINS = ("evidence", "manual")
CHANGES = ("awarded", "extended", "deferred", "shortened", "revoked", "reinstated")
ISSUE_REASONS = ("first", "name_changed", "details_changed")


class AwardPeriod(Base):
    """That a person holds a certification from one day until another. One row a cycle, by constraint.

    The row says what is true now. When its dates or its revocation change, a trigger keeps in `award_history` what
    it said before; whoever changes it sets `change`, `changed_at` and `changed_by` with it.
    """

    __tablename__ = "award_period"
    __table_args__ = (
        CheckConstraint("cycle >= 1", name="cycle"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="ends_after_start"),
        CheckConstraint("(valid_until IS NULL) = (grace_until IS NULL)", name="grace_with_end"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_class IS NULL)", name="revoked_with_class"),
        CheckConstraint(
            "revoked_class IS NULL OR " + one_of("revoked_class", REVOCATION_CLASSES), name="revoked_class"
        ),
        CheckConstraint(one_of("origin", ORIGINS), name="origin"),
        CheckConstraint(one_of("change", CHANGES), name="change"),
        UniqueConstraint("person_id", "certification_key", "cycle"),
        Index("ix_award_period_certification", "certification_key", "valid_until", "person_id"),
        Index("ix_award_period_grace", "grace_until", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    certification_key: Mapped[str] = mapped_column(String(60))
    cycle: Mapped[int] = mapped_column(default=1)
    version_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    """The definition by which it was earned."""
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    """Where the person worked on that day."""
    certified_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(60))
    """The zone in which its days are counted."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day on which it is valid."""
    grace_until: Mapped[date | None]
    window_opens_on: Mapped[date | None]
    evidence: Mapped[dict[str, Any]]
    """Which completions and exams filled the requirements."""
    revoked_at: Mapped[datetime | None]
    revoked_class: Mapped[str | None] = mapped_column(Word)
    origin: Mapped[str] = mapped_column(Word, default="evidence")
    """Whether evidence earned it by rule, or people gave it for evidence from elsewhere."""
    change: Mapped[str] = mapped_column(Word, default="awarded")
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    change_reason: Mapped[str] = mapped_column(String(500), default="")


class AwardHistory(Base):
    """What a period said from `changed_at` until just before `until_at`. Written by a trigger, append-only.

    So at most one row of a period holds at a moment; changes follow each other in time, by constraint.
    """

    __tablename__ = "award_history"
    __table_args__ = (
        CheckConstraint("until_at >= changed_at", name="in_order"),
        Index("ix_award_history_period", "period_id", "until_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("award_period.id"))
    until_at: Mapped[datetime] = mapped_column(index=True)
    """The moment of the change that replaced this."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    grace_until: Mapped[date | None]
    window_opens_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_class: Mapped[str | None] = mapped_column(Word)
    change: Mapped[str] = mapped_column(Word)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]
    approved_by: Mapped[int | None]
    change_reason: Mapped[str] = mapped_column(String(500))


class Certificate(Base):
    """The paper for one award period: facts frozen once, bytes tied to their SHA-256.

    A re-issue is another row; the old one names it in `superseded_by_id`.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("(issued_at IS NULL) = (sha256 IS NULL)", name="issued_with_bytes"),
        CheckConstraint(one_of("issue_reason", ISSUE_REASONS), name="issue_reason"),
        Index(
            "uq_certificate_one_current",
            "award_period_id",
            unique=True,
            **only_where("is_current"),
        ),
        Index("ix_certificate_period", "award_period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_period_id: Mapped[int] = mapped_column(ForeignKey("award_period.id"))
    code: Mapped[str] = mapped_column(String(26), unique=True)
    """128 random bits; whoever has it may see what it proves."""
    design: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    issued_at: Mapped[datetime | None]
    issue_reason: Mapped[str] = mapped_column(Word, default="first")
    is_current: Mapped[bool] = mapped_column(default=True)
    """Whether it is the one in force; a re-issue takes its place."""
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    design_hash: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 over the files of the design as they were when the facts were frozen."""
    key_id: Mapped[int | None] = mapped_column(ForeignKey("signing_key.id"))
    """The key that signed the bytes."""

    period: Mapped[AwardPeriod] = relationship()
