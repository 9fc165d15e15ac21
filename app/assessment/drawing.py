"""Which questions stand on a paper, and in which order (pure). The same seed, banks and history give the same paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from app.assessment.bank_index import Choice, choice_of
from app.assessment.stock import Named, Stock
from app.catalogue.documents import Draw

Rank = tuple[bool, int]
"""How late a question is drawn: those that too many people see come last, then those that the person had often."""
FIRST: Rank = (False, 0)


@dataclass(frozen=True)
class Drawn:
    """An entry of a bank on a paper, and which section put it there, from 0. One that leads stays before the next."""

    question_id: int
    version_id: int
    section: int
    leads: bool = False


class TooFewQuestions(Exception):
    """A section asks for more questions than the bank can give to it."""

    def __init__(self, section: Draw) -> None:
        super().__init__(f"bank {section.bank}: {section.count} questions wanted")
        self.section = section


@dataclass(frozen=True)
class Want:
    """So many questions of one choice for one section."""

    section: int
    bank: str
    choice: Choice
    count: int

    def rivals(self, other: "Want") -> bool:
        """Whether both might draw the same question."""
        mine, theirs = self.choice, other.choice
        return (
            self.bank == other.bank
            and mine.of == theirs.of
            and (not mine.topics or not theirs.topics or not set(mine.topics).isdisjoint(theirs.topics))
            and (mine.difficulty == theirs.difficulty or None in (mine.difficulty, theirs.difficulty))
        )


def build_paper(
    sections: Sequence[Draw],
    stocks: Mapping[str, Stock],
    *,
    seed: str,
    uses: Mapping[int, int] | None = None,
    capped: Collection[int] = (),
    is_shuffled: bool = True,
) -> list[Drawn]:
    """The paper's questions, each one once. Raises TooFewQuestions.

    `uses` is how often this person had a question on a paper; `capped` are those that too many people see. Of all
    papers that the banks allow it is one with the fewest capped and then the least used questions; among equals
    chance decides. Unless it is shuffled it stands as in the blueprint: in a section the fixed ones, the drawn ones,
    the scenarios.
    """
    chance = Random(seed)  # nosec B311: a draw must be the same again for the same seed
    fixed = [_fixed(number, section, stocks) for number, section in enumerate(sections)]
    wants = [
        want for number, section in enumerate(sections) for want in _wants(number, section) if want.count
    ]
    ranks: dict[int, Rank | None] = {question: (False, count) for question, count in (uses or {}).items()}
    ranks |= {question: (True, (uses or {}).get(question, 0)) for question in capped}
    ranks |= {drawn.question_id: None for part in fixed for drawn in part}
    parts = fixed
    for want, given in zip(wants, _give_all(wants, stocks, ranks, chance), strict=True):
        if len(given) < want.count:
            raise TooFewQuestions(sections[want.section])
        index = stocks[want.bank].index
        parts[want.section] += [Drawn(one, index.version_of(one), want.section) for one in given]
    return _in_order(parts, chance if is_shuffled else None)


def _fixed(number: int, section: Draw, stocks: Mapping[str, Stock]) -> list[Drawn]:
    """The questions that a section names. One that is not ready any more cannot stand on a paper."""
    if section.bank not in stocks:
        raise TooFewQuestions(section)
    named: list[Named | None] = [stocks[section.bank].named.get(key) for key in section.questions]
    found = [one for one in named if one is not None and one.state == "ready"]
    if len(found) < len(named):
        raise TooFewQuestions(section)
    return [Drawn(one.question_id, one.version_id, number, leads=one.marks == 0) for one in found]


def _wants(number: int, section: Draw) -> tuple[Want, Want]:
    return (
        Want(number, section.bank, choice_of(section), section.draw),
        Want(number, section.bank, choice_of(section, section.of), section.scenarios),
    )


def _give_all(
    wants: Sequence[Want], stocks: Mapping[str, Stock], ranks: Mapping[int, Rank | None], chance: Random
) -> list[list[int]]:
    """What each want gets. Questions are given away best first, and one that nobody can take any more moves others
    on if it must: that leaves as little as possible to the worse ones.
    """
    matching = Matching([want.count for want in wants])
    for number, want in enumerate(wants):
        pool = stocks[want.bank].index.pool(want.choice)
        enough = sum(other.count for other in wants if want.rivals(other))
        for question in _best(pool, enough, ranks, chance):
            matching.askers.setdefault(question, []).append(number)
    order = sorted(matching.askers)
    chance.shuffle(order)
    order.sort(key=lambda question: ranks.get(question) or FIRST)
    for question in order:
        matching.offer(question)
    return [list(given) for given in matching.given]


def _best(pool: Sequence[int], count: int, ranks: Mapping[int, Rank | None], chance: Random) -> list[int]:
    """So many questions of a pool, best rank first and within a rank by chance; those without a rank come first.

    No more than all rivals together want: when they have taken all others of these, one is still left.
    """
    if len(pool) > 2 * (count + len(ranks)):
        return _by_trial(pool, count, ranks, chance)
    by_rank: dict[Rank, list[int]] = {}
    for question in pool:
        rank = ranks.get(question, FIRST)
        if rank is not None:
            by_rank.setdefault(rank, []).append(question)
    best: list[int] = []
    for rank in sorted(by_rank):
        best += chance.sample(by_rank[rank], min(len(by_rank[rank]), count - len(best)))
    return best


def _by_trial(pool: Sequence[int], count: int, ranks: Mapping[int, Rank | None], chance: Random) -> list[int]:
    """The same from a large pool without walking it: every second try at least is one without a rank."""
    found: dict[int, None] = {}
    while len(found) < count:
        question = pool[chance.randrange(len(pool))]
        if question not in ranks:
            found[question] = None
    return list(found)


@dataclass
class Matching:
    """Questions on their way to those who want them. `limits` is how many each one wants."""

    limits: Sequence[int]
    askers: dict[int, list[int]] = field(default_factory=dict)
    """Who could take a question, by number."""
    given: list[dict[int, None]] = field(init=False)
    """What each one has, in the order in which it came."""
    closed: set[int] = field(default_factory=set)
    """Those who neither lack one nor could pass one on to somebody who does."""

    def __post_init__(self) -> None:
        self.given = [{} for _limit in self.limits]

    def offer(self, question: int) -> None:
        """Give the question to somebody, if need be by passing others on (an augmenting path)."""
        tried = set(self.closed)
        if not self._give(question, tried):
            self.closed = tried

    def _give(self, question: int, tried: set[int]) -> bool:
        for asker in self.askers[question]:
            if asker in tried:
                continue
            tried.add(asker)
            if len(self.given[asker]) < self.limits[asker]:
                self.given[asker][question] = None
                return True
            for other in list(self.given[asker]):
                if self._give(other, tried):
                    del self.given[asker][other]
                    self.given[asker][question] = None
                    return True
        return False


def _in_order(parts: Sequence[Sequence[Drawn]], chance: Random | None) -> list[Drawn]:
    """The paper as it is asked. Shuffled or not, words stay before what follows them in their section."""
    blocks: list[list[Drawn]] = []
    for part in parts:
        open_block: list[Drawn] = []
        for drawn in part:
            open_block.append(drawn)
            if not drawn.leads:
                blocks.append(open_block)
                open_block = []
        blocks += [open_block] if open_block else []
    if chance is not None:
        chance.shuffle(blocks)
    return [drawn for block in blocks for drawn in block]
