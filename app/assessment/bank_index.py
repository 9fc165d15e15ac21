"""What a draw must know of a bank's questions: ids by topic, difficulty and tag, small enough to be kept (pure)."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from app.catalogue.documents import Draw

MOST_POOLS = 64
"""So many selections are kept ready; a bank hardly has more different sections."""


class Choice(NamedTuple):
    """What may be drawn together. `of` is 0 for questions that stand for themselves, else how many questions with a
    mark a scenario must have.
    """

    topics: tuple[str, ...]
    difficulty: str | None
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    of: int


def choice_of(section: Draw, of: int = 0) -> Choice:
    """What a section draws from: loose questions, or scenarios of so many questions."""
    tags = tuple(sorted((kind, tuple(values)) for kind, values in section.tags.items() if values))
    return Choice(section.topics, section.difficulty, tags, of)


@dataclass(frozen=True, slots=True)
class Entry:
    """A question that is ready, without its wording. `of` as in `Choice`."""

    question_id: int
    version_id: int
    topic: str
    difficulty: str
    of: int = 0
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)


def drawn_as(kind: str, marks: int) -> int | None:
    """The `of` of a question by its type and marks; None for what is never drawn: words, and cases without a mark."""
    if marks == 0:
        return None
    return marks if kind == "scenario" else 0


class BankIndex:
    """The questions of a bank that may be drawn. It does not change, so threads may share it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ordered = sorted(entries, key=lambda entry: entry.question_id)
        self._ids = array("i", (entry.question_id for entry in ordered))
        self._versions = array("i", (entry.version_id for entry in ordered))
        self._groups: dict[tuple[str, str, int], array[int]] = {}
        self._tagged: dict[tuple[str, str], array[int]] = {}
        self._pools: dict[Choice, array[int]] = {}
        for entry in ordered:
            group = (entry.topic, entry.difficulty, entry.of)
            self._groups.setdefault(group, array("i")).append(entry.question_id)
            for tag in ((kind, value) for kind, values in entry.tags.items() for value in values):
                self._tagged.setdefault(tag, array("i")).append(entry.question_id)

    def __len__(self) -> int:
        return len(self._ids)

    def version_of(self, question_id: int) -> int:
        """The current version of a question of this index."""
        return self._versions[bisect_left(self._ids, question_id)]

    def pool(self, choice: Choice) -> Sequence[int]:
        """The questions that a choice may draw, by id. Do not change what you get."""
        kept = self._pools.get(choice)
        if kept is None:
            if len(self._pools) >= MOST_POOLS:
                self._pools = {}
            kept = self._pools[choice] = self._select(choice)
        return kept

    def has_tag(self, kind: str, value: str) -> bool:
        return (kind, value) in self._tagged

    def _select(self, choice: Choice) -> "array[int]":
        found: Iterable[int] = chain.from_iterable(
            ids
            for (topic, difficulty, of), ids in self._groups.items()
            if of == choice.of
            and (not choice.topics or topic in choice.topics)
            and choice.difficulty in (None, difficulty)
        )
        for kind, values in choice.tags:
            tagged = set(chain.from_iterable(self._tagged.get((kind, value), ()) for value in values))
            found = [question_id for question_id in found if question_id in tagged]
        return array("i", sorted(found))
