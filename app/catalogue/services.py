"""Publishing: a changed document becomes the next version; what is gone is retired, never deleted."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.documents import Course
from app.catalogue.models import LivePublication, Publication
from app.catalogue.queries import forget
from app.catalogue.search import forget_courses, index_course
from app.core import freshness
from app.core.db import transaction

PUBLISHING = 7_001_001
"""The number of the lock; nothing else in the database uses it."""


@dataclass(frozen=True)
class Published:
    """What a publish led to; `is_new` is false when the wording was live already."""

    version_id: int
    number: int
    is_new: bool


def document_hash(document: dict[str, Any]) -> str:
    """SHA-256 of the document with its keys sorted, so that equal documents have equal hashes."""
    return hashlib.sha256(msgspec.json.encode(document, order="sorted")).hexdigest()


def publish_document(
    kind: str, key: str, document: dict[str, Any], *, actor_id: int | None, now: datetime
) -> Published:
    """Make this document the live one. The same document as the live one makes no version."""
    digest = document_hash(document)
    with transaction() as session:
        _one_at_a_time(session)
        forget()
        live = session.get(LivePublication, (kind, key), with_for_update=True)
        current = session.get(Publication, live.publication_id) if live else None
        if live and current and current.document_hash == digest:
            if live.retired_at is not None:
                live.retired_at = None
                freshness.renew(session)
                _index(session, kind, document)
            return Published(current.id, current.number, is_new=False)
        version = Publication(
            kind=kind,
            key=key,
            number=_next_number(session, kind, key),
            document=document,
            document_hash=digest,
            published_at=now,
            published_by=actor_id,
        )
        session.add(version)
        session.flush()
        forget(version.id)
        if live:
            live.publication_id, live.retired_at = version.id, None
        else:
            session.add(LivePublication(kind=kind, key=key, publication_id=version.id, retired_at=None))
        session.flush()
        freshness.renew(session)
        _index(session, kind, document)
        return Published(version.id, version.number, is_new=True)


def retire_absent(kind: str, keys: Iterable[str], *, now: datetime) -> list[str]:
    """Take everything of that kind off that is not named; returns the keys that were live until now."""
    with transaction() as session:
        _one_at_a_time(session)
        forget()
        gone = session.scalars(
            select(LivePublication).where(
                LivePublication.kind == kind,
                LivePublication.retired_at.is_(None),
                LivePublication.key.not_in(list(keys)),
            )
        ).all()
        for live in gone:
            live.retired_at = now
        if gone:
            freshness.renew(session)
        if kind == "course" and gone:
            forget_courses(session, [live.key for live in gone])
        return sorted(live.key for live in gone)


def _one_at_a_time(session: Session) -> None:
    """Let publishes wait for each other. SQLite has one writer anyway; on PostgreSQL the first version of a
    document has no row yet that could be locked."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(PUBLISHING)))


def _index(session: Session, kind: str, document: dict[str, Any]) -> None:
    if kind == "course":
        index_course(session, msgspec.convert(document, Course))


def _next_number(session: Session, kind: str, key: str) -> int:
    last = session.scalar(
        select(func.max(Publication.number)).where(Publication.kind == kind, Publication.key == key)
    )
    return (last or 0) + 1
