"""Take an award back, and let it stand again."""

from datetime import datetime

from app.certification.models import REVOCATION_CLASSES
from app.certification.services.changing import By, Changed, as_changed, changing
from app.core.errors import DomainError
from app.core.i18n import gettext as _


def revoke(
    period_id: int,
    *,
    actor_id: int,
    revoked_class: str,
    reason: str,
    now: datetime,
    approved_by: int | None = None,
) -> Changed:
    """Take an award back for a reason; the row stays and says so. Raises NotVisible or DomainError."""
    if revoked_class not in REVOCATION_CLASSES:
        raise DomainError(_("Choose why it is revoked."), field="revoked_class")
    with changing(period_id, "revoked", By(actor_id, reason, approved_by), now=now) as period:
        if period.revoked_at is not None:
            raise DomainError(_("It is revoked already; nothing has changed."))
        period.revoked_at, period.revoked_class = max(now, period.changed_at), revoked_class
    return as_changed(period)


def reinstate(
    period_id: int, *, actor_id: int, reason: str, now: datetime, approved_by: int | None = None
) -> Changed:
    """Let a revoked award stand again, with the dates it had. Raises NotVisible or DomainError.

    That it was revoked meanwhile stays in its history.
    """
    with changing(period_id, "reinstated", By(actor_id, reason, approved_by), now=now) as period:
        if period.revoked_at is None:
            raise DomainError(_("It is not revoked; nothing has changed."))
        period.revoked_at = period.revoked_class = None
    return as_changed(period)
