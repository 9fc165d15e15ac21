"""Evidence from elsewhere that somebody of the programme vouches for."""

from dataclasses import dataclass
from datetime import datetime

from app.certification.records import EVIDENCE_KINDS, GivenEvidence
from app.certification.services.changing import said_why
from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class Given:
    """A credential from elsewhere, a manager's attestation or a recorded pitch, as somebody offers it."""

    name: str
    kind: str
    reference: str
    sha256: str | None = None


def check_given(given: Given) -> None:
    """Raises DomainError with the field that says too little."""
    if given.kind not in EVIDENCE_KINDS:
        raise DomainError(_("Choose what kind of evidence it is."), field="kind")
    if not given.reference.strip():
        raise DomainError(_("Say where the evidence can be found."), field="reference")


def give_evidence(
    person_id: int, certification_key: str, given: Given, *, actor_id: int, now: datetime
) -> int:
    """Vouch for it, for the person and one certification; returns its id. Raises DomainError."""
    check_given(given)
    if actor_id == person_id:
        raise DomainError(_("Nobody vouches for themselves; ask a colleague."))
    with transaction() as session:
        row = GivenEvidence(
            person_id=person_id,
            certification_key=certification_key,
            name=given.name,
            kind=given.kind,
            reference=given.reference.strip()[:300],
            sha256=given.sha256,
            given_by=actor_id,
            given_at=now,
            withdrawn_at=None,
        )
        session.add(row)
        session.flush()
        audit.record(
            "evidence.given",
            "given_evidence",
            row.id,
            actor_id=actor_id,
            person_id=person_id,
            certification=certification_key,
            name=given.name,
            kind=given.kind,
        )
        return row.id


def withdraw_evidence(evidence_id: int, *, actor_id: int, reason: str, now: datetime) -> None:
    """It no longer counts for what comes; what it has earned stays. Raises NotVisible or DomainError."""
    words = said_why(reason)
    with transaction() as session:
        row = session.get(GivenEvidence, evidence_id, with_for_update=True)
        if row is None or row.withdrawn_at is not None:
            raise NotVisible
        row.withdrawn_at = now
        audit.record(
            "evidence.withdrawn",
            "given_evidence",
            row.id,
            actor_id=actor_id,
            person_id=row.person_id,
            certification=row.certification_key,
            reason=words,
        )
