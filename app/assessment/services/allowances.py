"""Allow somebody more than the rule: further attempts, more time, no pause. History stays as it is."""

from datetime import datetime

from sqlalchemy import select

from app.assessment import terms
from app.assessment.models import Attempt
from app.assessment.queries import allowed_to
from app.assessment.records import Allowance
from app.assessment.services.reasons import checked_reason
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _


def grant_allowance(
    person_id: int,
    *,
    quiz_ref: str | None,
    cycle: int | None = None,
    extra_attempts: int = 0,
    time_percent: int = 100,
    skips_wait: bool = False,
    reason: str,
    actor_id: int,
    now: datetime,
) -> int:
    """The id of what was granted, at one quiz or, with `quiz_ref` None, at all. The caller has checked who may.

    More time reaches an attempt that is open, unless its time is over. Raises DomainError, which names the field.
    """
    because = checked_reason(reason)
    _check(person_id, quiz_ref, cycle, extra_attempts, time_percent, skips_wait, actor_id)
    with transaction() as session:
        row = Allowance(
            person_id=person_id,
            quiz_ref=quiz_ref,
            cycle=cycle if extra_attempts else None,
            extra_attempts=extra_attempts,
            time_percent=time_percent,
            skips_wait=skips_wait,
            reason=because,
            granted_by=actor_id,
            granted_at=now,
        )
        session.add(row)
        session.flush()
        moved = _give_time(person_id, quiz_ref, now) if time_percent > 100 else []
        audit.record(
            "allowance.granted",
            "person",
            person_id,
            actor_id=actor_id,
            allowance_id=row.id,
            quiz=quiz_ref or "*",
            extra_attempts=extra_attempts,
            time_percent=time_percent,
            skips_wait=skips_wait,
            attempts_moved=moved,
            reason=because,
        )
        return row.id


def _check(
    person_id: int,
    quiz_ref: str | None,
    cycle: int | None,
    extra_attempts: int,
    time_percent: int,
    skips_wait: bool,
    actor_id: int,
) -> None:
    if person_id == actor_id:
        raise DomainError(_("You cannot allow yourself more. Ask a colleague to do it."))
    if not 0 <= extra_attempts <= 100:
        raise DomainError(_("Choose a number from 0 to 100."), field="extra_attempts")
    if not 100 <= time_percent <= 1000:
        raise DomainError(_("Choose a number from 100 to 1000."), field="time_percent")
    if extra_attempts and (quiz_ref is None or cycle is None):
        raise DomainError(_("Say at which quiz the further attempts are."), field="extra_attempts")
    if not (extra_attempts or time_percent > 100 or skips_wait):
        raise DomainError(_("Nothing is allowed yet. Choose attempts, time, or no waiting."))


def _give_time(person_id: int, quiz_ref: str | None, now: datetime) -> list[int]:
    """Move the deadlines of what is open under the attempts' locks; the ids of those that were moved."""
    open_ones = select(Attempt).where(Attempt.person_id == person_id, Attempt.closed_at.is_(None))
    if quiz_ref is not None:
        open_ones = open_ones.where(Attempt.quiz_ref == quiz_ref)
    moved = []
    for attempt in db.session.scalars(open_ones.order_by(Attempt.id).with_for_update()):
        allowed = allowed_to(person_id, attempt.quiz_ref, cycle=attempt.cycle)
        frozen = terms.from_dict(attempt.policy)
        deadline = frozen.deadline(attempt.started_at, time_percent=allowed.time_percent)
        if deadline != attempt.deadline_at and not terms.is_overdue(attempt.ends_at, now):
            attempt.deadline_at, attempt.ends_at = deadline, frozen.last_moment(deadline)
            moved.append(attempt.id)
    return moved
