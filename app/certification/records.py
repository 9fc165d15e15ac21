"""Tables around award periods: requests for a second person, evidence that people give, keys, badges, settings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Word, one_of, only_where

REQUEST_KINDS = ("award", "extend", "defer", "revoke", "reinstate")
VERDICTS = ("approved", "refused")
EVIDENCE_KINDS = ("external", "attestation", "pitch")
KEY_KINDS = ("pdf", "badge")


class DecisionRequest(Base):
    """Something that needs a second person: who asked for what and why, and who decided."""

    __tablename__ = "decision_request"
    __table_args__ = (
        CheckConstraint(one_of("kind", REQUEST_KINDS), name="kind"),
        CheckConstraint("verdict IS NULL OR " + one_of("verdict", VERDICTS), name="verdict"),
        CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided_with_verdict"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="second_person"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index(
            "uq_decision_request_one_open",
            "person_id",
            "certification_key",
            "kind",
            unique=True,
            **only_where("verdict IS NULL"),
        ),
        Index("ix_decision_request_open", "asked_at", **only_where("verdict IS NULL")),
        Index("ix_decision_request_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    certification_key: Mapped[str] = mapped_column(String(60))
    period_id: Mapped[int | None] = mapped_column(ForeignKey("award_period.id"))
    details: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(Word)


class GivenEvidence(Base):
    """Evidence from elsewhere that a person of the programme vouches for."""

    __tablename__ = "given_evidence"
    __table_args__ = (
        CheckConstraint(one_of("kind", EVIDENCE_KINDS), name="kind"),
        Index("ix_given_evidence_person", "person_id", "certification_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    certification_key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    """Which requirement it fills: the name in the definition."""
    kind: Mapped[str] = mapped_column(Word)
    reference: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SigningKey(Base):
    """A key of this installation. The private half is encrypted under the secret key."""

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint(one_of("kind", KEY_KINDS), name="kind"),
        Index("uq_signing_key_one_live", "kind", unique=True, **only_where("retired_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    public: Mapped[str] = mapped_column(Text)
    """The certificate chain as PEM, or the public key as multibase."""
    private: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Badge(Base):
    """The Open Badge of one award period, signed once."""

    __tablename__ = "badge"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("award_period.id"), unique=True)
    status_index: Mapped[int] = mapped_column(unique=True)
    """Its bit in the status list."""
    document: Mapped[dict[str, Any]]
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    issued_at: Mapped[datetime]


class ProofCheck(Base):
    """How often the public page said what on a day. Nothing personal is kept."""

    __tablename__ = "proof_check"

    day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Word, primary_key=True)
    count: Mapped[int]


class CompanyProof(Base):
    """The public page on which a company shows what it holds, under an address that cannot be guessed."""

    __tablename__ = "company_proof"

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CalendarLink(Base):
    """The secret address of somebody's calendar of due dates; the address itself is not kept."""

    __tablename__ = "calendar_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
