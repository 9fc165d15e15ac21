"""The append-only record of who did what."""

from typing import Any

from flask import g, has_request_context
from sqlalchemy import insert

from app.core import clock
from app.core.db import transaction, write
from app.core.models import AuditEntry

ENTRY = insert(AuditEntry)


def record(verb: str, subject_kind: str, subject_id: object, *, actor_id: int | None, **details: Any) -> None:
    """Write one audit row in the running transaction. Details hold words and ids, never secrets."""
    with transaction():
        write(
            ENTRY,
            at=clock.now(),
            actor_id=actor_id,
            verb=verb,
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            details=details,
            request_id=getattr(g, "request_id", None) if has_request_context() else None,
        )
