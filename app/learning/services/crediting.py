"""Crediting what opened pages report. It runs every few seconds for everybody who learns, so it is kept lean:

one read, which locks what it reads, and three writes, built once a process.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, and_, bindparam, select

from app.catalogue.documents import AnyItem
from app.core.db import AnyRow, Base, transaction
from app.core.errors import NotVisible
from app.core.tokens import token_hash
from app.learning import attention
from app.learning.beacons import Beacon
from app.learning.evidence import Evidence, add, weigh
from app.learning.models import AttentionClock, Enrolment, ItemProgress, Viewing
from app.learning.place import tidy_place
from app.learning.services.completing import note_finished

OPEN_FOR = timedelta(hours=24)
"""A page left open for longer is opened anew before it counts again."""
NOTE_EVERY = timedelta(minutes=1)
"""How exactly we keep when somebody was last active."""


class OutOfDate(Exception):
    """The page was opened too long ago or for an older wording: it must be opened again."""


@dataclass(frozen=True)
class Recorded:
    """The evidence after a report. `is_finished`: this report finished the item, so settle what it earns."""

    evidence: Evidence
    is_accepted: bool
    is_finished: bool


def record_beacon(
    person_id: int, course_key: str, item: AnyItem, beacon: Beacon, *, now: datetime
) -> Recorded:
    """Credit what an opened page reports, bounded by the person's clock.

    A beacon counts once and only in order: one whose number was seen before changes nothing. Raises NotVisible
    for a token that is not this person's for this item, OutOfDate when the page must be opened again.
    """
    with transaction():
        row = _opened_page(person_id, course_key, item.key, beacon.token)
        if row.item_hash != item.hash or now - row.opened_at > OPEN_FOR:
            raise OutOfDate
        if beacon.sequence <= row.last_sequence:
            return Recorded(row.evidence, is_accepted=False, is_finished=False)
        wall = attention.available(row.credited_until, row.opened_at, now)
        added = add(item, row.evidence, beacon.marks, wall=wall)
        clock = attention.advance(row.credited_until, row.opened_at, added.used, now)
        place = tidy_place(item, beacon.place) or row.position
        _write(person_id, row, beacon.sequence, clock, added.evidence, place, now)
        if row.last_item_key != item.key or now - row.last_active_at > NOTE_EVERY:
            _note_activity(row.enrolment_id, item.key, now)
        return Recorded(added.evidence, True, _just_finished(row, item, added.evidence, now))


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


OPENED_PAGE = (
    select(
        Viewing.id.label("viewing_id"), Viewing.item_hash, Viewing.opened_at, Viewing.last_sequence,
        Enrolment.id.label("enrolment_id"), Enrolment.last_item_key, Enrolment.last_active_at,
        ItemProgress.id.label("progress_id"), ItemProgress.evidence, ItemProgress.position,
        AttentionClock.credited_until,
    )
    .join(Enrolment, Enrolment.id == Viewing.enrolment_id)
    .join(AttentionClock, AttentionClock.person_id == Enrolment.person_id)
    .join(
        ItemProgress,
        and_(
            ItemProgress.enrolment_id == Viewing.enrolment_id,
            ItemProgress.item_key == Viewing.item_key,
            ItemProgress.item_hash == Viewing.item_hash,
        ),
    )
    .where(
        Viewing.token_hash == bindparam("token"),
        Viewing.item_key == bindparam("item_key"),
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.course_key == bindparam("course_key"),
    )
    .with_for_update(of=(AttentionClock, Viewing, ItemProgress))
)  # fmt: skip
"""The opened page with everything a beacon touches, locked together in one statement."""

MOVE_CLOCK = (
    _table(AttentionClock)
    .update()
    .where(AttentionClock.person_id == bindparam("who"))
    .values(credited_until=bindparam("until"))
)
COUNT_BEACON = (
    _table(Viewing).update().where(Viewing.id == bindparam("row")).values(last_sequence=bindparam("number"))
)
KEEP_EVIDENCE = (
    _table(ItemProgress)
    .update()
    .where(ItemProgress.id == bindparam("row"))
    .values(evidence=bindparam("proof"), position=bindparam("place"), updated_at=bindparam("at"))
)
NOTE_ACTIVITY = (
    _table(Enrolment)
    .update()
    .where(Enrolment.id == bindparam("row"))
    .values(last_item_key=bindparam("item"), last_active_at=bindparam("at"))
)


def _opened_page(person_id: int, course_key: str, item_key: str, token: str) -> AnyRow:
    with transaction() as session:
        row = session.execute(
            OPENED_PAGE,
            {
                "token": token_hash(token),
                "item_key": item_key,
                "person_id": person_id,
                "course_key": course_key,
            },
        ).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _write(
    person_id: int,
    row: AnyRow,
    sequence: int,
    clock: datetime,
    evidence: Evidence,
    place: dict[str, object],
    now: datetime,
) -> None:
    with transaction() as session:
        session.execute(MOVE_CLOCK, {"who": person_id, "until": clock})
        session.execute(COUNT_BEACON, {"row": row.viewing_id, "number": sequence})
        session.execute(KEEP_EVIDENCE, {"row": row.progress_id, "proof": evidence, "place": place, "at": now})


def _note_activity(enrolment_id: int, item_key: str, now: datetime) -> None:
    with transaction() as session:
        session.execute(NOTE_ACTIVITY, {"row": enrolment_id, "item": item_key, "at": now})


def _just_finished(row: AnyRow, item: AnyItem, evidence: Evidence, now: datetime) -> bool:
    """Finish the item when the evidence has become enough; what was enough before was finished before."""
    if weigh(item, row.evidence).is_complete or not weigh(item, evidence).is_complete:
        return False
    return note_finished(row.enrolment_id, item, evidence=f"progress:{row.progress_id}", now=now)
