"""What a person may see of a question while they answer it (pure). No field of these types can hold the key.

Options go out as numbers in the order drawn. Their own keys stay here: authors tend to write the right one
first, and "a" would tell.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from app.assessment.questions import Multiple, PartDocument, Single, TrueFalse, option_keys
from app.catalogue.documents import Text

Kind = Literal["single", "multiple", "true_false"]
MOST_OPTIONS = 40


class NotAnOption(ValueError):
    """An answer names something that is not on the paper, or too much of it."""


@dataclass(frozen=True)
class ShownOption:
    """`name` is true or false where the page has the words itself; else `text` holds them."""

    number: str
    text: Text
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownQuestion:
    kind: Kind
    stem: Text
    options: tuple[ShownOption, ...]


def shown(question: PartDocument, answer: Collection[str]) -> ShownQuestion:
    """The question with the person's own answer, and nothing of the answer key."""
    if not isinstance(question, Single | Multiple | TrueFalse):
        raise NotImplementedError(type(question).__name__)
    texts: dict[str, Text] = {}
    if not isinstance(question, TrueFalse):
        texts = {option.key: option.text for option in question.options}
    options = tuple(
        ShownOption(str(number), texts.get(key, {}), "" if key in texts else key, key in answer)
        for number, key in enumerate(option_keys(question), 1)
    )
    return ShownQuestion(kind_of(question), question.stem, options)


def kind_of(question: PartDocument) -> Kind:
    if isinstance(question, TrueFalse):
        return "true_false"
    return "multiple" if isinstance(question, Multiple) else "single"


def chosen_keys(question: PartDocument, numbers: Sequence[str]) -> list[str]:
    """The keys of the options with these numbers, in the paper's order. Raises NotAnOption."""
    if not isinstance(question, Single | Multiple | TrueFalse):
        raise NotImplementedError(type(question).__name__)
    if len(numbers) > MOST_OPTIONS:
        raise NotAnOption("too many choices")
    by_number = {str(number): key for number, key in enumerate(option_keys(question), 1)}
    if not all(number in by_number for number in numbers):
        raise NotAnOption("no such option")
    chosen = [key for number, key in by_number.items() if number in numbers]
    if len(chosen) > 1 and not isinstance(question, Multiple):
        raise NotAnOption("only one option may be chosen")
    return chosen
