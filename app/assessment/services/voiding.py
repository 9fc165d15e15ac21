"""Declare an attempt void: it stays in the history with the reason, and counts for nothing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, update

from app.assessment import terms
from app.assessment.models import Attempt
from app.assessment.services.closing import lock_attempt
from app.assessment.services.reasons import checked_reason
from app.core import audit
from app.core.db import transaction, write
from app.core.errors import DomainError
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class Voided:
    """An attempt that no longer counts. What a pass has earned already is not taken back by this."""

    attempt_id: int
    person_id: int
    quiz_ref: str
    had_passed: bool


VOID = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt_id"))
    .values(
        outcome="void",
        closed_at=bindparam("at"),
        score=bindparam("won"),
        voided_at=bindparam("declared_at"),
        voided_by=bindparam("who"),
        void_reason=bindparam("because"),
    )
)


def void_attempt(attempt_id: int, *, actor_id: int, reason: str, now: datetime) -> Voided:
    """Take an attempt out of what counts; an open one ends here. The caller has checked who may.

    Raises NotVisible, and DomainError for one's own attempt, one that is void already, or no reason.
    """
    because = checked_reason(reason)
    with transaction():
        attempt = lock_attempt(attempt_id)
        if attempt.person_id == actor_id:
            raise DomainError(_("You cannot decide about your own attempt. Ask a colleague to do it."))
        if attempt.outcome == "void":
            raise DomainError(_("This attempt is void already."))
        closed_at = attempt.closed_at or terms.finish_time(attempt.ends_at, now)
        write(
            VOID,
            attempt_id=attempt_id,
            at=closed_at,
            won=Decimal(0) if attempt.score is None else attempt.score,
            declared_at=now,
            who=actor_id,
            because=because,
        )
        audit.record(
            "attempt.voided",
            "attempt",
            attempt_id,
            actor_id=actor_id,
            person_id=attempt.person_id,
            quiz=attempt.quiz_ref,
            had_passed=bool(attempt.passed),
            reason=because,
        )
        return Voided(attempt_id, attempt.person_id, attempt.quiz_ref, bool(attempt.passed))
