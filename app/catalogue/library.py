"""What the library shows: search results by item with where they stand, and what is there by kind (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.catalogue.documents import AnyItem, Course, Playbook
from app.catalogue.passages import kind_of
from app.catalogue.search import Hit

KINDS = ("video", "datasheet", "playbook", "card", "acknowledgement", "quiz")


@dataclass
class Result:
    """One item, or a course as a whole, with the places where it was found."""

    course: Course
    item: AnyItem | None
    hits: list[Hit] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """An item and since when its course is as it is."""

    course: Course
    item: AnyItem
    published_at: datetime


def results(hits: Iterable[Hit], courses: Mapping[str, Course]) -> list[Result]:
    """Hits by item, in the order of each item's best one."""
    found: dict[tuple[str, str | None], Result] = {}
    for hit in hits:
        course = courses[hit.course_key]
        item = course.find(hit.item_key) if hit.item_key else None
        found.setdefault((hit.course_key, hit.item_key), Result(course, item)).hits.append(hit)
    return list(found.values())


def items_by_kind(
    courses: Iterable[Course], published: Mapping[str, datetime], only: str = ""
) -> dict[str, list[Listed]]:
    """Every item by kind, the newest course first; kinds without an item are left out."""
    newest = sorted(courses, key=lambda course: (published[course.key], course.key), reverse=True)
    listed = [Listed(course, item, published[course.key]) for course in newest for item in course.items]
    by_kind = {
        kind: [one for one in listed if kind_of(one.item) == kind] for kind in KINDS if only in ("", kind)
    }
    return {kind: ones for kind, ones in by_kind.items() if ones}


def newest_courses(
    courses: Iterable[Course], published: Mapping[str, datetime], limit: int
) -> Sequence[Course]:
    return sorted(courses, key=lambda course: (published[course.key], course.key), reverse=True)[:limit]


def address_of(place: str) -> tuple[str | None, str | None]:
    """How a place stands in the item's address: a second for `?t=`, or the id of an element."""
    name, _, value = place.partition("=")
    if name == "t" and value:
        return value, None
    return None, f"page-{value}" if name == "page" and value else place or None


def section_title(item: AnyItem, place: str) -> dict[str, str]:
    """The words for a place that is a section of a playbook, or an objection of a card; else none."""
    if isinstance(item, Playbook):
        return next((section.title for section in item.sections if section.id == place), {})
    return {}
