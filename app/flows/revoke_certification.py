"""A certification is taken back, and its holder is told why."""

from datetime import datetime

from app.certification.expiry import local_day
from app.certification.queries import definition_version
from app.certification.services import Revoked, revoke
from app.core.db import transaction
from app.notifications.services import tell


def revoke_certification(
    period_id: int, *, actor_id: int, revoked_class: str, reason: str, now: datetime
) -> Revoked:
    """Revoke the period and tell its holder the class of the reason; the words stay in the record.

    The caller has checked that the actor may. Raises NotVisible or DomainError.
    """
    with transaction():
        revoked = revoke(period_id, actor_id=actor_id, revoked_class=revoked_class, reason=reason, now=now)
        tell(
            revoked.person_id,
            "revoked",
            key=f"revoked:{period_id}",
            now=now,
            certification=revoked.certification_key,
            title=definition_version(revoked.version_id).title,
            revoked_class=revoked_class,
            revoked_on=local_day(now, revoked.zone).isoformat(),
        )
        return revoked
