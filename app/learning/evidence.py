"""What the evidence kept of an item proves (pure): the share done, whether it is enough, and what is missing.

The evidence of an item is a small JSON document, by kind:

| video     | {"media": sha256 of the film, "watched": [[from, until], …] in seconds} |
| datasheet | {"pages": {"1": seconds, …}}                                             |
| playbook  | {"sections": {id: seconds, …}, "steps": ["1.1", …]}                      |
| card      | {"opened": [objection, …]}                                               |

An acknowledgement is proved by its acceptance and a quiz by a passed attempt; neither has evidence here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.documents import (
    Acknowledgement,
    AnyItem,
    Card,
    Datasheet,
    Playbook,
    Quiz,
    Video,
)
from app.learning import coverage
from app.learning.coverage import Interval, Stretch

Evidence = Mapping[str, Any]
SECTION_SECONDS = 3.0
"""How long a section of a playbook must have been on the screen to count as read."""
KEPT_SECONDS = 600.0
"""More time than this on one page or section proves nothing further and is not added up."""


@dataclass(frozen=True)
class FilmLeft:
    """So much film is still to be watched; the gaps say where."""

    seconds: float
    fraction: float
    needed: float
    gaps: tuple[Interval, ...]
    duration: float


@dataclass(frozen=True)
class PagesLeft:
    """These pages of a datasheet have not been open long enough."""

    pages: tuple[int, ...]
    dwell: int


@dataclass(frozen=True)
class ReadingLeft:
    """So many sections are still to be read and steps to be ticked."""

    sections: int
    steps: int


@dataclass(frozen=True)
class AnswersLeft:
    """So many objections of a competitive card have not been opened."""

    count: int


@dataclass(frozen=True)
class AcceptanceLeft:
    """The text waits to be accepted."""

    version: str


@dataclass(frozen=True)
class PassLeft:
    """The quiz waits to be passed; the pass mark is a share."""

    pass_mark: float


Missing = FilmLeft | PagesLeft | ReadingLeft | AnswersLeft | AcceptanceLeft | PassLeft


@dataclass(frozen=True)
class Weight:
    """What the evidence is worth. `missing` is None exactly when it is complete."""

    fraction: float
    missing: Missing | None

    @property
    def is_complete(self) -> bool:
        return self.missing is None


def weigh(item: AnyItem, evidence: Evidence) -> Weight:
    """What this evidence proves about the item, as it is shown to the person (see audiences.as_seen_by)."""
    match item:
        case Video():
            return _weigh_video(item, evidence)
        case Datasheet():
            return _weigh_datasheet(item, evidence)
        case Playbook():
            return _weigh_playbook(item, evidence)
        case Card():
            return _weigh_card(item, evidence)
        case Acknowledgement():
            return Weight(0.0, AcceptanceLeft(item.version))
        case Quiz():
            return Weight(0.0, PassLeft(item.pass_mark))


def watched(evidence: Evidence) -> tuple[Interval, ...]:
    """The intervals of a film that were watched."""
    return tuple((float(start), float(end)) for start, end in evidence.get("watched", ()))


def _weigh_video(item: Video, evidence: Evidence) -> Weight:
    seen = watched(evidence)
    share = coverage.fraction(seen, item.duration)
    if share >= item.complete_at:
        return Weight(share, None)
    left = max(0.0, item.complete_at * item.duration - coverage.seconds(seen))
    missing = FilmLeft(left, share, item.complete_at, coverage.gaps(seen, item.duration), item.duration)
    return Weight(share, missing)


def _weigh_datasheet(item: Datasheet, evidence: Evidence) -> Weight:
    """Reading it in one language is enough: the one in which the fewest pages are missing."""
    lists = [_pages_left(item, len(sheet.pages), evidence) for sheet in item.sheets.values()]
    left, count = min(lists, key=lambda one: len(one[0]), default=((), 0))
    share = (count - len(left)) / count if count else 1.0
    return Weight(share, PagesLeft(left, item.dwell) if left else None)


def _pages_left(item: Datasheet, count: int, evidence: Evidence) -> tuple[tuple[int, ...], int]:
    seconds = evidence.get("pages", {})
    return tuple(n for n in range(1, count + 1) if seconds.get(str(n), 0.0) < item.dwell), count


def sections_read(item: Playbook, evidence: Evidence) -> frozenset[str]:
    """The sections that were on the screen long enough."""
    seconds = evidence.get("sections", {})
    return frozenset(s.id for s in item.sections if seconds.get(s.id, 0.0) >= SECTION_SECONDS)


def steps_ticked(item: Playbook, evidence: Evidence) -> frozenset[str]:
    """The steps that are ticked now."""
    return frozenset(evidence.get("steps", ())) & frozenset(item.steps)


def _weigh_playbook(item: Playbook, evidence: Evidence) -> Weight:
    sections = len(item.sections) - len(sections_read(item, evidence))
    steps = len(item.steps) - len(steps_ticked(item, evidence))
    of = len(item.sections) + len(item.steps)
    share = (of - sections - steps) / of if of else 1.0
    return Weight(share, ReadingLeft(sections, steps) if sections or steps else None)


def objections_opened(item: Card, evidence: Evidence) -> frozenset[str]:
    """The objections whose answer was opened."""
    return frozenset(evidence.get("opened", ())) & frozenset(o.key for o in item.objections)


def _weigh_card(item: Card, evidence: Evidence) -> Weight:
    opened = len(objections_opened(item, evidence))
    left = len(item.objections) - opened
    share = opened / len(item.objections) if item.objections else 1.0
    return Weight(share, AnswersLeft(left) if left else None)


@dataclass(frozen=True)
class Marks:
    """What a beacon reports, in the order it happened: film, seconds by page or section, answers opened."""

    played: tuple[Stretch, ...] = ()
    dwelt: tuple[tuple[str, float], ...] = ()
    opened: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """The evidence after a beacon, and the wall time in seconds it was credited."""

    evidence: dict[str, Any]
    used: float


def add(item: AnyItem, evidence: Evidence, marks: Marks, *, wall: float) -> Added:
    """Add what so much wall time could have done; what does not belong to the item earns nothing."""
    match item:
        case Video():
            before = watched(evidence)
            earned = coverage.credit(marks.played, duration=item.duration, wall=wall, seen=before)
            seen = coverage.merge([*before, *earned.intervals])
            kept = {"media": item.media.sha256, "watched": [list(interval) for interval in seen]}
            return Added(kept, earned.used)
        case Datasheet():
            most = max((len(sheet.pages) for sheet in item.sheets.values()), default=0)
            return _dwell(evidence, "pages", {str(n) for n in range(1, most + 1)}, marks.dwelt, wall)
        case Playbook():
            return _dwell(evidence, "sections", {s.id for s in item.sections}, marks.dwelt, wall)
        case Card():
            opened = objections_opened(item, {"opened": marks.opened}) | objections_opened(item, evidence)
            return Added({**evidence, "opened": sorted(opened)}, 0.0)
        case _:
            return Added(dict(evidence), 0.0)


def _dwell(
    evidence: Evidence, name: str, known: set[str], dwelt: Iterable[tuple[str, float]], wall: float
) -> Added:
    left, seconds = max(0.0, wall), dict(evidence.get(name, {}))
    for place, claimed in dwelt:
        if place not in known or not claimed > 0:
            continue
        granted = min(claimed, left)
        seconds[place] = round(min(KEPT_SECONDS, seconds.get(place, 0.0) + granted), 1)
        left -= granted
    return Added({**evidence, name: seconds}, max(0.0, wall) - left)


def tick(
    item: Playbook, evidence: Evidence, *, ticked: Iterable[str], unticked: Iterable[str]
) -> dict[str, Any]:
    """Tick some steps and untick others; names that are no steps of the playbook are passed over."""
    steps = (steps_ticked(item, evidence) - frozenset(unticked)) | frozenset(ticked)
    return {**evidence, "steps": [step for step in item.steps if step in steps]}


def carry_over(item: AnyItem, evidence: Evidence) -> dict[str, Any]:
    """What evidence given for an older wording is still worth under the present one.

    A corrected sentence takes nobody's ticks away: sections, steps, pages and answers that still exist keep
    their marks. Film counts only if it is the same film.
    """
    match item:
        case Video():
            return dict(evidence) if evidence.get("media") == item.media.sha256 else {}
        case Playbook():
            known = {s.id for s in item.sections}
            sections = {k: v for k, v in evidence.get("sections", {}).items() if k in known}
            return tick(item, {"sections": sections}, ticked=evidence.get("steps", ()), unticked=())
        case Card():
            return {"opened": sorted(objections_opened(item, evidence))}
        case _:
            return {}
