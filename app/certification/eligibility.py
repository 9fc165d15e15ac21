"""Does this evidence meet the requirements, by which of it, since when, and what is missing? (pure)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.certification.definition import (
    LEAVES,
    AnyOf,
    AtLeast,
    CertificationHeld,
    CourseDone,
    Definition,
    EvidenceGiven,
    ExamPassed,
    Leaf,
    Requirement,
)
from app.certification.expiry import Period, evidence_since, is_in_time, is_renewable


@dataclass(frozen=True)
class Evidence:
    """One fact that may fill a requirement.

    `subject` is a course's key, "course/item" of an exam, another certification's key, or the name under which
    evidence was given. `until` is the first instant at which it no longer holds; a course or an exam has none.
    """

    kind: str
    subject: str
    cycle: int
    version_id: int | None
    achieved_at: datetime
    attempt_id: int | None = None
    until: datetime | None = None
    for_certification: str | None = None
    """Given evidence counts for this certification only."""

    @property
    def fills(self) -> Leaf:
        match self.kind:
            case "course":
                return CourseDone(self.subject)
            case "exam":
                return ExamPassed(self.subject)
            case "certification":
                return CertificationHeld(self.subject)
            case _:
                return EvidenceGiven(self.subject)

    @property
    def is_standing(self) -> bool:
        """Whether it is something that is held, rather than something that was done once."""
        return self.kind == "certification"


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


def next_award(
    definition: Definition, previous: Period | None, evidence: Iterable[Evidence], now: datetime
) -> Met | Open | None:
    """What the next award asks for, held against the evidence; None while the previous one cannot be renewed yet.

    Who renews by the end of the grace may take the shorter path, if there is one, or meet everything again; who
    comes later, or was revoked, meets everything.
    """
    if previous is not None and not is_renewable(previous, now):
        return None
    facts = [fact for fact in evidence if fact.for_certification in (None, definition.key)]
    since = evidence_since(previous) if previous is not None else None
    whole = weigh(definition.requirements, facts, since=since, now=now)
    shorter = definition.renewal.requirements
    if previous is None or shorter is None or isinstance(whole, Met):
        return whole
    renewing = weigh(shorter, facts, since=since, now=now)
    moment = renewing.at if isinstance(renewing, Met) else now
    return renewing if is_in_time(previous, moment) else whole


def weigh(
    requirement: Requirement,
    evidence: Iterable[Evidence],
    *,
    since: datetime | None = None,
    now: datetime | None = None,
) -> Met | Open:
    """Hold the evidence against the requirements; only what was achieved at `since` or later counts.

    A certification that is held counts while it is, whenever it was earned: the requirements are met at the first
    instant at which everything else is there and it is held. What is missing is told for `now`; without it, for
    whenever the last fact came. Of several facts for one requirement the earliest counts, so the moment of meeting
    never moves.
    """
    facts = sorted(evidence, key=lambda e: (e.achieved_at, e.cycle))
    facts = [fact for fact in facts if since is None or fact.is_standing or fact.achieved_at >= since]
    if not any(fact.is_standing for fact in facts):
        return _weigh_at(requirement, facts, None)
    moments = {max(fact.achieved_at, since) if since else fact.achieved_at for fact in facts}
    for moment in sorted(moments):
        weighed = _weigh_at(requirement, facts, moment)
        if isinstance(weighed, Met):
            return Met(moment, weighed.by)
    return _weigh_at(requirement, facts, now or max(moments))


def _weigh_at(requirement: Requirement, facts: Iterable[Evidence], moment: datetime | None) -> Met | Open:
    """The same with what held at that moment; without one, with all of it."""
    earliest: dict[Leaf, Evidence] = {}
    for fact in facts:
        if moment is None or (fact.achieved_at <= moment and (fact.until is None or moment < fact.until)):
            earliest.setdefault(fact.fills, fact)
    by = _filled_by(requirement, earliest)
    if by is not None:
        met = tuple(dict.fromkeys(by))
        return Met(max(fact.achieved_at for fact in met), met)
    missing = tuple(_missing(requirement, earliest))
    needed = _steps(requirement)
    return Open(needed - sum(choice.needed for choice in missing), needed, missing)


def _filled_by(requirement: Requirement, facts: dict[Leaf, Evidence]) -> list[Evidence] | None:
    """The facts that fill it, of choices the ones that did so first; None if it is open."""
    if isinstance(requirement, LEAVES):
        return [facts[requirement]] if requirement in facts else None
    parts = [filled for part in requirement.of if (filled := _filled_by(part, facts)) is not None]
    needed = wanted(requirement)
    if len(parts) < needed:
        return None
    parts.sort(key=lambda filled: max(fact.achieved_at for fact in filled))
    return [fact for filled in parts[:needed] for fact in filled]


def wanted(group: Requirement) -> int:
    """How many parts of a group are needed."""
    if isinstance(group, LEAVES):
        return 1
    if isinstance(group, AtLeast):
        return group.count
    return 1 if isinstance(group, AnyOf) else len(group.of)


def _steps(requirement: Requirement) -> int:
    """How many courses and exams the shortest way takes."""
    if isinstance(requirement, LEAVES):
        return 1
    return sum(sorted(_steps(part) for part in requirement.of)[: wanted(requirement)])


def _left(requirement: Requirement, facts: dict[Leaf, Evidence]) -> int:
    """How many courses and exams are still needed on the shortest way."""
    if isinstance(requirement, LEAVES):
        return 0 if requirement in facts else 1
    return sum(sorted(_left(part, facts) for part in requirement.of)[: wanted(requirement)])


def _missing(requirement: Requirement, facts: dict[Leaf, Evidence]) -> list[Choice]:
    """What is still open, group by group; a group of which all is needed is taken apart."""
    if isinstance(requirement, LEAVES):
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
    if isinstance(requirement, LEAVES):
        return [] if requirement in facts else [requirement]
    return [leaf for part in requirement.of for leaf in _open_leaves(part, facts)]
