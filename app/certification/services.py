"""Commands of certification: award what the evidence earns, and take an award back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalogue.models import Publication
from app.catalogue.queries import Live
from app.certification.definition import Definition
from app.certification.eligibility import Evidence, Met, weigh
from app.certification.expiry import (
    Span,
    Terms,
    evidence_since,
    first_span,
    is_renewable,
    local_day,
    renewed_span,
)
from app.certification.models import REVOCATION_CLASSES, AwardPeriod
from app.certification.queries import evidence_of, live_definitions, period_of
from app.core import audit
from app.core.db import read, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.people.queries import Learner, seat_at, seats_of

LAST_PERIODS = (
    select(
        AwardPeriod.certification_key,
        AwardPeriod.cycle,
        AwardPeriod.zone,
        AwardPeriod.valid_from,
        AwardPeriod.valid_until,
        AwardPeriod.grace_until,
        AwardPeriod.window_opens_on,
        AwardPeriod.revoked_at,
    )
    .where(AwardPeriod.person_id == bindparam("person_id"))
    .order_by(AwardPeriod.cycle)
)
"""The newest period of each certification comes last."""


@dataclass(frozen=True)
class Awarded:
    """A certification that somebody has just been given."""

    period_id: int
    certification_key: str
    cycle: int
    certified_at: datetime
    affiliation_id: int | None
    valid_until: date | None


def award_due(
    learner: Learner, *, now: datetime, evidence: Sequence[Evidence] | None = None
) -> list[Awarded]:
    """Open every award period that the person's evidence earns and that is not there yet.

    Any number of calls ends the same; call it with the person locked, and pass the evidence if it was read under
    that lock. The constraint on person, certification and cycle refuses a second period whatever happens.
    """
    evidence = evidence_of(learner.person_id) if evidence is None else evidence
    # What all the evidence there is does not meet, the part of it that counts for a renewal does not meet either
    definitions = {
        key: live
        for key, live in live_definitions().items()
        if isinstance(weigh(live.document.requirements, evidence), Met)
    }
    if not definitions:
        return []
    with transaction() as session:
        last: dict[str, Any] = {
            row.certification_key: row for row in read(LAST_PERIODS, person_id=learner.person_id)
        }
        awarded: list[Awarded] = []
        for key, live in definitions.items():
            while period := _next_period(session, live, last.get(key), evidence, learner, now):
                session.add(period)
                session.flush()
                last[key] = period
                awarded.append(_as_awarded(period))
                _note_award(period)
        return awarded


def _next_period(
    session: Session,
    live: Live[Definition],
    last: Any,
    evidence: Iterable[Evidence],
    learner: Learner,
    now: datetime,
) -> AwardPeriod | None:
    """The period that is due after `last`, or None."""
    if last is not None and not is_renewable(period_of(last), now):
        return None
    since = evidence_since(period_of(last)) if last is not None else None
    met = weigh(live.document.requirements, evidence, since=since)
    if not isinstance(met, Met) or met.at > now:
        return None
    certified_at = min(now, max(met.at, _published_at(session, live.version_id)))
    span = _span(live.document, last, local_day(certified_at, learner.zone))
    seat = seat_at(seats_of(learner.person_id), certified_at)
    return AwardPeriod(
        person_id=learner.person_id,
        certification_key=live.document.key,
        cycle=last.cycle + 1 if last is not None else 1,
        version_id=live.version_id,
        affiliation_id=seat.affiliation_id if seat else None,
        certified_at=certified_at,
        zone=learner.zone,
        valid_from=span.valid_from,
        valid_until=span.until,
        grace_until=span.grace_until,
        window_opens_on=span.window_opens_on,
        evidence={"facts": [_as_json(fact) for fact in met.by]},
        revoked_at=None,
        revoked_class=None,
        changed_at=certified_at,
    )


def _published_at(session: Session, version_id: int) -> datetime:
    """When that wording came out: nobody has held it since an earlier day."""
    return session.scalars(select(Publication.published_at).where(Publication.id == version_id)).one()


def _span(definition: Definition, last: Any, certified_on: date) -> Span:
    terms = Terms(definition.validity_months, definition.renewal_window_days, definition.grace_days)
    if last is None or last.revoked_at is not None:
        return first_span(certified_on, terms)
    return renewed_span(period_of(last).span, certified_on, terms)


def _as_json(fact: Evidence) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "subject": fact.subject,
        "cycle": fact.cycle,
        "version_id": fact.version_id,
        "achieved_at": fact.achieved_at.isoformat(),
        "attempt_id": fact.attempt_id,
    }


def _as_awarded(period: AwardPeriod) -> Awarded:
    return Awarded(
        period.id,
        period.certification_key,
        period.cycle,
        period.certified_at,
        period.affiliation_id,
        period.valid_until,
    )


def _note_award(period: AwardPeriod) -> None:
    audit.record(
        "certification.awarded",
        "award_period",
        period.id,
        actor_id=None,
        person_id=period.person_id,
        certification=period.certification_key,
        cycle=period.cycle,
        valid_until=period.valid_until.isoformat() if period.valid_until else None,
    )


@dataclass(frozen=True)
class Revoked:
    """An award that no longer stands."""

    period_id: int
    person_id: int
    certification_key: str
    version_id: int
    zone: str


def revoke(period_id: int, *, actor_id: int, revoked_class: str, reason: str, now: datetime) -> Revoked:
    """Take an award back for a reason; the row stays and says so. Raises NotVisible or DomainError."""
    if revoked_class not in REVOCATION_CLASSES:
        raise DomainError(_("Choose why it is revoked."), field="revoked_class")
    if len(reason.strip()) < 10:
        raise DomainError(_("Say why in at least 10 characters; it is kept for the record."), field="reason")
    with transaction() as session:
        period = session.get(AwardPeriod, period_id, with_for_update=True)
        if period is None:
            raise NotVisible
        if period.revoked_at is not None:
            raise DomainError(_("It is revoked already; nothing has changed."))
        period.revoked_at, period.revoked_class = now, revoked_class
        period.change, period.changed_at, period.changed_by = "revoked", now, actor_id
        period.change_reason = reason.strip()[:500]
        audit.record(
            "certification.revoked",
            "award_period",
            period.id,
            actor_id=actor_id,
            person_id=period.person_id,
            certification=period.certification_key,
            revoked_class=revoked_class,
            reason=reason.strip(),
        )
        return Revoked(period.id, period.person_id, period.certification_key, period.version_id, period.zone)


def reinstate(period_id: int, *, actor_id: int, reason: str, now: datetime) -> None:
    """Let a revoked award stand again, with the dates it had. Raises NotVisible or DomainError."""
    if len(reason.strip()) < 10:
        raise DomainError(_("Say why in at least 10 characters; it is kept for the record."), field="reason")
    with transaction() as session:
        period = session.get(AwardPeriod, period_id, with_for_update=True)
        if period is None:
            raise NotVisible
        if period.revoked_at is None:
            raise DomainError(_("It is not revoked; nothing has changed."))
        period.revoked_at = period.revoked_class = None
        audit.record(
            "certification.reinstated",
            "award_period",
            period.id,
            actor_id=actor_id,
            person_id=period.person_id,
            certification=period.certification_key,
            reason=reason.strip(),
        )
