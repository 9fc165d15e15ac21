"""What is finished: items one by one, and courses whose needed items are all done."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, case, select, update

from app.catalogue.documents import AnyItem, Course
from app.catalogue.queries import live_course, live_courses
from app.core.db import UtcTime, insert_unless, read, transaction, write
from app.core.errors import NotVisible
from app.learning.completion import Finished, done_items, finished_at
from app.learning.models import Enrolment, ItemCompletion
from app.learning.queries import CompletedCourse
from app.learning.services.enrolling import enrol


def complete_item(
    person_id: int,
    course_key: str,
    item_key: str,
    *,
    evidence: str,
    now: datetime,
    wording: str | None = None,
) -> None:
    """Record that an item of the current go is finished as it is worded now; once, however often called.

    `evidence` says what proves it (attempt:7). `wording` is the hash of the accepted words when they, not the
    whole item, are what counts. Raises NotVisible for a course or item that is not live.
    """
    live = live_course(course_key)
    item = live.document.find(item_key) if live else None
    if item is None:
        raise NotVisible
    with transaction():
        note_finished(
            enrol(person_id, course_key, now=now), item, evidence=evidence, now=now, wording=wording
        )


BEEN_HERE = (
    update(Enrolment)
    .where(Enrolment.id == bindparam("go_id"))
    .values(
        last_item_key=bindparam("item"),
        last_active_at=case(
            (Enrolment.last_active_at > bindparam("at", type_=UtcTime), Enrolment.last_active_at),
            else_=bindparam("at", type_=UtcTime),
        ),
    )
    .returning(Enrolment.course_key)
)
"""It locks the go as well."""
FINISHED = select(ItemCompletion.id).where(
    ItemCompletion.enrolment_id == bindparam("enrolment_id"),
    ItemCompletion.item_key == bindparam("item_key"),
    ItemCompletion.item_hash == bindparam("item_hash"),
)
COMPLETION = insert_unless(
    FINISHED,
    ItemCompletion,
    "enrolment_id",
    "item_key",
    "item_hash",
    "item_kind",
    "version_id",
    "evidence",
    "completed_at",
)


def note_finished(
    enrolment_id: int, item: AnyItem, *, evidence: str, now: datetime, wording: str | None = None
) -> bool:
    """Record that an item is finished in that go; whether this is new."""
    with transaction():
        live = live_course(write(BEEN_HERE, go_id=enrolment_id, item=item.key, at=now).scalar_one())
        if live is None:
            raise NotVisible
        made = write(
            COMPLETION,
            enrolment_id=enrolment_id,
            item_key=item.key,
            item_hash=wording or item.hash,
            item_kind=item_kind(item),
            version_id=live.version_id,
            evidence=evidence,
            completed_at=now,
        )
        return made.first() is not None


def item_kind(item: AnyItem) -> str:
    """The word for an item's kind: video, datasheet, …"""
    return str(item.__struct_config__.tag)


UNFINISHED = (
    select(Enrolment.id, Enrolment.course_key, Enrolment.cycle)
    .where(Enrolment.person_id == bindparam("person_id"), Enrolment.completed_at.is_(None))
    .order_by(Enrolment.course_key, Enrolment.cycle)
    .with_for_update()
)
FINISHED_IN_THEM = (
    select(
        ItemCompletion.enrolment_id,
        ItemCompletion.item_key,
        ItemCompletion.item_hash,
        ItemCompletion.completed_at,
    )
    .join(Enrolment, Enrolment.id == ItemCompletion.enrolment_id)
    .where(Enrolment.person_id == bindparam("person_id"), Enrolment.completed_at.is_(None))
)
CLOSED = (
    update(Enrolment)
    .where(Enrolment.id == bindparam("go_id"))
    .values(completed_at=bindparam("at"), completed_version_id=bindparam("version"))
)


def complete_courses(person_id: int, *, now: datetime) -> list[CompletedCourse]:
    """Close every go whose live version's needed items are all done; returns what is new.

    A course counts from the moment its last needed item was finished, so that settling sooner or later
    leads to the same end. `now` is not before that moment.
    """
    courses = live_courses()
    with transaction():
        waiting = read(UNFINISHED, person_id=person_id).all()
        finished: dict[int, list[Finished]] = {}
        for enrolment_id, key, wording, done_at in read(FINISHED_IN_THEM, person_id=person_id):
            finished.setdefault(enrolment_id, []).append(Finished(key, wording, done_at))
        closed = []
        for go in waiting:
            live = courses.get(go.course_key)
            at = _finished_at(live.document, finished.get(go.id, ())) if live else None
            if live is not None and at is not None:
                at = min(at, now)
                write(CLOSED, go_id=go.id, at=at, version=live.version_id)
                closed.append(CompletedCourse(go.course_key, go.cycle, live.version_id, at))
        return closed


def _finished_at(course: Course, finished: Iterable[Finished]) -> datetime | None:
    return finished_at(course, done_items(course, finished))
