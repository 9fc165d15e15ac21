"""Tables of the plumbing: stored files, outbox jobs, audit entries, the token of freshness."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, only_where


class StoredFile(Base):
    """A file in the storage, named by its content, so that equal bytes are kept once."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]


class OutboxJob(Base):
    """A side effect owed: written with its cause, done by a worker at least once."""

    __tablename__ = "outbox_job"
    __table_args__ = (
        Index(
            "ix_outbox_job_open",
            "due_at",
            "id",
            **only_where("done_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    args: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """A second job with the same key is the same job: it is not written twice."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    """A worker has it until then; after that it is taken to be lost and is due again."""
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class AuditEntry(Base):
    """Who did what to whom, when. Append-only: triggers refuse changes."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_verb", "verb", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    """The person, or nobody: the system, or an anonymous visitor."""
    verb: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str | None] = mapped_column(String(40))


class Freshness(Base):
    """One row: its token changes with everything that processes keep of the database (see core/freshness.py)."""

    __tablename__ = "freshness"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32))
