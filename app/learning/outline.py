"""A course as one person sees it: each item with its state, what is missing, and what comes next (pure)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from app.catalogue.documents import AnyItem, Course, Module
from app.learning.completion import required_items
from app.learning.evidence import Evidence, Weight, carry_over, weigh


class KeptProgress(Protocol):
    """What is kept of an item under one wording."""

    @property
    def item_hash(self) -> str: ...
    @property
    def evidence(self) -> dict[str, Any]: ...
    @property
    def place(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Standing:
    """How somebody stands in an item: state is done, in_progress, not_started or locked."""

    item: AnyItem
    state: str
    weight: Weight
    place: dict[str, Any] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=dict)
    done_at: datetime | None = None
    unmet: tuple[AnyItem, ...] = ()


@dataclass(frozen=True)
class ModuleOutline:
    """A module with its items; `done` of `total` counts those that are needed."""

    module: Module
    items: tuple[Standing, ...]
    done: int
    total: int

    @property
    def done_at(self) -> datetime | None:
        """When its last needed item was finished, if all are."""
        days = [s.done_at for s in self.items if s.done_at is not None]
        return max(days) if days and self.done == self.total else None


def standing_of(
    item: AnyItem,
    kept: Iterable[KeptProgress],
    *,
    done_at: datetime | None,
    unmet: tuple[AnyItem, ...] = (),
    is_locked: bool = False,
) -> Standing:
    """How somebody stands, from what is kept of them under this wording or else under the newest older one."""
    rows = list(kept)
    same = next((row for row in rows if row.item_hash == item.hash), None)
    evidence = same.evidence if same else carry_over(item, rows[0].evidence) if rows else {}
    place = (same or rows[0]).place if rows else {}
    if done_at is not None:
        state = "done"
    elif unmet or is_locked:
        state = "locked"
    else:
        state = "in_progress" if rows else "not_started"
    return Standing(item, state, weigh(item, evidence), place, evidence, done_at, unmet)


def outline_of(
    course: Course,
    *,
    see: Callable[[AnyItem], AnyItem],
    done: Mapping[str, datetime],
    kept: Mapping[str, list[Any]],
    locks: Callable[[AnyItem], tuple[AnyItem, ...]],
    is_locked: bool,
) -> tuple[ModuleOutline, ...]:
    """Every module; `see` hides what the person may not see, `is_locked` closes the whole course."""
    needed = {item.key for item in required_items(course)}
    modules = []
    for module in course.modules:
        items = tuple(
            standing_of(
                see(item),
                kept.get(item.key, ()),
                done_at=done.get(item.key),
                unmet=locks(item),
                is_locked=is_locked,
            )
            for item in module.items
        )
        counting = [s for s in items if s.item.key in needed]
        modules.append(ModuleOutline(module, items, sum(s.state == "done" for s in counting), len(counting)))
    return tuple(modules)


def next_of(modules: Iterable[ModuleOutline], last_item_key: str | None) -> Standing | None:
    """Where to go on: where somebody was last if that is unfinished, else the first open unfinished item.

    Items that are not needed come last. None when nothing is left that could be opened.
    """
    everything = [s for module in modules for s in module.items if s.state in ("in_progress", "not_started")]
    for standing in everything:
        if standing.item.key == last_item_key:
            return standing
    return next((s for s in everything if not s.item.is_optional), next(iter(everything), None))
