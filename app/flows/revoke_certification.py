"""A certification is taken back, and its holder is told why; for misconduct a second person has to approve."""

from datetime import datetime

from app.certification.expiry import local_day
from app.certification.models import AwardPeriod
from app.certification.queries import definition_version
from app.certification.services import Asked, Changed, ask, revoke
from app.core.db import db, transaction
from app.core.errors import NotVisible
from app.notifications.services import tell

NEEDS_A_SECOND = "misconduct"


def ask_or_revoke(
    period_id: int, *, actor_id: int, revoked_class: str, reason: str, now: datetime
) -> Changed | Asked:
    """Revoke the period, or ask a second person where it accuses somebody.

    The caller has checked that the actor may. Raises NotVisible or DomainError.
    """
    if revoked_class != NEEDS_A_SECOND:
        return revoke_certification(
            period_id, actor_id=actor_id, revoked_class=revoked_class, reason=reason, now=now
        )
    period = db.session.get(AwardPeriod, period_id)
    if period is None:
        raise NotVisible
    return ask(
        "revoke",
        period.person_id,
        period.certification_key,
        period_id=period_id,
        details={"revoked_class": revoked_class},
        reason=reason,
        actor_id=actor_id,
        now=now,
    )


def revoke_certification(
    period_id: int,
    *,
    actor_id: int,
    revoked_class: str,
    reason: str,
    now: datetime,
    approved_by: int | None = None,
) -> Changed:
    """Revoke the period and tell its holder the class of the reason; the words stay in the record.

    The caller has checked that the actor may. Raises NotVisible or DomainError.
    """
    with transaction():
        revoked = revoke(
            period_id,
            actor_id=actor_id,
            revoked_class=revoked_class,
            reason=reason,
            now=now,
            approved_by=approved_by,
        )
        tell(
            revoked.person_id,
            "revoked",
            key=f"revoked:{period_id}:{int(now.timestamp())}",
            now=now,
            certification=revoked.certification_key,
            title=definition_version(revoked.version_id).title,
            revoked_class=revoked_class,
            revoked_on=local_day(now, revoked.zone).isoformat(),
        )
        return revoked
