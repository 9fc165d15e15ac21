"""Award what the evidence earns, and what two people of the programme give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.assessment.queries import exams_passed
from app.catalogue.models import Publication
from app.catalogue.queries import Live
from app.certification.definition import Definition
from app.certification.eligibility import Evidence, Met, next_award, weigh
from app.certification.expiry import Span, first_span, is_renewable, local_day, renewed_span
from app.certification.models import AwardPeriod
from app.certification.queries import (
    as_evidence,
    as_held,
    certifications_held_by,
    evidence_given_to,
    live_definitions,
    period_of,
)
from app.core import audit
from app.core.db import read, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.learning.queries import courses_completed
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

    Any number of calls ends the same; call it with the person locked, and pass what was finished and passed if it
    was read under that lock. The constraint on person, certification and cycle refuses a second period whatever
    happens. An award may be what another certification waits for, so it is asked until nothing new comes.
    """
    person_id = learner.person_id
    done = (
        as_evidence(courses_completed(person_id), exams_passed(person_id)) if evidence is None else evidence
    )
    facts = [*done, *evidence_given_to(person_id), *certifications_held_by(person_id)]
    awarded: list[Awarded] = []
    last: dict[str, Any] | None = None
    while definitions := _within_reach(facts):
        if last is None:
            last = _last_periods(person_id)
        opened = [
            period
            for live in definitions
            if (period := _open_next(live, last.get(live.document.key), facts, learner, now))
        ]
        if not opened:
            break
        last |= {period.certification_key: period for period in opened}
        facts += [as_held(period) for period in opened]
        awarded += [_as_awarded(period) for period in opened]
    return awarded


def _within_reach(facts: Sequence[Evidence]) -> list[Live[Definition]]:
    """The definitions of which some path is met by all the evidence there is: no part of it meets any other."""
    return [
        live
        for live in live_definitions().values()
        if any(
            isinstance(weigh(path, facts), Met)
            for path in (live.document.requirements, live.document.renewal.requirements)
            if path is not None
        )
    ]


def _last_periods(person_id: int) -> dict[str, Any]:
    return {row.certification_key: row for row in read(LAST_PERIODS, person_id=person_id)}


def _open_next(
    live: Live[Definition], last: Any, evidence: Iterable[Evidence], learner: Learner, now: datetime
) -> AwardPeriod | None:
    """The period that is due after `last`, written down, or None."""
    previous = period_of(last) if last is not None else None
    met = next_award(live.document, previous, evidence, now)
    if not isinstance(met, Met) or met.at > now:
        return None
    with transaction() as session:
        certified_at = min(now, max(met.at, _published_at(session, live.version_id)))
        period = _as_period(live, last, learner, certified_at)
        period.evidence = {"facts": [as_fact(fact) for fact in met.by]}
        session.add(period)
        session.flush()
        _note_award(period, actor_id=None)
        return period


def award_by_hand(
    learner: Learner,
    certification_key: str,
    *,
    facts: Sequence[Evidence],
    actor_id: int,
    approved_by: int,
    reason: str,
    now: datetime,
) -> Awarded:
    """Open the next period for evidence from elsewhere. Raises NotVisible, or DomainError while one is held.

    Call it with the person locked.
    """
    live = live_definitions().get(certification_key)
    if live is None:
        raise NotVisible
    with transaction() as session:
        last = _last_periods(learner.person_id).get(certification_key)
        if last is not None and not is_renewable(period_of(last), now):
            raise DomainError(_("It is held and cannot be renewed yet; extend it instead."))
        period = _as_period(live, last, learner, now)
        period.evidence = {"facts": [as_fact(fact) for fact in facts]}
        period.origin, period.changed_by, period.approved_by = "manual", actor_id, approved_by
        period.change_reason = reason
        session.add(period)
        session.flush()
        _note_award(period, actor_id=actor_id, approved_by=approved_by, reason=reason)
        return _as_awarded(period)


def _as_period(live: Live[Definition], last: Any, learner: Learner, certified_at: datetime) -> AwardPeriod:
    """The period after `last`, its evidence still to be named."""
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
        evidence={},
        revoked_at=None,
        revoked_class=None,
        changed_at=certified_at,
    )


def _published_at(session: Session, version_id: int) -> datetime:
    """When that wording came out: nobody has held it since an earlier day."""
    return session.scalars(select(Publication.published_at).where(Publication.id == version_id)).one()


def _span(definition: Definition, last: Any, certified_on: date) -> Span:
    if last is None or last.revoked_at is not None:
        return first_span(certified_on, definition.terms)
    return renewed_span(period_of(last).span, certified_on, definition.terms)


def as_fact(fact: Evidence) -> dict[str, Any]:
    """A fact as the period keeps it."""
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


def _note_award(period: AwardPeriod, *, actor_id: int | None, **more: object) -> None:
    audit.record(
        "certification.awarded",
        "award_period",
        period.id,
        actor_id=actor_id,
        person_id=period.person_id,
        certification=period.certification_key,
        cycle=period.cycle,
        valid_until=period.valid_until.isoformat() if period.valid_until else None,
        **more,
    )
