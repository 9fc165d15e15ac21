"""What needs a second person: it is asked for, and somebody else approves or refuses it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.certification.records import VERDICTS, DecisionRequest
from app.certification.services.changing import said_why
from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class Asked:
    """It waits for a second person."""

    request_id: int


@dataclass(frozen=True)
class Request:
    """What was asked for, by whom and why."""

    request_id: int
    kind: str
    person_id: int
    certification_key: str
    period_id: int | None
    details: dict[str, Any]
    reason: str
    asked_by: int


def ask(
    kind: str,
    person_id: int,
    certification_key: str,
    *,
    period_id: int | None,
    details: dict[str, Any],
    reason: str,
    actor_id: int,
    now: datetime,
) -> Asked:
    """Ask a second person for it. Raises DomainError without a reason, or if the same was asked and is open."""
    words = said_why(reason)
    with transaction() as session:
        is_open = select(DecisionRequest.id).where(
            DecisionRequest.person_id == person_id,
            DecisionRequest.certification_key == certification_key,
            DecisionRequest.kind == kind,
            DecisionRequest.verdict.is_(None),
        )
        if session.scalar(is_open) is not None:
            raise DomainError(_("This was asked for already and waits for a second person."))
        row = DecisionRequest(
            kind=kind,
            person_id=person_id,
            certification_key=certification_key,
            period_id=period_id,
            details=details,
            reason=words,
            asked_by=actor_id,
            asked_at=now,
            decided_by=None,
            decided_at=None,
            verdict=None,
        )
        session.add(row)
        session.flush()
        _note(row, "asked", actor_id)
        return Asked(row.id)


def decide(request_id: int, verdict: str, *, actor_id: int, now: datetime) -> Request:
    """Approve or refuse, as somebody else than who asked. Raises NotVisible or DomainError."""
    if verdict not in VERDICTS:
        raise DomainError(_("Choose whether you approve or refuse."), field="verdict")
    with transaction() as session:
        row = session.get(DecisionRequest, request_id, with_for_update=True)
        if row is None:
            raise NotVisible
        if row.verdict is not None:
            raise DomainError(_("Somebody has decided this already; nothing has changed."))
        if actor_id in (row.asked_by, row.person_id):
            raise DomainError(_("A second person has to decide this; ask a colleague."))
        row.verdict, row.decided_by, row.decided_at = verdict, actor_id, now
        session.flush()
        _note(row, verdict, actor_id)
        return Request(
            row.id,
            row.kind,
            row.person_id,
            row.certification_key,
            row.period_id,
            dict(row.details),
            row.reason,
            row.asked_by,
        )


def _note(row: DecisionRequest, what: str, actor_id: int) -> None:
    audit.record(
        f"request.{what}",
        "decision_request",
        row.id,
        actor_id=actor_id,
        kind=row.kind,
        person_id=row.person_id,
        certification=row.certification_key,
        details=row.details,
        reason=row.reason,
    )
