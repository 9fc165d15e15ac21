"""A certification that was taken back stands again, and its holder is told."""

from datetime import datetime

from app.certification.models import AwardPeriod
from app.certification.queries import definition_version
from app.certification.services import Changed, reinstate
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.notifications.services import tell


def reinstate_certification(
    period_id: int, *, actor_id: int, reason: str, now: datetime, approved_by: int | None = None
) -> Changed:
    """Reinstate the period with the dates it had. Not one's own. The caller has checked that the actor may.

    Raises NotVisible or DomainError.
    """
    with transaction():
        period = db.session.get(AwardPeriod, period_id)
        if period is not None and period.person_id == actor_id and approved_by is None:
            raise DomainError(_("This is about you. A colleague has to decide."))
        changed = reinstate(period_id, actor_id=actor_id, reason=reason, now=now, approved_by=approved_by)
        tell(
            changed.person_id,
            "reinstated",
            key=f"reinstated:{period_id}:{int(now.timestamp())}",
            now=now,
            certification=changed.certification_key,
            title=definition_version(changed.version_id).title,
            until=changed.valid_until.isoformat() if changed.valid_until else None,
        )
        return changed
