"""Which questions stand on a paper, and in which order (pure). The same seed and bank give the same paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from random import Random

import msgspec

from app.assessment.questions import Multiple, Option, PartDocument, Single
from app.catalogue.documents import Draw


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn; `uses` is how often this person has had it on a paper."""

    question_id: int
    bank: str
    topic: str
    difficulty: str
    uses: int = 0


class TooFewQuestions(Exception):
    """A section asks for more questions than the bank can give to it."""

    def __init__(self, section: Draw) -> None:
        super().__init__(f"bank {section.bank}: {section.draw} questions wanted")
        self.section = section


def matches(section: Draw, candidate: Candidate) -> bool:
    """Whether a section may draw this question; topics or difficulty left out do not matter."""
    return (
        candidate.bank == section.bank
        and (not section.topics or candidate.topic in section.topics)
        and (section.difficulty is None or candidate.difficulty == section.difficulty)
    )


def draw(sections: Sequence[Draw], candidates: Sequence[Candidate], *, seed: str) -> list[int]:
    """The questions of a paper, in the paper's order, each one once. Raises TooFewQuestions.

    Unseen ones come first, then the least used; among equals chance decides. The narrowest section chooses
    first, and where sections overlap a question moves to the one that cannot do without it.
    """
    chance = Random(seed)  # nosec B311: a draw must be the same again for the same seed
    ordered = sorted(candidates, key=attrgetter("question_id"))
    size = sum(section.draw for section in sections)
    pools = {i: _pool(section, ordered, size, chance) for i, section in enumerate(sections)}
    taken: dict[int, int] = {}
    for index in sorted(pools, key=lambda i: (len(pools[i]), i)):
        for _ in range(sections[index].draw):
            if not _take_one(index, pools, taken, set()):
                raise TooFewQuestions(sections[index])
    paper = sorted(taken)
    chance.shuffle(paper)
    return paper


def _pool(section: Draw, ordered: Sequence[Candidate], size: int, chance: Random) -> list[int]:
    """The questions that a section may draw, best first: least used, then by chance.

    No more than the paper has: when all others are taken from these, one is still left for this section.
    """
    by_use: dict[int, list[int]] = {}
    for candidate in ordered:
        if matches(section, candidate):
            by_use.setdefault(candidate.uses, []).append(candidate.question_id)
    pool: list[int] = []
    for uses in sorted(by_use):
        pool += chance.sample(by_use[uses], min(len(by_use[uses]), size - len(pool)))
    return pool


def _take_one(section: int, pools: dict[int, list[int]], taken: dict[int, int], asked: set[int]) -> bool:
    """Give the section one more question, if need be by moving others (an augmenting path of a matching)."""
    for question in pools[section]:
        if question not in taken:
            taken[question] = section
            return True
    for question in pools[section]:
        if question in asked or taken[question] == section:
            continue
        asked.add(question)
        if _take_one(taken[question], pools, taken, asked):
            taken[question] = section
            return True
    return False


def shuffle_options(question: PartDocument, *, seed: str) -> PartDocument:
    """The question with its options shuffled. Pinned ones keep their place; true/false is left alone."""
    if not isinstance(question, Single | Multiple):
        return question
    loose = [option for option in question.options if not option.pin]
    Random(f"{seed}/{question.key}").shuffle(loose)  # nosec B311: as above
    following = iter(loose)
    options: tuple[Option, ...] = tuple(o if o.pin else next(following) for o in question.options)
    return msgspec.structs.replace(question, options=options)
