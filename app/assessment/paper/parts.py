"""What every question on a paper has, and how its form is read (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.assessment.questions import Picture, Question
from app.assessment.snapshots import Case
from app.catalogue.documents import Text

Kind = Literal[
    "single", "multiple", "true_false", "matching", "ordering", "categorise", "cloze", "numeric", "short_text",
    "hotspot", "essay", "pitch", "description",
]  # fmt: skip
Values = Mapping[str, Sequence[str]]
"""The fields of a question's form with what was filled in."""
MOST_CHARACTERS = 20_000


class NotAnOption(ValueError):
    """An answer names something that is not on the paper, or too much of it."""


@dataclass(frozen=True)
class ShownPicture:
    """A picture by its content; its file name stays here, for authors name files after what is on them."""

    sha256: str
    alt: Text
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What every type shows."""

    kind: Kind
    stem: Text
    markup: str
    pictures: tuple[ShownPicture, ...]


@dataclass(frozen=True)
class ShownCase:
    """What a scenario tells above each of its questions."""

    text: Text
    markup: str
    pictures: tuple[ShownPicture, ...]


@dataclass(frozen=True)
class ShownLabel:
    """Words under a number."""

    number: str
    text: Text


def shown_picture(picture: Picture) -> ShownPicture:
    return ShownPicture(picture.file.sha256, picture.alt, picture.width, picture.height)


def shown_pictures(question: Question) -> tuple[ShownPicture, ...]:
    return tuple(map(shown_picture, question.pictures))


def shown_case(case: Case | None) -> ShownCase | None:
    return ShownCase(case.text, case.markup, tuple(map(shown_picture, case.pictures))) if case else None


def by_number(keys: Iterable[str]) -> dict[str, str]:
    """The keys under the numbers that stand for them on the page, from "1"."""
    return {str(number): key for number, key in enumerate(keys, 1)}


def numbers_of(keys: Iterable[str]) -> dict[str, str]:
    """The numbers that stand for these keys on the page."""
    return {key: number for number, key in by_number(keys).items()}


def one(values: Values, name: str, *, most: int = MOST_CHARACTERS) -> str:
    """The value of a field that is there at most once, "" when it is not. Raises NotAnOption."""
    given = values.get(name, ())
    if len(given) > 1:
        raise NotAnOption(f"{name} was sent more than once")
    value = given[0] if given else ""
    if len(value) > most or "\x00" in value:
        raise NotAnOption(f"{name} cannot be kept")
    return value


def written(values: Values, name: str, *, most: int = MOST_CHARACTERS) -> str:
    """What was written into a field, with plain line ends; "" when it is nothing but space. Raises NotAnOption."""
    text = one(values, name, most=most).replace("\r\n", "\n")
    return text if text.strip() else ""


def rows(values: Values, name: str, keys: Sequence[str], *, most: int = MOST_CHARACTERS) -> dict[str, str]:
    """What the fields `name`-1, `name`-2, … say about these keys, without the empty ones. Raises NotAnOption."""
    known = {f"{name}-{number}": key for number, key in by_number(keys).items()}
    if any(field.startswith(f"{name}-") and field not in known for field in values):
        raise NotAnOption(f"no such {name}")
    filled = {key: written(values, field, most=most) for field, key in known.items()}
    return {key: value for key, value in filled.items() if value}


def named(number: str, keys: Mapping[str, str]) -> str:
    """The key behind a number. Raises NotAnOption."""
    if number not in keys:
        raise NotAnOption("no such number")
    return keys[number]
