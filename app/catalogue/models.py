"""Tables of the catalogue: published versions, what is live, and the search index."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Word, one_of

KINDS = ("course", "curriculum", "certification", "points")


class Publication(Base):
    """One version of one document. Never edited: a change is the next number."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("kind", "key", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    document_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[int | None]
    """A person, or nobody: published from the command line."""


class LivePublication(Base):
    """Which version of a document people see now."""

    __tablename__ = "live_publication"

    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    retired_at: Mapped[datetime | None]


class SearchPassage(Base):
    """A piece of a live course that a search can find: a title, a paragraph, a caption, a page of a PDF."""

    __tablename__ = "search_passage"
    __table_args__ = (Index("ix_search_passage_course", "course_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_key: Mapped[str] = mapped_column(String(60))
    item_key: Mapped[str | None] = mapped_column(String(60))
    item_kind: Mapped[str] = mapped_column(Word)
    """The kind of the item; empty for what is said of the whole course."""
    language: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(80))
    """Where in the item: a second (t=12), a page (page=2), else the id of an element; empty for the whole."""
    is_internal: Mapped[bool] = mapped_column(default=False)
    """Never shown outside the vendor."""
    weight: Mapped[int] = mapped_column(default=1)
    """Titles weigh more than text."""
    text: Mapped[str] = mapped_column(Text)
    """As `wording.recompose` spells it, in one line."""
