"""The steps that make a certificate: freeze its facts, print it, sign it, and tie it to its bytes.

Each step may be cut off and done again: the facts are frozen by one row that the constraint keeps single, with the
key and the moment of the signature; equal facts give equal bytes, bytes are stored under their own hash, and the tie
is made once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.certification import keys
from app.certification.definition import Definition
from app.certification.models import AwardPeriod, Certificate
from app.certification.queries import definition_version
from app.certification.rendering.fingerprint import fingerprint
from app.core import audit
from app.core.db import transaction
from app.core.errors import NotVisible
from app.core.i18n import pick
from app.core.links import absolute_url
from app.core.tokens import new_code
from app.notifications.services import tell
from app.partners.logos import inline_logo
from app.partners.models import Company
from app.people.models import Affiliation, Person


@dataclass(frozen=True)
class Frozen:
    """A certificate's facts as they will be printed for ever."""

    certificate_id: int
    code: str
    design: str
    facts: dict[str, Any]
    design_hash: str
    key_id: int
    at: datetime
    """The moment that the signature states."""
    is_issued: bool


def freeze(period_id: int, *, now: datetime) -> Frozen:
    """Write down what the certificate says, once. Later changes of name, title or dates do not reach it.

    Until it is issued it follows the design: what is written beside the facts is the design that printed it.
    """
    key_id = keys.live_key_id(now)
    with transaction() as session:
        period = session.get(AwardPeriod, period_id, with_for_update=True)
        if period is None:
            raise NotVisible
        kept = session.scalars(
            select(Certificate).where(Certificate.award_period_id == period_id, Certificate.is_current)
        ).one_or_none()
        if kept is None:
            kept = new_certificate(period, definition_version(period.version_id), now)
            session.add(kept)
        if kept.issued_at is None:
            kept.key_id = kept.key_id or key_id
            kept.design_hash = design_hash(kept.design)
        session.flush()
        return Frozen(
            kept.id,
            kept.code,
            kept.design,
            dict(kept.facts),
            kept.design_hash,
            kept.key_id or key_id,
            kept.frozen_at,
            kept.issued_at is not None,
        )


def design_hash(design: str) -> str:
    """What the design's files are at this moment."""
    return fingerprint(current_app.config["KRU"].certificates, design)


def new_certificate(period: AwardPeriod, definition: Definition, now: datetime) -> Certificate:
    """A certificate with the facts of this moment; not yet in the session."""
    holder, company = _holder(period)
    language = holder.language if holder.language in definition.languages else definition.languages[0]
    settings, code = current_app.config["KRU"], new_code()
    facts = {
        "lang": language,
        "accent": definition.accent,
        "issuer": {"name": settings.issuer_name, "logo": None},
        "partner": {"name": company.name, "logo": inline_logo(company.logo)} if company else None,
        "holder": " ".join(holder.name.split()),
        "title": pick(definition.title, language),
        "level": pick(definition.level, language),
        "statement": pick(definition.statement, language),
        "issued_on": period.valid_from.isoformat(),
        "valid_until": period.valid_until.isoformat() if period.valid_until else None,
        "number": code,
        "verify_url": absolute_url("certification.verify", code=code),
        "signatory": {
            "name": settings.signatory_name,
            "role": settings.signatory_role,
            "signature": None,
        },
    }
    return Certificate(
        award_period_id=period.id,
        code=code,
        design=definition.design,
        language=language,
        facts=facts,
        frozen_at=now,
        sha256=None,
        issued_at=None,
    )


def _holder(period: AwardPeriod) -> tuple[Person, Company | None]:
    """The person, and the partner they worked for on that day; the vendor's own name is not printed twice."""
    with transaction() as session:
        person = session.get_one(Person, period.person_id)
        company = session.scalar(
            select(Company)
            .join(Affiliation, Affiliation.company_id == Company.id)
            .where(Affiliation.id == period.affiliation_id, Company.kind == "partner")
        )
        return person, company


def mark_issued(certificate_id: int, sha256: str, *, now: datetime) -> bool:
    """Tie the certificate to its stored bytes, once, and tell the holder. False if it was done before."""
    with transaction() as session:
        certificate = session.get_one(Certificate, certificate_id, with_for_update=True)
        if certificate.issued_at is not None:
            return False
        certificate.sha256, certificate.issued_at = sha256, now
        period = session.get_one(AwardPeriod, certificate.award_period_id)
        audit.record(
            "certificate.issued",
            "certificate",
            certificate.id,
            actor_id=None,
            person_id=period.person_id,
            period_id=period.id,
            sha256=sha256,
        )
        tell(
            period.person_id,
            "certificate_ready",
            key=f"certificate_ready:{period.id}"
            if certificate.issue_reason == "first"
            else f"certificate_ready:{period.id}:{certificate.id}",
            now=now,
            certification=period.certification_key,
            title=definition_version(period.version_id).title,
        )
        return True
