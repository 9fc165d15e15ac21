"""What may speak for a closer look at an attempt (pure). Each finding has its count and its rule; none is a verdict."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.assessment.answers import Answer
from app.catalogue.documents import Text

Rule = Literal["left", "pasted", "copied", "fast", "alike"]
TIMES_LEFT, SECONDS_LEFT = 3, 60
LONG_PASTE = 20
FAST_ANSWERS = 3
WORDS_A_SECOND = 15
SHORTEST = 1.0
"""Nobody reads and answers in less than a second, however short the question."""
SAME_WRONG, BY_CHANCE = 4, 0.001
LETTERS_A_WORD = 4
"""Of Thai, which writes no spaces between words."""


@dataclass(frozen=True)
class Noted:
    """What the browser noticed: seconds away for "returned", characters for "pasted"."""

    kind: str
    position: int | None
    amount: int


@dataclass(frozen=True)
class Pace:
    """The first answer to a question came so many seconds after the step before it; its stem has so many words."""

    position: int
    seconds: float
    words: int


@dataclass(frozen=True)
class Sheet:
    """The wrong answers of one attempt, by question, in a form in which equal ones are equal."""

    attempt_id: int
    person_id: int
    wrong: Mapping[str, str]


@dataclass(frozen=True)
class Alike:
    """Another attempt that gave the same wrong answer so often, of the questions that both had wrong.

    `chance` is how probable as many are for two people who do not know of each other.
    """

    attempt_id: int
    same: int
    of: int
    chance: float


@dataclass(frozen=True)
class Finding:
    """One thing to look at: how often, at which questions, and the seconds or characters in all."""

    rule: Rule
    count: int
    positions: tuple[int, ...] = ()
    amount: int = 0
    alike: Alike | None = None


def risk_note(noted: Iterable[Noted], paces: Iterable[Pace], alike: Iterable[Alike]) -> tuple[Finding, ...]:
    """Whatever passes its threshold, for a person to judge. Nothing follows from it by itself."""
    signals = list(noted)
    found = [
        *_left(signals),
        *_put_in("pasted", [one for one in signals if one.kind == "pasted" and one.amount >= LONG_PASTE]),
        *_put_in("copied", [one for one in signals if one.kind == "copied"]),
        *_fast(paces),
        *(Finding("alike", one.same, alike=one) for one in alike),
    ]
    return tuple(found)


def _left(signals: Sequence[Noted]) -> list[Finding]:
    left = [one for one in signals if one.kind == "left"]
    seconds = sum(one.amount for one in signals if one.kind == "returned")
    if len(left) < TIMES_LEFT and seconds < SECONDS_LEFT:
        return []
    return [Finding("left", len(left), _positions(left), seconds)]


def _put_in(rule: Rule, signals: Sequence[Noted]) -> list[Finding]:
    if not signals:
        return []
    return [Finding(rule, len(signals), _positions(signals), sum(one.amount for one in signals))]


def _positions(signals: Iterable[Noted]) -> tuple[int, ...]:
    return tuple(sorted({one.position for one in signals if one.position is not None}))


def _fast(paces: Iterable[Pace]) -> list[Finding]:
    fast = [pace for pace in paces if pace.seconds < max(SHORTEST, pace.words / WORDS_A_SECOND)]
    if len(fast) < FAST_ANSWERS:
        return []
    return [Finding("fast", len(fast), tuple(sorted(pace.position for pace in fast)))]


def paces(
    started_at: datetime, first_answers: Iterable[tuple[int, datetime]], words: Mapping[int, int]
) -> list[Pace]:
    """How fast the first answer to each question came: since the one before it, or since the start.

    `first_answers` are position and moment, in the order in which they came.
    """
    found, before = [], started_at
    for position, at in first_answers:
        found.append(Pace(position, (at - before).total_seconds(), words.get(position, 0)))
        before = at
    return found


def words_in(text: Text) -> int:
    """How many words there are to read, in the language in which they are fewest."""
    return min((sum(map(_words, line.split())) for line in text.values()), default=0)


def _words(token: str) -> int:
    thai = sum("\u0e00" <= letter <= "\u0e7f" for letter in token)
    return max(1, thai // LETTERS_A_WORD)


def comparable(kind: str, answer: Answer) -> str:
    """An answer in a form in which equal ones are equal; the order of chosen options says nothing."""
    if kind == "multiple":
        answer = sorted(answer)
    return json.dumps(answer, sort_keys=True, ensure_ascii=False).casefold()


def alike(own: Sheet, others: Sequence[Sheet]) -> list[Alike]:
    """Attempts of other people that share improbably many wrong answers with this one, the least probable first."""
    found = []
    for other in others:
        both = own.wrong.keys() & other.wrong.keys()
        same = sum(own.wrong[question] == other.wrong[question] for question in both)
        if other.person_id == own.person_id or same < SAME_WRONG:
            continue
        rest = [sheet for sheet in others if sheet is not other]
        chance = _at_least(same, [_agree(question, own, other, rest) for question in sorted(both)])
        if chance < BY_CHANCE:
            found.append(Alike(other.attempt_id, same, len(both), chance))
    return sorted(found, key=lambda one: (one.chance, one.attempt_id))


def _agree(question: str, own: Sheet, other: Sheet, rest: Sequence[Sheet]) -> float:
    """How probable it is that two who have it wrong have it wrong alike, by how the rest had it wrong.

    Each answer that was seen counts once more than it was given, and one that nobody gave counts once: a few
    sheets prove nothing.
    """
    given = Counter(sheet.wrong[question] for sheet in rest if question in sheet.wrong)
    for seen in {own.wrong[question], other.wrong[question], *given}:
        given[seen] += 1
    of = given.total() + 1
    return (sum(count * count for count in given.values()) + 1) / (of * of)


def _at_least(wanted: int, chances: Sequence[float]) -> float:
    """The probability of at least so many successes in independent trials with these chances."""
    exactly = [1.0]
    for chance in chances:
        exactly = [
            (exactly[n] if n < len(exactly) else 0.0) * (1 - chance) + (exactly[n - 1] * chance if n else 0.0)
            for n in range(len(exactly) + 1)
        ]
    return sum(exactly[wanted:])
