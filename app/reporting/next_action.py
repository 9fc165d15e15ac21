"""The one next thing for a learner (pure).

An overdue renewal comes first, then one that ends within 30 days, then what is begun, then something new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

URGENT_DAYS = 30
LONG_AGO = datetime.min.replace(tzinfo=UTC)
Kind = Literal["renewal_overdue", "renewal_due", "continue", "begin"]


@dataclass(frozen=True)
class Held:
    """A certification that somebody has or had, as far as a renewal is concerned."""

    key: str
    state: str
    days_left: int | None
    can_renew: bool
    missing_courses: tuple[str, ...]
    """Courses that the renewal still needs."""


@dataclass(frozen=True)
class Open:
    """A course that is not finished and not locked, in the order in which curricula ask for it."""

    key: str
    is_begun: bool
    last_active_at: datetime | None
    is_followed: bool
    """Part of a curriculum that the person follows, not only one that is offered."""


@dataclass(frozen=True)
class NextAction:
    """What to do. A renewal without `course_key` has not been started yet."""

    kind: Kind
    certification_key: str | None
    course_key: str | None


def choose(held: Iterable[Held], courses: Iterable[Open]) -> NextAction | None:
    """The next action, or None when nothing is left to do."""
    unfinished = list(courses)
    begun = {course.key for course in unfinished if course.is_begun}
    if renewal := _most_urgent(held):
        course = next((key for key in renewal.missing_courses if key in begun), None)
        overdue = renewal.state in ("in_grace", "lapsed")
        return NextAction("renewal_overdue" if overdue else "renewal_due", renewal.key, course)
    if started := [course for course in unfinished if course.is_begun and course.last_active_at]:
        latest = max(started, key=lambda course: course.last_active_at or LONG_AGO)
        return NextAction("continue", None, latest.key)
    fresh = sorted(unfinished, key=lambda course: not course.is_followed)
    return NextAction("begin", None, fresh[0].key) if fresh else None


def _most_urgent(held: Iterable[Held]) -> Held | None:
    """Of the renewals that can be earned now: in grace, then lapsed, then the one that ends first."""
    rank = {"in_grace": 0, "lapsed": 1, "lapses_soon": 2}
    due = [
        one
        for one in held
        if one.can_renew
        and one.state in rank
        and (one.state != "lapses_soon" or (one.days_left is not None and one.days_left <= URGENT_DAYS))
    ]
    return min(due, key=lambda one: (rank[one.state], one.days_left or 0, one.key), default=None)
