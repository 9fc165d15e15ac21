"""Who is told that a certification lapses soon: 60, 30, 14 and 3 days before, from nine o'clock of their day.

Asked every minute it looks once an hour; each stage of a period is told once, also when the scheduler was away for
days, and none once the certification is renewed, revoked or its holder has left.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.catalogue.queries import live_documents
from app.certification.expiry import local_day
from app.certification.models import AwardPeriod
from app.certification.queries import definition_version
from app.core import clock
from app.core.db import db
from app.core.jobs import enqueue, job
from app.notifications.services import tell
from app.people.models import Person

STAGES = (60, 30, 14, 3)
"""Days before the last valid day."""
MORNING = 9
BATCH = 200


def remind_of_expiry(*, now: datetime) -> None:
    """Owe the look of this hour; further calls within it change nothing."""
    hour = f"{now:%Y-%m-%dT%H}"
    enqueue(remind_batch, key=f"remind:{hour}:0", hour=hour, after_id=0)


@job("flows.remind_batch")
def remind_batch(hour: str, after_id: int) -> None:
    """Tell the next holders, then owe the batch after them."""
    last = tell_of_expiry(now=clock.now(), after_id=after_id)
    if last is not None:
        enqueue(remind_batch, key=f"remind:{hour}:{last}", hour=hour, after_id=last)


def tell_of_expiry(*, now: datetime, after_id: int = 0, limit: int = BATCH) -> int | None:
    """Tell the holders of the next periods that end soon; returns the last period's id, None when none is left."""
    periods = _ending_soon(now, after_id, limit)
    live = live_documents("certification")
    for period in periods:
        if period.certification_key in live:
            _tell(period, now)
    return periods[-1].id if len(periods) == limit else None


def _ending_soon(now: datetime, after_id: int, limit: int) -> Sequence[Any]:
    """Standing periods of active people that no later cycle has replaced and that end within the first stage."""
    later = aliased(AwardPeriod)
    today = now.date()
    return db.session.execute(
        select(
            AwardPeriod.id,
            AwardPeriod.person_id,
            AwardPeriod.certification_key,
            AwardPeriod.version_id,
            AwardPeriod.valid_from,
            AwardPeriod.valid_until,
            AwardPeriod.zone,
        )
        .join(Person, Person.id == AwardPeriod.person_id)
        .where(
            AwardPeriod.id > after_id,
            AwardPeriod.valid_until >= today - timedelta(days=1),
            AwardPeriod.valid_until <= today + timedelta(days=STAGES[0] + 1),
            AwardPeriod.revoked_at.is_(None),
            Person.disabled_at.is_(None),
            ~exists().where(
                later.person_id == AwardPeriod.person_id,
                later.certification_key == AwardPeriod.certification_key,
                later.cycle > AwardPeriod.cycle,
            ),
        )
        .order_by(AwardPeriod.id)
        .limit(limit)
    ).all()


def _tell(period: Any, now: datetime) -> None:
    if now.astimezone(ZoneInfo(period.zone)).hour < MORNING:
        return
    left = (period.valid_until - local_day(now, period.zone)).days
    stage = stage_of(left, (period.valid_until - period.valid_from).days)
    if stage is None:
        return
    tell(
        period.person_id,
        "lapses_soon",
        key=f"lapses_soon:{period.id}:{stage}",
        now=now,
        certification=period.certification_key,
        title=definition_version(period.version_id).title,
        until=period.valid_until.isoformat(),
        days=left,
    )


def stage_of(left: int, length: int) -> int | None:
    """The nearest stage that has been reached; none after the end, nor one as long as the period itself."""
    reached = [stage for stage in STAGES if 0 <= left <= stage < length]
    return min(reached, default=None)
