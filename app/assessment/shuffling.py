"""In which order the parts of a question stand on one paper (pure). The same seed gives the same order."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from app.assessment.questions import (
    Categorise,
    ChoiceGap,
    Cloze,
    Matching,
    Multiple,
    Option,
    Ordering,
    PartDocument,
    Single,
)

Part = TypeVar("Part")


def shuffle_options(question: PartDocument, *, seed: str) -> PartDocument:
    """The question with its parts in an order of chance. Pinned options keep their place; true and false are left
    alone, and an order to be found never begins as the right one.
    """
    chance = Random(f"{seed}/{question.key}")  # nosec B311: a paper must be the same again for the same seed
    match question:
        case Single() | Multiple():
            return replace(question, options=_with_pins(question.options, chance))
        case Matching():
            keys = [*(pair.key for pair in question.pairs), *(label.key for label in question.distractors)]
            return replace(question, drawn=_shuffled(keys, chance))
        case Categorise():
            return replace(question, items=_shuffled(question.items, chance))
        case Ordering():
            return replace(question, drawn=_disordered([item.key for item in question.items], chance))
        case Cloze():
            gaps = tuple(
                replace(gap, options=_with_pins(gap.options, chance)) if isinstance(gap, ChoiceGap) else gap
                for gap in question.gaps
            )
            return replace(question, gaps=gaps)
    return question


def _shuffled(parts: Sequence[Part], chance: Random) -> tuple[Part, ...]:
    return tuple(chance.sample(parts, len(parts)))


def _disordered(keys: Sequence[str], chance: Random) -> tuple[str, ...]:
    """Any order but the one given; there are two keys at least."""
    while (found := _shuffled(keys, chance)) == tuple(keys):
        pass
    return found


def _with_pins(options: Sequence[Option], chance: Random) -> tuple[Option, ...]:
    following = iter(_shuffled([option for option in options if not option.pin], chance))
    return tuple(option if option.pin else next(following) for option in options)
