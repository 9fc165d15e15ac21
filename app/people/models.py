"""Tables of the people: accounts, dated affiliations, roles, sign-ins and mailed links."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Word, one_of, only_where
from app.partners.models import Company

REP, PARTNER_ADMIN, AUTHOR, CHANNEL_MANAGER, ADMIN = ROLES = (
    "rep",
    "partner_admin",
    "author",
    "channel_manager",
    "admin",
)
PARTNER_ROLES = frozenset({REP, PARTNER_ADMIN})
VENDOR_ROLES = frozenset({AUTHOR, CHANNEL_MANAGER, ADMIN})
THEMES = ("auto", "light", "dark")
PROOF_NAMES = ("full", "masked", "withheld")
PURPOSES = ("invitation", "password_reset")


class Person(Base):
    """A human being, whatever companies they have worked for."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        CheckConstraint(one_of("theme", THEMES), name="theme"),
        CheckConstraint(one_of("proof_name", PROOF_NAMES), name="proof_name"),
        Index("ix_person_name", "name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    """NFKC and case-folded, so that look-alike spellings are one address."""
    language: Mapped[str] = mapped_column(String(10), default="en")
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Bangkok")
    theme: Mapped[str] = mapped_column(Word, default="auto")
    proof_name: Mapped[str] = mapped_column(Word, default="full")
    """How public pages name the person: in full, as initials, or not at all."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2id; none until the invitation is accepted."""
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Encrypted under the secret key."""
    totp_last_step: Mapped[int | None]
    """The time step of the last code accepted; a code is good once."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Affiliation(Base):
    """That a person works for a company from one instant until another; the history of who moved where."""

    __tablename__ = "affiliation"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at > started_at", name="ends_after_start"),
        Index(
            "uq_affiliation_open_seat",
            "person_id",
            "company_id",
            unique=True,
            **only_where("ended_at IS NULL"),
        ),
        Index(
            "uq_affiliation_one_credited",
            "person_id",
            unique=True,
            **only_where("ended_at IS NULL AND is_credited"),
        ),
        Index("ix_affiliation_company", "company_id", "ended_at", "person_id"),
        Index("ix_affiliation_person", "person_id", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    job_title: Mapped[str] = mapped_column(String(80), default="")
    is_credited: Mapped[bool] = mapped_column(default=True)
    """Whether the person's certifications and points count for this company; for one at a time."""
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    company: Mapped[Company] = relationship()


class RoleGrant(Base):
    """A role that a person has in a company."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)

    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Word, primary_key=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Portfolio(Base):
    """Which channel manager looks after which company."""

    __tablename__ = "portfolio"

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class SignIn(Base):
    """One signed-in browser. The cookie holds a random token, this row its hash; ended here, it is over."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_person", "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    """The seat in which the person acts."""
    browser: Mapped[str] = mapped_column(String(60), default="")
    """In words, so that people recognise their own: "Chrome, Android"."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTry(Base):
    """A try to sign in, kept to slow guessing; addresses are hashed."""

    __tablename__ = "sign_in_try"
    __table_args__ = (
        Index("ix_sign_in_try_account", "account_hash", "at"),
        Index("ix_sign_in_try_network", "network_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(String(64))
    network_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class MailedLink(Base):
    """A secret sent by mail that works once, until it expires."""

    __tablename__ = "mailed_link"
    __table_args__ = (
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),
        CheckConstraint("purpose <> 'invitation' OR company_id IS NOT NULL", name="invitation_names_company"),
        Index("ix_mailed_link_waiting", "company_id", **only_where("used_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(Word)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """Used, or withdrawn."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    """Of an invitation: where, in which roles and under which name the person was asked to join."""
    roles: Mapped[list[Any]] = mapped_column(default=list)
    name: Mapped[str] = mapped_column(String(80), default="")
