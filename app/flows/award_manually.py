"""A certification is given for evidence from elsewhere; a second person always has to approve."""

from datetime import datetime

from app.certification.eligibility import Evidence
from app.certification.queries import live_definitions
from app.certification.services import Asked, Awarded, Given, ask, award_by_hand, check_given, give_evidence
from app.core.db import transaction
from app.core.errors import NotVisible
from app.flows.settle import follow_up, settle
from app.people.queries import get_learner
from app.people.services import lock_person


def award_manually(
    person_id: int, certification_key: str, *, given: Given, actor_id: int, reason: str, now: datetime
) -> Asked:
    """Ask a second person to award it. The caller has checked that the actor may.

    Raises NotVisible or DomainError.
    """
    if certification_key not in live_definitions():
        raise NotVisible
    check_given(given)
    details = {
        "name": given.name,
        "kind": given.kind,
        "reference": given.reference,
        "sha256": given.sha256,
    }
    return ask(
        "award",
        get_learner(person_id).person_id,
        certification_key,
        period_id=None,
        details=details,
        reason=reason,
        actor_id=actor_id,
        now=now,
    )


def carry_out(
    person_id: int,
    certification_key: str,
    *,
    given: Given,
    actor_id: int,
    approved_by: int,
    reason: str,
    now: datetime,
) -> Awarded:
    """Keep the evidence, open the period, owe its certificate, tell the holder, and settle what follows."""
    with transaction():
        lock_person(person_id)
        give_evidence(person_id, certification_key, given, actor_id=actor_id, now=now)
        awarded = award_by_hand(
            get_learner(person_id),
            certification_key,
            facts=[Evidence("evidence", given.name, 1, None, now, for_certification=certification_key)],
            actor_id=actor_id,
            approved_by=approved_by,
            reason=reason,
            now=now,
        )
        follow_up(person_id, awarded, now)
        settle(person_id, now=now)
        return awarded
