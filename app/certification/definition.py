"""A published certification as one immutable typed document."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

import msgspec

from app.catalogue.documents import AudienceRule, Doc, File, Text
from app.certification.expiry import DateRule, Terms


class CourseDone(Doc, frozen=True, tag_field="kind", tag="course"):
    """A course must be finished."""

    course: str


class ExamPassed(Doc, frozen=True, tag_field="kind", tag="exam"):
    """A quiz must be passed; it is named "course/item"."""

    exam: str


class CertificationHeld(Doc, frozen=True, tag_field="kind", tag="certification"):
    """Another certification must be held on the day on which everything else is met."""

    certification: str


class EvidenceGiven(Doc, frozen=True, tag_field="kind", tag="evidence"):
    """Somebody of the programme must have vouched for something, by that name."""

    evidence: str


class AllOf(Doc, frozen=True, tag_field="kind", tag="all_of"):
    of: tuple["Requirement", ...]


class AnyOf(Doc, frozen=True, tag_field="kind", tag="any_of"):
    of: tuple["Requirement", ...]


class AtLeast(Doc, frozen=True, tag_field="kind", tag="at_least"):
    """So many of them."""

    count: int
    of: tuple["Requirement", ...]


Requirement = CourseDone | ExamPassed | CertificationHeld | EvidenceGiven | AllOf | AnyOf | AtLeast
Leaf = CourseDone | ExamPassed | CertificationHeld | EvidenceGiven
LEAVES = (CourseDone, ExamPassed, CertificationHeld, EvidenceGiven)


def course_of(leaf: Leaf) -> str | None:
    """The course that a requirement is in; None for what no course here gives."""
    if isinstance(leaf, CourseDone):
        return leaf.course
    return leaf.exam.partition("/")[0] if isinstance(leaf, ExamPassed) else None


class Renewal(Doc, frozen=True, kw_only=True):
    """How it is renewed."""

    rule: DateRule = "from_expiry"
    fixed: str | None = None
    """With `from_fixed_date` the month and day on which it ends, as "12-31"."""
    requirements: Requirement | None = None
    """The shorter path of who renews until the end of the grace; without one everything is asked for again."""


class Bridge(Doc, frozen=True, tag_field="kind", tag="bridge"):
    """Who holds an earlier version keeps it if they meet this by that day; otherwise it ends on it."""

    requirements: Requirement
    by: date


class ShortenTo(Doc, frozen=True, tag_field="kind", tag="shorten_to"):
    """Who holds an earlier version holds it until that day at the latest."""

    until: date


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
    owner: str = ""
    """Who keeps it up to date."""
    audience: AudienceRule = AudienceRule()
    """Whom it is meant for; without conditions everybody."""
    badge: File | None = None
    renewal: Renewal = Renewal()
    holders: Bridge | ShortenTo | None = None
    """What publishing this version does to those who hold an earlier one; None: nothing."""

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Everything that the requirements name, in order, each once."""
        return leaves_of(self.requirements)

    @cached_property
    def terms(self) -> Terms:
        """How long its periods hold."""
        month_day = self.renewal.fixed.split("-") if self.renewal.fixed else None
        return Terms(
            self.validity_months,
            self.renewal_window_days,
            self.grace_days,
            self.renewal.rule,
            (int(month_day[0]), int(month_day[1])) if month_day else None,
        )

    @property
    def paths(self) -> tuple[Requirement, ...]:
        """Every tree of requirements in it: the way in, the way of a renewal, the bridge."""
        bridge = self.holders.requirements if isinstance(self.holders, Bridge) else None
        return tuple(
            tree for tree in (self.requirements, self.renewal.requirements, bridge) if tree is not None
        )


def leaves_of(requirement: Requirement) -> tuple[Leaf, ...]:
    """Everything that these requirements name, in order, each once."""
    return tuple(dict.fromkeys(_leaves(requirement)))


def _leaves(requirement: Requirement) -> Iterator[Leaf]:
    if isinstance(requirement, LEAVES):
        yield requirement
        return
    for part in requirement.of:
        yield from _leaves(part)


def from_document(document: dict[str, object]) -> Definition:
    """The typed definition of a stored document."""
    return msgspec.convert(document, Definition)
