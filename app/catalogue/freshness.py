"""What in the live courses needs a look: translations older than their source, lines past their date (pure)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.catalogue.documents import AnyItem, Card, Course, Line

SOON = timedelta(days=30)


@dataclass(frozen=True)
class StaleTranslation:
    """An item whose text in these languages is older than its source."""

    course: Course
    item: AnyItem
    languages: tuple[str, ...]


@dataclass(frozen=True)
class DueLine:
    """A line of a card that must be checked again by its day; past it nobody may quote it."""

    course: Course
    card: Card
    line: Line
    verify_by: date
    is_past: bool


def stale_translations(courses: Iterable[Course]) -> list[StaleTranslation]:
    """Every item with an old translation, in the order of the courses."""
    return [
        StaleTranslation(course, item, item.stale)
        for course in courses
        for item in course.items
        if item.stale
    ]


def lines_due(courses: Iterable[Course], today: date) -> list[DueLine]:
    """Lines past their date or within 30 days of it, the oldest first."""
    found = [due for course in courses for item in course.items for due in _due(course, item, today)]
    return sorted(found, key=lambda due: (due.verify_by, due.line.owner, due.card.key))


def _due(course: Course, item: AnyItem, today: date) -> Iterator[DueLine]:
    if not isinstance(item, Card):
        return
    for line in item.lines:
        if line.verify_by and line.verify_by <= today + SOON:
            yield DueLine(course, item, line, line.verify_by, line.is_stale(today))
