"""Tables of certification: award periods and the certificates issued for them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Word, one_of

REVOCATION_CLASSES = ("error", "misconduct", "left_programme", "superseded")


class AwardPeriod(Base):
    """That a person holds a certification from one day until another. One row a cycle, by constraint."""

    __tablename__ = "award_period"
    __table_args__ = (
        CheckConstraint("cycle >= 1", name="cycle"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="ends_after_start"),
        CheckConstraint("(valid_until IS NULL) = (grace_until IS NULL)", name="grace_with_end"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_class IS NULL)", name="revoked_with_class"),
        CheckConstraint(
            "revoked_class IS NULL OR " + one_of("revoked_class", REVOCATION_CLASSES), name="revoked_class"
        ),
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


class Certificate(Base):
    """The paper for one award period: facts frozen once, bytes tied to their SHA-256."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("(issued_at IS NULL) = (sha256 IS NULL)", name="issued_with_bytes"),
        UniqueConstraint("award_period_id"),
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

    period: Mapped[AwardPeriod] = relationship()
