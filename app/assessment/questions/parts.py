"""What questions are made of. Every part is immutable; keys are stable through all wordings of a question."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

import msgspec

from app.catalogue.documents import KEY, Doc, File, Text

Difficulty = Literal["easy", "medium", "hard"]
State = Literal["draft", "ready", "retired"]
Markup = Literal["plain", "markdown"]
Key = Annotated[str, msgspec.Meta(pattern=KEY)]
Share = Annotated[float, msgspec.Meta(ge=-1, le=1)]
"""Part of a question's mark; below 0 it is taken away. Read as the decimal that the author wrote."""
Figure = int | float | str
"""A number as the author wrote it: 12, 12.5 or, where every digit counts, "12.50" in quotes."""
TAGS = ("objective", "product", "competitor")
METADATA = ("state", "owner", "review_on", "tags")
"""Fields that say something about a question and are no part of its wording: changing them makes no new version."""


class Picture(Doc, frozen=True):
    """A picture with the words for who cannot see it. Sides in pixels."""

    file: File
    alt: Text
    width: int
    height: int


class Label(Doc, frozen=True):
    """Something with words that can be put somewhere."""

    key: Key
    text: Text


class Option(Doc, frozen=True):
    """One answer to choose. `pin` keeps it at its place when the others are shuffled ("all of the above").

    `share` is what choosing it is worth where the author says so; without it a right one is worth the whole.
    """

    key: Key
    text: Text = {}
    right: bool = False
    pin: bool = False
    share: Share | None = None
    feedback: Text = {}
    picture: Picture | None = None

    def __post_init__(self) -> None:
        if not self.text and not self.picture:
            raise ValueError(f"the option {self.key!r} has neither text nor picture; give it one")


class Accepted(Doc, frozen=True):
    """One text that is accepted, and what it is worth."""

    text: str
    share: Share = 1.0
    feedback: Text = {}


class Range(Doc, frozen=True):
    """One number that is accepted: `value` with an absolute `tolerance` or one of so many `percent`, or a range
    from `low` to `high`. The ends belong to it unless `inclusive` is false.
    """

    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    tolerance: Figure = 0
    percent: Figure | None = None
    inclusive: bool = True
    share: Share = 1.0
    feedback: Text = {}

    def __post_init__(self) -> None:
        given = [
            figure
            for figure in (self.value, self.low, self.high, self.tolerance, self.percent)
            if figure is not None
        ]
        for figure in given:
            as_decimal(figure)
        if self.value is None and (self.low is None or self.high is None):
            raise ValueError("a number needs a value, or low and high")
        if self.value is not None and (self.low is not None or self.high is not None):
            raise ValueError("give either a value or low and high, not both")
        if self.low is not None and self.high is not None and as_decimal(self.low) > as_decimal(self.high):
            raise ValueError("low is above high; swap them")
        if as_decimal(self.tolerance) < 0 or (self.percent is not None and as_decimal(self.percent) < 0):
            raise ValueError("a tolerance cannot be below 0")


class Unit(Doc, frozen=True):
    """A unit that may follow a number: the answer is multiplied by `factor` before it is compared."""

    name: str
    factor: Figure = 1

    def __post_init__(self) -> None:
        if as_decimal(self.factor) == 0:
            raise ValueError(f"the unit {self.name!r} has the factor 0; give it another")


class Level(Doc, frozen=True):
    """One level of a criterion and its points."""

    key: Key
    text: Text
    points: Annotated[int, msgspec.Meta(ge=0, le=100)]


class Criterion(Doc, frozen=True):
    """One line of a rubric."""

    key: Key
    title: Text
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        if len(self.levels) < 2 or max(level.points for level in self.levels) == 0:
            raise ValueError(f"the criterion {self.key!r} needs two levels, one with points")
        check_keys("levels", (level.key for level in self.levels))


class Question(Doc, frozen=True, tag_field="type", kw_only=True):
    """What every type of question has. `hints` and `penalty` matter where several tries are allowed: each wrong
    try costs `penalty` of the mark and shows the next hint.
    """

    key: Key
    topic: Key
    difficulty: Difficulty
    stem: Text
    markup: Markup = "plain"
    pictures: tuple[Picture, ...] = ()
    explanation: Text = {}
    """Why the right answer is right; shown only where the review policy releases it."""
    hints: tuple[Text, ...] = ()
    penalty: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.3333333
    state: State = "ready"
    owner: Annotated[str, msgspec.Meta(max_length=80)] = ""
    review_on: date | None = None
    tags: dict[Literal["objective", "product", "competitor"], tuple[str, ...]] = {}


def as_decimal(figure: Figure) -> Decimal:
    """The exact number that the author wrote. Raises ValueError."""
    try:
        number = Decimal(str(figure))
    except InvalidOperation:
        raise ValueError(f"{figure!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{figure!r} is not a number")
    if abs(number.adjusted()) > 100 or len(number.as_tuple().digits) > 100:
        raise ValueError(f"{str(figure)[:20]}… is too long a number; write it with at most 100 digits")
    return number


def check_keys(what: str, keys: Iterable[str]) -> None:
    """Raises ValueError when a key stands twice."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"two {what} are called {key!r}; rename one")
        seen.add(key)
