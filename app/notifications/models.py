"""Table of the notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Word


class Notice(Base):
    """Something a person was told. One per key, however often it is said."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person", "person_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Word)
    params: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class NoticeSetting(Base):
    """A kind of notice that a person has switched off."""

    __tablename__ = "notice_setting"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
