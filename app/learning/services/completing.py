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
    if item is None:
        raise NotVisible
    with transaction():
        note_finished(
            enrol(person_id, course_key, now=now), item, evidence=evidence, now=now, wording=wording
        )


def note_finished(
    enrolment_id: int, item: AnyItem, *, evidence: str, now: datetime, wording: str | None = None
) -> bool:
    """Record that an item is finished in that go; whether this is new."""
    with transaction() as session:
        go = session.get_one(Enrolment, enrolment_id, with_for_update=True, populate_existing=True)
        live = live_course(go.course_key)
        if live is None:
            raise NotVisible
        go.last_item_key, go.last_active_at = item.key, max(go.last_active_at, now)
        fact = {"enrolment_id": go.id, "item_key": item.key, "item_hash": wording or item.hash}
        is_new = session.scalar(select(ItemCompletion.id).filter_by(**fact)) is None
        if is_new:
            session.add(
                ItemCompletion(
                    **fact,
                    item_kind=item_kind(item),
                    version_id=live.version_id,
                    evidence=evidence,
                    completed_at=now,
                )
            )
        session.flush()
        return is_new


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
