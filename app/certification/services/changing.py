"""What every change of a period has in common: the lock, the reason, and the record of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.certification.models import AwardPeriod
from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _

SHORTEST_REASON = 10


@dataclass(frozen=True)
class Changed:
    """A period after a change of it."""

    period_id: int
    person_id: int
    certification_key: str
    version_id: int
    zone: str
    valid_until: date | None
    grace_until: date | None


@dataclass(frozen=True)
class By:
    """Who changes something, who has approved it if two were needed, and why."""

    actor_id: int | None
    reason: str
    approved_by: int | None = None


def said_why(reason: str) -> str:
    """The reason as it is kept. Raises DomainError if it says nothing."""
    words = reason.strip()
    if len(words) < SHORTEST_REASON:
        raise DomainError(_("Say why in at least 10 characters; it is kept for the record."), field="reason")
    return words[:500]


@contextmanager
def changing(period_id: int, change: str, by: By, *, now: datetime) -> Iterator[AwardPeriod]:
    """The locked period, to be changed in the block; what it said before is kept by the database.

    Raises NotVisible if there is none, and DomainError without a reason.
    """
    reason = said_why(by.reason)
    with transaction() as session:
        period = session.get(AwardPeriod, period_id, with_for_update=True)
        if period is None:
            raise NotVisible
        yield period
        # A later change is never dated before an earlier one, whatever the clocks of two machines say
        period.change, period.changed_at = change, max(now, period.changed_at)
        period.changed_by, period.approved_by, period.change_reason = by.actor_id, by.approved_by, reason
        session.flush()
        audit.record(
            f"certification.{change}",
            "award_period",
            period.id,
            actor_id=by.actor_id,
            approved_by=by.approved_by,
            person_id=period.person_id,
            certification=period.certification_key,
            valid_until=period.valid_until.isoformat() if period.valid_until else None,
            grace_until=period.grace_until.isoformat() if period.grace_until else None,
            revoked_class=period.revoked_class,
            reason=reason,
        )


def refuse_unless_standing(period: AwardPeriod) -> None:
    """Only the newest cycle that is not revoked can be moved. Raises DomainError."""
    if period.revoked_at is not None:
        raise DomainError(_("It is revoked; reinstate it first."))
    if period.valid_until is None:
        raise DomainError(_("It has no end, so there is nothing to move."))
    with transaction() as session:
        later = select(AwardPeriod.id).where(
            AwardPeriod.person_id == period.person_id,
            AwardPeriod.certification_key == period.certification_key,
            AwardPeriod.cycle > period.cycle,
        )
        if session.scalar(later.limit(1)) is not None:
            raise DomainError(_("It was renewed since; change the newest one."))


def as_changed(period: AwardPeriod) -> Changed:
    return Changed(
        period.id,
        period.person_id,
        period.certification_key,
        period.version_id,
        period.zone,
        period.valid_until,
        period.grace_until,
    )
