"""Tables of the companies."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Word, one_of

KINDS = ("vendor", "partner")
COMPANY_TYPES = ("reseller", "distributor", "integrator", "consultant", "vendor")
TIERS = ("registered", "silver", "gold", "platinum")


class Company(Base):
    """The vendor, or one partner of it."""

    __tablename__ = "company"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("company_type", COMPANY_TYPES), name="company_type"),
        CheckConstraint(one_of("tier", TIERS), name="tier"),
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        Index("ix_company_name", "name"),
        Index("ix_company_kind_name", "kind", "name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    """A short name that imports and addresses use; never reused."""
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(Word, default="partner")
    company_type: Mapped[str] = mapped_column(Word, default="reseller")
    tier: Mapped[str] = mapped_column(Word, default="registered")
    region: Mapped[str] = mapped_column(String(60), default="")
    country: Mapped[str] = mapped_column(String(2), default="TH")
    """ISO 3166-1 alpha-2."""
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Bangkok")
    language: Mapped[str] = mapped_column(String(10), default="en")
    logo: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    """The PNG that stands on certificates of its people, as app/partners/logos.py made it."""
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
