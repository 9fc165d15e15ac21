"""A curriculum as one person sees it: its parts, each course's state, what is left and what is next (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.catalogue.documents import Course, Curriculum, Part
from app.learning.unlocking import PartStanding, curriculum_standing, part_standing, unmet_courses


class Progress(Protocol):
    """How far somebody is in the current go at a course."""

    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def minutes_left(self) -> int: ...
    @property
    def completed_at(self) -> datetime | None: ...
    @property
    def last_item_key(self) -> str | None: ...


@dataclass(frozen=True)
class CourseRow:
    """A course of a curriculum: state is done, in_progress, not_started or locked."""

    course: Course
    state: str
    done: int
    total: int
    minutes_left: int
    completed_at: datetime | None
    unmet: tuple[Course, ...]


@dataclass(frozen=True)
class PartView:
    """A part with its courses; the standing says how many are needed and done."""

    part: Part
    courses: tuple[CourseRow, ...]
    standing: PartStanding

    @property
    def done_at(self) -> datetime | None:
        days = [row.completed_at for row in self.courses if row.completed_at]
        return max(days) if days and self.standing.is_done else None

    @property
    def minutes_left(self) -> int:
        """Minutes of as many courses as are still needed, the shortest ones."""
        left = sorted(row.minutes_left for row in self.courses if row.state != "done")
        return sum(left[: self.standing.needed - self.standing.done])


@dataclass(frozen=True)
class Programme:
    """A curriculum with everything a page says about it."""

    curriculum: Curriculum
    parts: tuple[PartView, ...]
    standing: PartStanding

    @property
    def minutes_left(self) -> int:
        return sum(part.minutes_left for part in self.parts)

    @property
    def is_begun(self) -> bool:
        return any(row.state in ("done", "in_progress") for part in self.parts for row in part.courses)

    @property
    def next_course(self) -> CourseRow | None:
        """The course to go on with: one that is begun, else the first open one of a part that needs more."""
        open_rows = [
            row
            for part in self.parts
            if not part.standing.is_done
            for row in part.courses
            if row.state in ("in_progress", "not_started")
        ]
        return next((row for row in open_rows if row.state == "in_progress"), next(iter(open_rows), None))


def programme_of(
    curriculum: Curriculum,
    courses: Mapping[str, Course],
    *,
    progress: Mapping[str, Progress],
    completed: Mapping[str, datetime],
    curricula: Collection[Curriculum],
    is_free: bool,
) -> Programme:
    """Put it together from the live courses; one that is not live is left out. `is_free`: nothing is locked."""

    def row(key: str) -> CourseRow:
        unmet = () if is_free else unmet_courses(key, curricula, completed)
        missing = tuple(courses[one] for one in unmet if one in courses)
        return course_row(courses[key], progress.get(key), completed.get(key), missing)

    parts = tuple(
        PartView(
            part,
            tuple(row(step.course) for step in part.courses if step.course in courses),
            part_standing(part, completed),
        )
        for part in curriculum.parts
    )
    return Programme(curriculum, parts, curriculum_standing(curriculum, completed))


def course_row(
    course: Course, progress: Progress | None, completed_at: datetime | None, unmet: tuple[Course, ...] = ()
) -> CourseRow:
    """One course. A renewal that is going on shows as in progress, though the course was finished before."""
    needed = sum(not item.is_optional for item in course.items)
    if progress is None:
        state = "done" if completed_at else "locked" if unmet else "not_started"
        left = 0 if completed_at else course.minutes
        return CourseRow(course, state, needed if completed_at else 0, needed, left, completed_at, unmet)
    if progress.completed_at:
        return CourseRow(course, "done", progress.total, progress.total, 0, progress.completed_at, unmet)
    begun = progress.done > 0 or progress.last_item_key is not None
    state = "locked" if unmet else "in_progress" if begun else "not_started"
    return CourseRow(course, state, progress.done, progress.total, progress.minutes_left, None, unmet)
