"""A published certification as one immutable typed document."""

from collections.abc import Iterator

import msgspec

from app.catalogue.documents import Doc, Text


class CourseDone(Doc, frozen=True, tag_field="kind", tag="course"):
    """A course must be finished."""

    course: str


class ExamPassed(Doc, frozen=True, tag_field="kind", tag="exam"):
    """A quiz must be passed; it is named "course/item"."""

    exam: str


class AllOf(Doc, frozen=True, tag_field="kind", tag="all_of"):
    of: tuple["Requirement", ...]


class AnyOf(Doc, frozen=True, tag_field="kind", tag="any_of"):
    of: tuple["Requirement", ...]


class AtLeast(Doc, frozen=True, tag_field="kind", tag="at_least"):
    """So many of them."""

    count: int
    of: tuple["Requirement", ...]


Requirement = CourseDone | ExamPassed | AllOf | AnyOf | AtLeast
Leaf = CourseDone | ExamPassed


class Definition(Doc, frozen=True, kw_only=True):
    """What a certification asks for, how long it holds, and how its certificate looks."""

    key: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    statement: Text
    """Printed on the certificate."""
    level: Text
    requirements: Requirement
    validity_months: int | None = None
    """None: it never ends."""
    renewal_window_days: int = 60
    """So many days before the end a renewal may be earned; the day the window opens belongs to it."""
    grace_days: int = 0
    """So many days after the end it still counts."""
    design: str = "classic"
    accent: str = "#1f2a86"

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every course and exam that the requirements name, in order, each once."""
        return tuple(dict.fromkeys(_leaves(self.requirements)))


def _leaves(requirement: Requirement) -> Iterator[Leaf]:
    if isinstance(requirement, CourseDone | ExamPassed):
        yield requirement
        return
    for part in requirement.of:
        yield from _leaves(part)


def from_document(document: dict[str, object]) -> Definition:
    """The typed definition of a stored document."""
    return msgspec.convert(document, Definition)
