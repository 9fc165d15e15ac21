"""A renewal is due later: the grace ends later; beyond a limit, and for oneself, a second person has to approve."""

from datetime import date, datetime

from flask import current_app

from app.certification.models import AwardPeriod
from app.certification.services import Asked, By, Changed, ask, defer, moved_by
from app.core.db import db, transaction
from app.core.errors import NotVisible


def defer_certification(
    period_id: int, *, grace_until: date, actor_id: int, reason: str, now: datetime
) -> Changed | Asked:
    """Defer it, or ask a second person. The caller has checked that the actor may.

    Raises NotVisible or DomainError.
    """
    with transaction():
        period = db.session.get(AwardPeriod, period_id)
        if period is None:
            raise NotVisible
        is_small = (
            moved_by(period_id, grace_until, is_grace=True) <= current_app.config["KRU"].second_person_days
        )
        if is_small and period.person_id != actor_id:
            return defer(period_id, grace_until, By(actor_id, reason), now=now)
        return ask(
            "defer",
            period.person_id,
            period.certification_key,
            period_id=period_id,
            details={"until": grace_until.isoformat()},
            reason=reason,
            actor_id=actor_id,
            now=now,
        )
