"""Reads of the inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotVisible
from app.notifications.models import Notice

PAGE = 30


@dataclass(frozen=True)
class NoticeLine:
    id: int
    kind: str
    params: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


def unread_count(person_id: int) -> int:
    """How many notices wait; answered from the index alone."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Notice)
            .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        )
        or 0
    )


def notices(person_id: int, *, before: int | None = None, limit: int = PAGE) -> list[NoticeLine]:
    """The person's newest notices, below the id `before`."""
    rows = db.session.execute(
        select(Notice.id, Notice.kind, Notice.params, Notice.created_at, Notice.read_at)
        .where(Notice.person_id == person_id, Notice.id < before if before is not None else Notice.id > 0)
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return [NoticeLine(*row) for row in rows]


def get_notice(person_id: int, notice_id: int) -> NoticeLine:
    """One of the person's own notices; raises NotVisible for any other."""
    row = db.session.execute(
        select(Notice.id, Notice.kind, Notice.params, Notice.created_at, Notice.read_at).where(
            Notice.id == notice_id, Notice.person_id == person_id
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    return NoticeLine(*row)
