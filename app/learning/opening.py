"""What a person may open: the one check behind every page, file, report and start of learning.

Hidden is hidden: a course that is not offered to the person, or an item that does not exist, raises NotVisible.
What is there but not open yet raises Locked, which names every unmet requirement.

Vendor roles (author, channel manager, admin) may look at everything in any order: they prepare and preview it.
"""

from dataclasses import dataclass
from datetime import datetime

from app.catalogue.documents import AnyItem, Course, Curriculum
from app.catalogue.queries import Live, live_course, live_courses, live_curricula
from app.core.errors import NotVisible
from app.learning.audiences import as_seen_by
from app.learning.completion import done_items
from app.learning.queries import Go, Record, curricula_for, finished_in, record_of
from app.learning.unlocking import unmet_courses, unmet_items
from app.people.actor import Actor


@dataclass(frozen=True)
class OpenCourse:
    """A course that is there for the person, and how they stand in it."""

    live: Live[Course]
    record: Record
    curricula: dict[str, Curriculum]
    """The person's curricula that the course is in."""
    go: Go | None
    done: dict[str, datetime]
    unmet: tuple[Course, ...]
    """Courses that must be finished before this one; empty for who may preview."""

    @property
    def course(self) -> Course:
        return self.live.document


@dataclass(frozen=True)
class OpenItem:
    """An item that the person may open now, as they may see it."""

    within: OpenCourse
    item: AnyItem

    @property
    def course(self) -> Course:
        return self.within.course

    @property
    def version_id(self) -> int:
        return self.within.live.version_id

    @property
    def cycle(self) -> int:
        return self.within.go.cycle if self.within.go else 1

    @property
    def is_done(self) -> bool:
        return self.item.key in self.within.done


class Locked(Exception):
    """The item is there but not open yet: these courses, or else these items, must be finished first."""

    def __init__(
        self, course: Course, item: AnyItem, *, courses: tuple[Course, ...], items: tuple[AnyItem, ...]
    ) -> None:
        super().__init__(f"{course.key}/{item.key}")
        self.course = course
        self.item = item
        self.courses = courses
        self.items = items


def sees_internal(actor: Actor) -> bool:
    """Whether internal lines may be shown: only to somebody acting in a seat at the vendor."""
    return actor.company_type == "vendor"


def find_open_course(actor: Actor, course_key: str) -> OpenCourse:
    """The course and how the person stands in it, locked or not; raises NotVisible if it is not for them."""
    live = live_course(course_key)
    if live is None:
        raise NotVisible
    record = record_of(actor.person_id)
    curricula = {k: c for k, c in curricula_for(actor, record).items() if course_key in c.course_keys}
    go = record.current.get(course_key)
    if not (curricula or go or actor.is_vendor):
        raise NotVisible
    done = done_items(live.document, finished_in(go.id)) if go else {}
    unmet = () if actor.is_vendor else _unmet(course_key, curricula, record)
    return OpenCourse(live, record, curricula, go, done, unmet)


def _unmet(course_key: str, curricula: dict[str, Curriculum], record: Record) -> tuple[Course, ...]:
    courses = live_courses()
    return tuple(
        courses[key].document
        for key in unmet_courses(course_key, curricula.values(), record.completed)
        if key in courses
    )


def locks_of(actor: Actor, within: OpenCourse, item: AnyItem) -> tuple[AnyItem, ...]:
    """The items of the course that keep this one closed to the person."""
    return () if actor.is_vendor else unmet_items(within.course, item, within.done)


def require_open_item(actor: Actor, course_key: str, item_key: str) -> OpenItem:
    """The item, if the person may open it now. Raises NotVisible or Locked."""
    within = find_open_course(actor, course_key)
    item = within.course.find(item_key)
    if item is None:
        raise NotVisible
    items = locks_of(actor, within, item)
    if within.unmet or items:
        raise Locked(within.course, item, courses=within.unmet, items=items)
    return OpenItem(within, as_seen_by(item, with_internal=sees_internal(actor)))


def require_reportable_item(actor: Actor, course_key: str, item_key: str) -> AnyItem:
    """The item of an opened page that reports, with as few statements as its locks allow.

    Without requirements anywhere nothing can close it again, and the page's token proves that it was opened.
    """
    live = live_course(course_key)
    item = live.document.find(item_key) if live else None
    if item is None:
        raise NotVisible
    waits = any(live.document.after.get(course_key) for live in live_curricula().values())
    if item.requires or waits:
        return require_open_item(actor, course_key, item_key).item
    return as_seen_by(item, with_internal=sees_internal(actor))
