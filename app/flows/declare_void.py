"""An attempt is declared void; what is left may then be a pass."""

from datetime import datetime

from app.assessment.services import Voided, void_attempt
from app.core.db import transaction
from app.flows.record_pass import finish_if_passed
from app.flows.settle import settle_or_retry


def declare_void(attempt_id: int, *, actor_id: int, reason: str, now: datetime) -> Voided:
    """Take the attempt out of what counts. Without it the mean, or the latest attempt, may reach the pass mark.

    What a pass has earned before is not taken back. The caller has checked who may. Raises NotVisible, DomainError.
    """
    with transaction():
        voided = void_attempt(attempt_id, actor_id=actor_id, reason=reason, now=now)
        is_passed = finish_if_passed(voided.person_id, voided.quiz_ref, cycle=voided.cycle)
    if is_passed:
        settle_or_retry(voided.person_id, now=now)
    return voided
