"""What is finished: items one by one, and courses whose needed items are all done."""

from datetime import datetime

from sqlalchemy import select

from app.catalogue.documents import AnyItem
from app.catalogue.queries import live_course, live_courses
from app.core.db import transaction
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
    if live is None or item is None:
        raise NotVisible
    with transaction() as session:
        enrolment_id = enrol(person_id, course_key, now=now)
        enrolment = session.get_one(Enrolment, enrolment_id, with_for_update=True)
        _note(enrolment, item, live.version_id, evidence=evidence, wording=wording or item.hash, now=now)


def _note(
    enrolment: Enrolment, item: AnyItem, version_id: int, *, evidence: str, wording: str, now: datetime
) -> None:
    with transaction() as session:
        enrolment.last_item_key, enrolment.last_active_at = item.key, max(enrolment.last_active_at, now)
        there = select(ItemCompletion.id).where(
            ItemCompletion.enrolment_id == enrolment.id,
            ItemCompletion.item_key == item.key,
            ItemCompletion.item_hash == wording,
        )
        if session.scalar(there) is None:
            session.add(
                ItemCompletion(
                    enrolment_id=enrolment.id,
                    item_key=item.key,
                    item_hash=wording,
                    item_kind=item_kind(item),
                    version_id=version_id,
                    evidence=evidence,
                    completed_at=now,
                )
            )
        session.flush()


def item_kind(item: AnyItem) -> str:
    """The word for an item's kind: video, datasheet, …"""
    return str(item.__struct_config__.tag)


def complete_courses(person_id: int, *, now: datetime) -> list[CompletedCourse]:
    """Close every go whose live version's needed items are all done; returns what is new.

    A course counts from the moment its last needed item was finished, so that settling sooner or later
    leads to the same end. `now` is not before that moment.
    """
    courses = live_courses()
    with transaction() as session:
        waiting = session.scalars(
            select(Enrolment)
            .where(Enrolment.person_id == person_id, Enrolment.completed_at.is_(None))
            .order_by(Enrolment.course_key, Enrolment.cycle)
            .with_for_update()
        ).all()
        finished = _finished([go.id for go in waiting])
        closed = []
        for go in waiting:
            live = courses.get(go.course_key)
            if live is None:
                continue
            done = done_items(live.document, finished.get(go.id, []))
            at = finished_at(live.document, done)
            if at is not None:
                go.completed_at, go.completed_version_id = min(at, now), live.version_id
                closed.append(CompletedCourse(go.course_key, go.cycle, live.version_id, min(at, now)))
        session.flush()
        return closed


def _finished(enrolment_ids: list[int]) -> dict[int, list[Finished]]:
    finished: dict[int, list[Finished]] = {}
    with transaction() as session:
        for row in session.execute(
            select(
                ItemCompletion.enrolment_id,
                ItemCompletion.item_key,
                ItemCompletion.item_hash,
                ItemCompletion.completed_at,
            ).where(ItemCompletion.enrolment_id.in_(enrolment_ids))
        ):
            finished.setdefault(row[0], []).append(Finished(*row[1:]))
    return finished
