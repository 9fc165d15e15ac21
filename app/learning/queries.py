"""Who is enrolled in what, how far they are, and what they have finished."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from app.catalogue.documents import Course, Curriculum
from app.catalogue.queries import live_courses, live_curricula
from app.core.db import db, read
from app.learning.audiences import Profile, is_meant_for
from app.learning.completion import Finished, done_items, minutes_left, required_items
from app.learning.models import (
    Acknowledgement,
    CurriculumEnrolment,
    Enrolment,
    ItemCompletion,
    ItemProgress,
)
from app.people.actor import Actor


@dataclass(frozen=True)
class CompletedCourse:
    """A course somebody finished, in which go and which version."""

    course_key: str
    cycle: int
    version_id: int
    completed_at: datetime


@dataclass(frozen=True)
class CompletedItem:
    """An item somebody finished, with the wording it had."""

    course_key: str
    item_key: str
    item_kind: str
    item_hash: str
    cycle: int
    completed_at: datetime


@dataclass(frozen=True)
class CourseProgress:
    """How far a person is in the current go at a course."""

    course_key: str
    cycle: int
    done: int
    total: int
    minutes_left: int
    completed_at: datetime | None
    last_item_key: str | None
    last_active_at: datetime


@dataclass(frozen=True)
class Go:
    """One go of a person at a course: an enrolment."""

    id: int
    course_key: str
    cycle: int
    last_item_key: str | None
    last_active_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class Following:
    """That a person follows a curriculum."""

    curriculum_key: str
    source: str
    enrolled_at: datetime
    due_on: date | None


@dataclass(frozen=True)
class Record:
    """What a person is enrolled in: read once a request, two statements."""

    current: dict[str, Go]
    """The latest go at each course."""
    completed: dict[str, datetime]
    """When each course was last completed, in any go."""
    following: dict[str, Following]


PERSON: BindParameter[int] = bindparam("person_id")
ENROLMENTS = (
    select(
        Enrolment.id, Enrolment.course_key, Enrolment.cycle, Enrolment.last_item_key,
        Enrolment.last_active_at, Enrolment.completed_at,
    )
    .where(Enrolment.person_id == PERSON)
    .order_by(Enrolment.course_key, Enrolment.cycle)
)  # fmt: skip
FOLLOWED = (
    select(
        CurriculumEnrolment.curriculum_key,
        CurriculumEnrolment.source,
        CurriculumEnrolment.enrolled_at,
        CurriculumEnrolment.due_on,
    )
    .where(CurriculumEnrolment.person_id == PERSON)
    .order_by(CurriculumEnrolment.enrolled_at, CurriculumEnrolment.id)
)


def record_of(person_id: int) -> Record:
    """Every enrolment of a person."""
    goes = [Go(*row) for row in read(ENROLMENTS, person_id=person_id)]
    return Record(
        current={go.course_key: go for go in goes},
        completed={go.course_key: go.completed_at for go in goes if go.completed_at},
        following={row[0]: Following(*row) for row in read(FOLLOWED, person_id=person_id)},
    )


def due_dates(curriculum_key: str, person_ids: Iterable[int]) -> dict[int, date | None]:
    """By when each of these people, who follow the curriculum, should be done with it."""
    rows = db.session.execute(
        select(CurriculumEnrolment.person_id, CurriculumEnrolment.due_on).where(
            CurriculumEnrolment.curriculum_key == curriculum_key,
            CurriculumEnrolment.person_id.in_(list(person_ids)),
        )
    )
    return {row.person_id: row.due_on for row in rows}


COURSES_COMPLETED = (
    select(Enrolment.course_key, Enrolment.cycle, Enrolment.completed_version_id, Enrolment.completed_at)
    .where(Enrolment.person_id == PERSON, Enrolment.completed_at.is_not(None))
    .order_by(Enrolment.completed_at, Enrolment.id)
)


def courses_completed(person_id: int) -> list[CompletedCourse]:
    """Every go that was finished, oldest first."""
    rows = read(COURSES_COMPLETED, person_id=person_id)
    return [CompletedCourse(key, cycle, version, at) for key, cycle, version, at in rows if version and at]


ITEMS_COMPLETED = (
    select(
        Enrolment.course_key, ItemCompletion.item_key, ItemCompletion.item_kind, ItemCompletion.item_hash,
        Enrolment.cycle, ItemCompletion.completed_at,
    )
    .join(Enrolment, Enrolment.id == ItemCompletion.enrolment_id)
    .where(Enrolment.person_id == PERSON)
    .order_by(ItemCompletion.completed_at, ItemCompletion.id)
)  # fmt: skip


def items_completed(person_id: int) -> list[CompletedItem]:
    """Every item that was finished, oldest first; one that was accepted again in new words appears again."""
    return [CompletedItem(*row) for row in read(ITEMS_COMPLETED, person_id=person_id)]


def course_progress(person_id: int, record: Record | None = None) -> dict[str, CourseProgress]:
    """How far a person is in every live course they are enrolled in, by course key.

    A constant number of statements; pass the record if it has been read already.
    """
    record = record or record_of(person_id)
    courses = live_courses()
    finished = _finished_by_go(person_id)
    return {
        key: _progress(courses[key].document, go, finished.get(go.id, []))
        for key, go in record.current.items()
        if key in courses
    }


FINISHED_BY_GO = (
    select(
        ItemCompletion.enrolment_id,
        ItemCompletion.item_key,
        ItemCompletion.item_hash,
        ItemCompletion.completed_at,
    )
    .join(Enrolment, Enrolment.id == ItemCompletion.enrolment_id)
    .where(Enrolment.person_id == PERSON)
)


def _finished_by_go(person_id: int) -> dict[int, list[Finished]]:
    rows = read(FINISHED_BY_GO, person_id=person_id)
    finished: dict[int, list[Finished]] = {}
    for enrolment_id, item_key, item_hash, completed_at in rows:
        finished.setdefault(enrolment_id, []).append(Finished(item_key, item_hash, completed_at))
    return finished


def _progress(course: Course, go: Go, finished: Iterable[Finished]) -> CourseProgress:
    needed = required_items(course)
    done = done_items(course, finished)
    is_over = go.completed_at is not None
    return CourseProgress(
        course_key=go.course_key,
        cycle=go.cycle,
        done=len(needed) if is_over else sum(item.key in done for item in needed),
        total=len(needed),
        minutes_left=0 if is_over else minutes_left(course, done),
        completed_at=go.completed_at,
        last_item_key=go.last_item_key,
        last_active_at=go.last_active_at,
    )


FINISHED_IN = select(ItemCompletion.item_key, ItemCompletion.item_hash, ItemCompletion.completed_at).where(
    ItemCompletion.enrolment_id == bindparam("enrolment_id")
)


def finished_in(enrolment_id: int) -> list[Finished]:
    """What was finished in one go at a course."""
    return [Finished(*row) for row in read(FINISHED_IN, enrolment_id=enrolment_id)]


@dataclass(frozen=True)
class Kept:
    """What is kept of a person in an item: the wording, the evidence, and the place where they were."""

    item_hash: str
    evidence: dict[str, Any]
    place: dict[str, Any]


KEPT = (
    select(ItemProgress.item_key, ItemProgress.item_hash, ItemProgress.evidence, ItemProgress.position)
    .where(ItemProgress.enrolment_id == bindparam("enrolment_id"))
    .order_by(ItemProgress.updated_at.desc(), ItemProgress.id.desc())
)
KEPT_OF_ITEM = KEPT.where(ItemProgress.item_key == bindparam("item_key"))


def progress_in(enrolment_id: int, item_key: str | None = None) -> dict[str, list[Kept]]:
    """What is kept of one go, by item, the newest first; of one item if it is named."""
    rows = (
        read(KEPT, enrolment_id=enrolment_id)
        if item_key is None
        else read(KEPT_OF_ITEM, enrolment_id=enrolment_id, item_key=item_key)
    )
    kept: dict[str, list[Kept]] = {}
    for key, item_hash, evidence, place in rows:
        kept.setdefault(key, []).append(Kept(item_hash, evidence, place))
    return kept


@dataclass(frozen=True)
class AcceptedText:
    """That somebody accepted a text: in which version, exactly which words, under which name, and when."""

    version: str
    text_hash: str
    name: str
    accepted_at: datetime


TEXTS_ACCEPTED = (
    select(
        Acknowledgement.version,
        Acknowledgement.text_hash,
        Acknowledgement.name,
        Acknowledgement.accepted_at,
    )
    .where(
        Acknowledgement.person_id == PERSON,
        Acknowledgement.course_key == bindparam("course_key"),
        Acknowledgement.item_key == bindparam("item_key"),
    )
    .order_by(Acknowledgement.accepted_at.desc(), Acknowledgement.id.desc())
)


def texts_accepted(person_id: int, course_key: str, item_key: str) -> list[AcceptedText]:
    """Every wording of an acknowledgement that the person accepted, the newest first."""
    rows = read(TEXTS_ACCEPTED, person_id=person_id, course_key=course_key, item_key=item_key)
    return [AcceptedText(*row) for row in rows]


def current_cycle(person_id: int, course_key: str) -> int:
    """The number of the go the person is in; 1 before the first."""
    latest = db.session.scalar(
        select(func.max(Enrolment.cycle)).where(
            Enrolment.person_id == person_id, Enrolment.course_key == course_key
        )
    )
    return latest or 1


def profile_of(actor: Actor) -> Profile:
    """What audience rules may ask about somebody who is signed in."""
    return Profile(actor.roles, actor.company_type, actor.company_tier, actor.company_region, actor.language)


def curricula_for(actor: Actor, record: Record) -> dict[str, Curriculum]:
    """The live curricula that are offered to the person or that they follow; for vendor roles all of them."""
    profile = profile_of(actor)
    return {
        key: live.document
        for key, live in live_curricula().items()
        if actor.is_vendor or key in record.following or is_meant_for(live.document.audience, profile)
    }


def open_course_keys(actor: Actor, record: Record | None = None) -> frozenset[str]:
    """Courses that are there for the person: all others answer 404.

    For vendor roles every live course; for everybody else those of curricula offered to them or followed by
    them, and those they are enrolled in.
    """
    courses = live_courses()
    if actor.is_vendor:
        return frozenset(courses)
    record = record or record_of(actor.person_id)
    named = {key for curriculum in curricula_for(actor, record).values() for key in curriculum.course_keys}
    return frozenset(courses) & (named | set(record.current))
