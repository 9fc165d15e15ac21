"""Tables of the points ledger. Rows are only ever added: triggers refuse the rest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Word, one_of, only_where

ACCOUNT_KINDS = ("programme", "person", "company")


class LedgerAccount(Base):
    """Whose points: the programme that gives them, a person, or a company."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        CheckConstraint(one_of("kind", ACCOUNT_KINDS), name="kind"),
        CheckConstraint("(kind = 'person') = (person_id IS NOT NULL)", name="person_of_person"),
        CheckConstraint("(kind = 'company') = (company_id IS NOT NULL)", name="company_of_company"),
        Index(
            "uq_ledger_account_programme",
            "kind",
            unique=True,
            **only_where("kind = 'programme'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), unique=True)


class LedgerEntry(Base):
    """One award: why, for what, by which rule. Unique per reason, reference and person: it happens once."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("reason", "reference", "person_id"),
        Index("ix_ledger_entry_person", "person_id", "id"),
        Index("ix_ledger_entry_company", "company_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Word)
    """The event: item_completed, course_completed, quiz_passed, certified."""
    reference: Mapped[str] = mapped_column(String(200))
    """The fact that earned it, for example certification:certified-seller:1."""
    rule_key: Mapped[str] = mapped_column(String(60))
    rule_version_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    """For which company the person worked when it was earned."""
    subject: Mapped[str] = mapped_column(String(200))
    """Which thing, as kind:key, so that its title can be shown in any language."""
    occurred_at: Mapped[datetime]
    posted_at: Mapped[datetime]


class Posting(Base):
    """One leg of an entry; the legs of an entry sum to nought."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        UniqueConstraint("entry_id", "account_id"),
        Index("ix_posting_account", "account_id", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    amount: Mapped[int]

    entry: Mapped[LedgerEntry] = relationship()
