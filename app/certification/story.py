"""What happened to an award: every change, who made it and why, and what it said until then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.certification.models import AwardHistory, AwardPeriod
from app.core.db import db, read
from app.people.models import Person

PASTS = select(AwardHistory).where(AwardHistory.period_id == bindparam("period_id")).order_by(AwardHistory.id)


@dataclass(frozen=True)
class Said:
    """What the award said before a change."""

    valid_until: date | None
    grace_until: date | None
    is_revoked: bool


@dataclass(frozen=True)
class Change:
    """One change; its people are empty where the rules did it, or nobody had to approve."""

    what: str
    on: datetime
    by: str
    approved_by: str
    reason: str
    before: Said | None
    """None for the award itself."""


def story_of(period: AwardPeriod) -> list[Change]:
    """Every change, the newest first: two statements."""
    rows: list[Any] = [*read(PASTS, period_id=period.id), period]
    names = names_of(person_id for row in rows for person_id in (row.changed_by, row.approved_by))
    before = [None, *(_said(row) for row in rows[:-1])]
    changes = [_change(row, said, names) for row, said in zip(rows, before, strict=True)]
    return changes[::-1]


def _said(row: Any) -> Said:
    return Said(row.valid_until, row.grace_until, row.revoked_at is not None)


def _change(row: Any, before: Said | None, names: dict[int, str]) -> Change:
    by, approved_by = names.get(row.changed_by, ""), names.get(row.approved_by, "")
    return Change(row.change, row.changed_at, by, approved_by, row.change_reason, before)


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    return {
        row.id: row.name
        for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    }
