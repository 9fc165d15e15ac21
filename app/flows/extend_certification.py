"""A certification's last valid day is moved later; beyond a limit, and for oneself, a second person has to approve."""

from datetime import date, datetime

from flask import current_app

from app.certification.models import AwardPeriod
from app.certification.services import Asked, By, Changed, ask, extend, moved_by
from app.core.db import db, transaction
from app.core.errors import NotVisible


def extend_certification(
    period_id: int, *, until: date, actor_id: int, reason: str, now: datetime
) -> Changed | Asked:
    """Extend it, or ask a second person. The caller has checked that the actor may.

    Raises NotVisible or DomainError.
    """
    with transaction():
        period = db.session.get(AwardPeriod, period_id)
        if period is None:
            raise NotVisible
        is_small = moved_by(period_id, until) <= current_app.config["KRU"].second_person_days
        if is_small and period.person_id != actor_id:
            return extend(period_id, until, By(actor_id, reason), now=now)
        return ask(
            "extend",
            period.person_id,
            period.certification_key,
            period_id=period_id,
            details={"until": until.isoformat()},
            reason=reason,
            actor_id=actor_id,
            now=now,
        )
