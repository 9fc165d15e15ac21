"""Do these completions and exams meet the requirements, by which of them, and what is missing? (pure)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.certification.definition import AnyOf, AtLeast, CourseDone, ExamPassed, Leaf, Requirement


@dataclass(frozen=True)
class Evidence:
    """One fact that may fill a requirement. `subject` is a course's key, or "course/item" of an exam."""

    kind: str
    subject: str
    cycle: int
    version_id: int
    achieved_at: datetime
    attempt_id: int | None = None

    @property
    def fills(self) -> Leaf:
        return CourseDone(self.subject) if self.kind == "course" else ExamPassed(self.subject)


@dataclass(frozen=True)
class Met:
    """The requirements are met: since when, and by what."""

    at: datetime
    by: tuple[Evidence, ...]


@dataclass(frozen=True)
class Open:
    """They are not: how many of the needed steps are filled, and what would fill the rest.

    `missing` holds the groups still open; of a group with several choices `needed` of them are enough.
    """

    filled: int
    needed: int
    missing: tuple["Choice", ...]


@dataclass(frozen=True)
class Choice:
    """So many of these are still needed."""

    needed: int
    of: tuple[Leaf, ...]


def weigh(
    requirement: Requirement, evidence: Iterable[Evidence], *, since: datetime | None = None
) -> Met | Open:
    """Hold the evidence against the requirements; only what was achieved at `since` or later counts.

    Of several facts for one requirement the earliest counts, so the moment of meeting never moves.
    """
    earliest: dict[Leaf, Evidence] = {}
    for fact in sorted(evidence, key=lambda e: (e.achieved_at, e.cycle)):
        if since is None or fact.achieved_at >= since:
            earliest.setdefault(fact.fills, fact)
    by = _filled_by(requirement, earliest)
    if by is not None:
        facts = tuple(dict.fromkeys(by))
        return Met(max(fact.achieved_at for fact in facts), facts)
    missing = tuple(_missing(requirement, earliest))
    needed = _steps(requirement)
    return Open(needed - sum(choice.needed for choice in missing), needed, missing)


def _filled_by(requirement: Requirement, facts: dict[Leaf, Evidence]) -> list[Evidence] | None:
    """The facts that fill it, of choices the ones that did so first; None if it is open."""
    if isinstance(requirement, CourseDone | ExamPassed):
        return [facts[requirement]] if requirement in facts else None
    parts = [filled for part in requirement.of if (filled := _filled_by(part, facts)) is not None]
    needed = wanted(requirement)
    if len(parts) < needed:
        return None
    parts.sort(key=lambda filled: max(fact.achieved_at for fact in filled))
    return [fact for filled in parts[:needed] for fact in filled]


def wanted(group: Requirement) -> int:
    """How many parts of a group are needed."""
    if isinstance(group, CourseDone | ExamPassed):
        return 1
    if isinstance(group, AtLeast):
        return group.count
    return 1 if isinstance(group, AnyOf) else len(group.of)


def _steps(requirement: Requirement) -> int:
    """How many courses and exams the shortest way takes."""
    if isinstance(requirement, CourseDone | ExamPassed):
        return 1
    return sum(sorted(_steps(part) for part in requirement.of)[: wanted(requirement)])


def _left(requirement: Requirement, facts: dict[Leaf, Evidence]) -> int:
    """How many courses and exams are still needed on the shortest way."""
    if isinstance(requirement, CourseDone | ExamPassed):
        return 0 if requirement in facts else 1
    return sum(sorted(_left(part, facts) for part in requirement.of)[: wanted(requirement)])


def _missing(requirement: Requirement, facts: dict[Leaf, Evidence]) -> list[Choice]:
    """What is still open, group by group; a group of which all is needed is taken apart."""
    if isinstance(requirement, CourseDone | ExamPassed):
        return [] if requirement in facts else [Choice(1, (requirement,))]
    open_parts = [part for part in requirement.of if _filled_by(part, facts) is None]
    needed = wanted(requirement) - (len(requirement.of) - len(open_parts))
    if needed <= 0:
        return []
    if needed == len(open_parts):
        return [choice for part in open_parts for choice in _missing(part, facts)]
    leaves = (leaf for part in open_parts for leaf in _open_leaves(part, facts))
    return [Choice(_left(requirement, facts), tuple(dict.fromkeys(leaves)))]


def _open_leaves(requirement: Requirement, facts: dict[Leaf, Evidence]) -> list[Leaf]:
    if isinstance(requirement, CourseDone | ExamPassed):
        return [] if requirement in facts else [requirement]
    return [leaf for part in requirement.of for leaf in _open_leaves(part, facts)]
