"""Choices on a paper (pure). Options go out as numbers in the order drawn: authors tend to write the right one
first, and "a" would tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessment.answers import Answer
from app.assessment.paper.parts import (
    Kind,
    NotAnOption,
    Shown,
    ShownPicture,
    Values,
    by_number,
    numbers_of,
    shown_picture,
    shown_pictures,
)
from app.assessment.questions import Multiple, Option, Single, TrueFalse, option_keys
from app.catalogue.documents import Text

Choice = Single | Multiple | TrueFalse
MOST_OPTIONS = 40


@dataclass(frozen=True)
class ShownOption:
    """`name` is true or false where the page has the words itself; else `text` holds them."""

    number: str
    text: Text
    name: str
    is_chosen: bool
    picture: ShownPicture | None = None


@dataclass(frozen=True, kw_only=True)
class ShownChoice(Shown):
    options: tuple[ShownOption, ...]


def shown_choice(question: Choice, answer: Answer) -> ShownChoice:
    if isinstance(question, TrueFalse):
        options = tuple(
            ShownOption(number, {}, key, key in answer)
            for key, number in numbers_of(("true", "false")).items()
        )
    else:
        options = shown_options(question.options, answer)
    return ShownChoice(
        kind=kind_of(question),
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        options=options,
    )


def shown_options(options: Sequence[Option], chosen: Answer) -> tuple[ShownOption, ...]:
    return tuple(
        ShownOption(
            str(number),
            option.text,
            "",
            option.key in chosen,
            shown_picture(option.picture) if option.picture else None,
        )
        for number, option in enumerate(options, 1)
    )


def kind_of(question: Choice) -> Kind:
    if isinstance(question, TrueFalse):
        return "true_false"
    return "multiple" if isinstance(question, Multiple) else "single"


def read_choice(question: Choice, values: Values) -> list[str]:
    """The keys of the options with these numbers, in the paper's order. Raises NotAnOption."""
    numbers = values.get("choice", ())
    if len(numbers) > MOST_OPTIONS:
        raise NotAnOption("too many choices")
    keys = by_number(option_keys(question))
    if not all(number in keys for number in numbers):
        raise NotAnOption("no such option")
    chosen = [key for number, key in keys.items() if number in numbers]
    if len(chosen) > 1 and not isinstance(question, Multiple):
        raise NotAnOption("only one option may be chosen")
    return chosen


def choice_values(question: Choice, answer: Answer) -> dict[str, list[str]]:
    numbers = numbers_of(option_keys(question))
    return {"choice": [numbers[key] for key in answer if key in numbers]}
