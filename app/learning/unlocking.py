"""What is locked, and by which unmet requirements (pure)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.catalogue.documents import AnyItem, Course, Curriculum, Part

ALL = "all"


def required_before(course: Course, item: AnyItem) -> tuple[str, ...]:
    """Keys of the items that must be finished first, in the course's order.

    `all` stands for every item before this one that is not optional.
    """
    keys = course_order(course)
    before = keys[: keys.index(item.key)]
    named = set(item.requires)
    if ALL in named:
        named |= {key for key in before if not course.by_key[key].is_optional}
    return tuple(key for key in keys if key in named and key != item.key)


def course_order(course: Course) -> list[str]:
    return [item.key for item in course.items]


def unmet_items(course: Course, item: AnyItem, done: Collection[str]) -> tuple[AnyItem, ...]:
    """The items that still keep this one locked; an item that is itself done is never locked again."""
    if not item.requires or item.key in done:
        return ()
    return tuple(course.by_key[key] for key in required_before(course, item) if key not in done)


def unmet_courses(
    course_key: str, curricula: Iterable[Curriculum], completed: Collection[str]
) -> tuple[str, ...]:
    """The courses that must be finished before this one.

    A course may stand in several of the person's curricula: it is open as soon as one of them opens it, and
    otherwise the shortest list of what is missing is named. A course they have completed stays open.
    """
    if course_key in completed:
        return ()
    lists = [
        tuple(key for key in curriculum.after[course_key] if key not in completed)
        for curriculum in curricula
        if course_key in curriculum.after
    ]
    return min(lists, key=len, default=())


def opened_by(course_key: str, curricula: Iterable[Curriculum]) -> tuple[str, ...]:
    """The courses that wait for this one."""
    return tuple(
        dict.fromkeys(
            key for curriculum in curricula for key, after in curriculum.after.items() if course_key in after
        )
    )


@dataclass(frozen=True)
class PartStanding:
    """How far a part of a curriculum is: so many courses are needed, so many of them are done."""

    needed: int
    done: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.needed


def part_standing(part: Part, completed: Collection[str]) -> PartStanding:
    """A part asks for all of its courses, or for at least so many of them."""
    needed = min(part.require, len(part.courses))
    done = sum(step.course in completed for step in part.courses)
    return PartStanding(needed, min(done, needed))


def curriculum_standing(curriculum: Curriculum, completed: Collection[str]) -> PartStanding:
    """The parts taken together; done when every part is."""
    parts = [part_standing(part, completed) for part in curriculum.parts]
    return PartStanding(sum(p.needed for p in parts), sum(p.done for p in parts))
