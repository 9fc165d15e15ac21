"""The audit trail as admins read it, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from app.core.db import db
from app.core.models import AuditEntry
from app.partners.models import Company
from app.people.identity import email_key
from app.people.models import Person

SIZE = 50


@dataclass(frozen=True)
class Trace:
    """One entry with the names of who and whom."""

    id: int
    at: datetime
    verb: str
    actor_id: int | None
    actor_name: str
    subject_kind: str
    subject_id: str
    subject_name: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Trail:
    """A page; `older` is the cursor of the next one, or None."""

    traces: list[Trace]
    older: int | None


def trail(*, verb: str = "", person_id: int | None = None, before: int | None = None) -> Trail:
    """Entries of one verb, or by and about one person. Three statements."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(SIZE + 1)
    if verb:
        wanted = wanted.where(AuditEntry.verb == verb)
    if person_id is not None:
        about = (AuditEntry.subject_kind == "person") & (AuditEntry.subject_id == str(person_id))
        wanted = wanted.where(or_(AuditEntry.actor_id == person_id, about))
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    entries = list(db.session.scalars(wanted))
    older = entries[SIZE - 1].id if len(entries) > SIZE else None
    return Trail(_with_names(entries[:SIZE]), older)


PERSON_IN_DETAILS = ("award_period", "certificate", "attempt")
"""Subjects that are about the person whom their details name."""
NOT_SHOWN = frozenset(
    {"person_id", "period_id", "sha256", "revoked_class", "attempt_id", "allowance_id", "attempts_moved"}
)
"""Details for machines; who is meant stands in the entry's own columns."""
COMPANIES = ("company", "left")
PEOPLE = ("manager", "people")
DAYS = ("valid_until", "due_on")


def _with_names(entries: list[AuditEntry]) -> list[Trace]:
    people = {e.actor_id for e in entries if e.actor_id} | _subjects(entries, "person")
    people |= _mentioned(entries, ("person_id", *PEOPLE))
    companies = _subjects(entries, "company") | _mentioned(entries, COMPANIES)
    names = {"person": _names(Person, people), "company": _names(Company, companies)}
    return [_trace(entry, names) for entry in entries]


def _trace(entry: AuditEntry, names: dict[str, dict[int, str]]) -> Trace:
    kind, subject = entry.subject_kind, _number(entry.subject_id)
    if kind in PERSON_IN_DETAILS and "person_id" in entry.details:
        kind, subject = "person", int(entry.details["person_id"])
    return Trace(
        id=entry.id,
        at=entry.at,
        verb=entry.verb,
        actor_id=entry.actor_id,
        actor_name=names["person"].get(entry.actor_id or 0, ""),
        subject_kind=kind,
        subject_id=str(subject or entry.subject_id),
        subject_name=names.get(kind, {}).get(subject, entry.subject_id),
        details={
            key: _readable(key, value, names)
            for key, value in entry.details.items()
            if key not in NOT_SHOWN and (value is not None or key in PEOPLE)
        },
    )


def _readable(key: str, value: Any, names: dict[str, dict[int, str]]) -> Any:
    """Names for ids and days for their digits; anything else as it is kept."""
    if key in COMPANIES:
        return names["company"].get(value, value)
    if key in PEOPLE:
        ids = value if isinstance(value, list) else [value] if value else []
        return [names["person"].get(one, one) for one in ids]
    return date.fromisoformat(value) if key in DAYS else value


def _mentioned(entries: list[AuditEntry], keys: tuple[str, ...]) -> set[int]:
    """Ids that stand under these details."""
    found: set[int] = set()
    for entry in entries:
        for key in keys:
            value = entry.details.get(key)
            ids = value if isinstance(value, list) else [value]
            found.update(one for one in ids if isinstance(one, int))
    return found


def _subjects(entries: list[AuditEntry], kind: str) -> set[int]:
    return {_number(entry.subject_id) for entry in entries if entry.subject_kind == kind}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _names(table: type[Person] | type[Company], ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(table.id, table.name).where(table.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def person_of(text: str) -> int | None:
    """The id of the person whom an admin means by an address; None if there is none."""
    return db.session.scalar(select(Person.id).where(Person.email_key == email_key(text)))
