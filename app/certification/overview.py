"""What a person's certification pages show: each with its standing, what is missing, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, select

from app.catalogue.documents import Course, Text
from app.catalogue.queries import Live, live_courses
from app.certification.definition import (
    LEAVES,
    CertificationHeld,
    CourseDone,
    Definition,
    EvidenceGiven,
    Leaf,
    Requirement,
    course_of,
)
from app.certification.eligibility import Choice, wanted
from app.certification.models import AwardPeriod, Certificate
from app.certification.policies import visible_periods
from app.certification.queries import (
    Standing,
    definition_version,
    live_definitions,
    standings_of,
)
from app.core.db import db
from app.core.errors import NotVisible
from app.core.links import absolute_url
from app.core.models import OutboxJob
from app.learning.queries import CourseProgress, Record, course_progress, open_course_keys, record_of
from app.people.actor import Actor

URGENCY = (
    "in_grace", "lapses_soon", "certified", "in_progress", "not_started", "locked", "lapsed", "revoked",
)  # fmt: skip
"""What needs its holder first."""
CURRENT_PAPER = and_(Certificate.award_period_id == AwardPeriod.id, Certificate.is_current)
"""Joins a period to its certificate in force: a re-issue takes the place of the one before."""


@dataclass(frozen=True)
class Step:
    """What would fill a requirement: a course, an exam, another certification, or evidence that people give."""

    title: Text
    course_key: str | None
    item_key: str | None
    minutes: int
    is_open: bool
    is_under_way: bool = False
    certification_key: str | None = None


@dataclass(frozen=True)
class Need:
    """So many of these steps."""

    needed: int
    steps: tuple[Step, ...]

    @property
    def is_reachable(self) -> bool:
        return sum(step.is_open for step in self.steps) >= self.needed

    @property
    def minutes(self) -> int:
        """Of the shortest choice."""
        return sum(sorted(step.minutes for step in self.steps)[: self.needed])


@dataclass(frozen=True)
class Overview:
    """One certification as its person sees it."""

    key: str
    definition: Definition
    standing: Standing
    is_live: bool
    needs: tuple[Need, ...]

    @property
    def on(self) -> date | None:
        """The day that the state's word needs."""
        return self.standing.on

    @property
    def minutes(self) -> int:
        """What is missing takes about so long; a course named twice counts once."""
        by_course: dict[str, int] = {}
        for need in self.needs:
            for step in sorted(need.steps, key=lambda s: s.minutes)[: need.needed]:
                if step.course_key:
                    by_course[step.course_key] = max(by_course.get(step.course_key, 0), step.minutes)
        return sum(by_course.values())

    @property
    def group(self) -> str:
        """Under which head it stands: yours, past or next."""
        if self.standing.counts:
            return "yours"
        return "past" if self.standing.state in ("lapsed", "revoked") else "next"

    @property
    def next_course(self) -> str | None:
        """Where to go on: of the courses of what is missing the one under way, else the first that is open."""
        steps = [step for need in self.needs for step in need.steps if step.is_open and step.course_key]
        steps.sort(key=lambda step: not step.is_under_way)
        return steps[0].course_key if steps else None

    @property
    def is_begun(self) -> bool:
        """Whether the way to the next award has been started."""
        return any(step.is_under_way for need in self.needs for step in need.steps)

    @property
    def can_renew(self) -> bool:
        """Whether another go may be opened now."""
        return self.standing.is_renewable and bool(self.needs)


@dataclass(frozen=True)
class Learning:
    """How far somebody is, and what is there for them: read once for a page."""

    record: Record
    progress: Mapping[str, CourseProgress]
    opened: frozenset[str]


def learning_of(actor: Actor) -> Learning:
    """Three statements."""
    record = record_of(actor.person_id)
    return Learning(record, course_progress(actor.person_id, record), open_course_keys(actor, record))


def overviews(actor: Actor, *, now: datetime, learning: Learning | None = None) -> list[Overview]:
    """Everything the person holds, held or could earn: what needs them first, then by its end."""
    learning = learning or learning_of(actor)
    standings = standings_of(actor.person_id, now=now, record=learning.record)
    found = [_overview(standing, learning) for standing in standings.values()]
    return sorted(found, key=lambda o: (URGENCY.index(o.standing.state), o.standing.until or date.max, o.key))


def get_overview(actor: Actor, key: str, *, now: datetime) -> Overview:
    """One of them; raises NotVisible if there is no such certification."""
    learning = learning_of(actor)
    standing = standings_of(actor.person_id, now=now, record=learning.record).get(key)
    if standing is None:
        raise NotVisible
    return _overview(standing, learning)


def _overview(standing: Standing, learning: Learning) -> Overview:
    key = standing.certification_key
    live = live_definitions().get(key)
    definition = live.document if live else definition_version(standing.version_id or 0)
    missing = standing.missing.missing if standing.missing else ()
    needs = tuple(_need(choice, learning.progress, learning.opened) for choice in missing)
    if standing.state in ("not_started", "in_progress") and not all(need.is_reachable for need in needs):
        standing = replace(standing, state="locked")
    return Overview(key, definition, standing, live is not None, needs)


def _need(choice: Choice, progress: Mapping[str, CourseProgress], opened: frozenset[str]) -> Need:
    return Need(choice.needed, tuple(_step(leaf, progress, opened) for leaf in choice.of))


def _step(leaf: Leaf, progress: Mapping[str, CourseProgress], opened: frozenset[str]) -> Step:
    if isinstance(leaf, CertificationHeld):
        held = live_definitions().get(leaf.certification)
        title = held.document.title if held else {"en": leaf.certification}
        return Step(title, None, None, 0, held is not None, certification_key=leaf.certification)
    if isinstance(leaf, EvidenceGiven):
        return Step(evidence_title(leaf.evidence), None, None, 0, is_open=True)
    course_key = course_of(leaf) or ""
    course: Live[Course] | None = live_courses().get(course_key)
    item_key = None if isinstance(leaf, CourseDone) else leaf.exam.partition("/")[2]
    if course is None:
        return Step({"en": course_key}, course_key, item_key, 0, is_open=False)
    item = course.document.find(item_key) if item_key else None
    go = progress.get(course_key)
    is_under_way = go is not None and go.completed_at is None
    if item is not None:
        return Step(item.title, course_key, item_key, item.minutes, course_key in opened, is_under_way)
    left = go.minutes_left if go is not None and is_under_way else course.document.minutes
    return Step(course.document.title, course_key, None, left, course_key in opened, is_under_way)


@dataclass(frozen=True)
class Branch:
    """Of these parts so many are asked for."""

    needed: int
    parts: tuple["Branch | Step", ...]


def requirement_tree(requirement: Requirement) -> Branch | Step:
    """The requirements with their titles, for a page that explains them."""
    if isinstance(requirement, LEAVES):
        return _step(requirement, {}, frozenset())
    return Branch(wanted(requirement), tuple(requirement_tree(part) for part in requirement.of))


def evidence_title(name: str) -> Text:
    """The name of given evidence in words."""
    return {"en": name.replace("-", " ").capitalize()}


@dataclass(frozen=True)
class Making:
    """How far the certificate of an award is: being made, failed, or there."""

    period_id: int
    code: str | None
    is_ready: bool
    has_failed: bool
    title: str
    issued_on: date
    valid_until: date | None

    @property
    def address(self) -> str:
        """Where anybody may check it."""
        return absolute_url("certification.verify", code=self.code)


def making_of(actor: Actor, period_id: int) -> Making:
    """For the page that waits for it; raises NotVisible for a foreign award."""
    row = db.session.execute(
        visible_periods(actor)
        .outerjoin(Certificate, CURRENT_PAPER)
        .where(AwardPeriod.id == period_id)
        .with_only_columns(
            AwardPeriod.valid_from,
            AwardPeriod.valid_until,
            Certificate.code,
            Certificate.facts,
            Certificate.issued_at,
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    ready = row.issued_at is not None
    failed = not ready and _has_failed(period_id)
    return Making(
        period_id,
        row.code,
        ready,
        failed,
        row.facts["title"] if row.facts else "",
        row.valid_from,
        row.valid_until,
    )


def _has_failed(period_id: int) -> bool:
    failed = select(OutboxJob.id).where(
        OutboxJob.key == f"certificate:{period_id}", OutboxJob.failed_at.is_not(None)
    )
    return db.session.scalar(failed) is not None
