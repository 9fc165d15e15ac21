"""Questions that are answered by writing words or numbers, and are graded by rule."""

import re
from typing import Annotated

import msgspec

from app.assessment.questions.choices import check_options
from app.assessment.questions.parts import Accepted, Key, Option, Question, Range, Unit, check_keys
from app.catalogue.documents import Doc, Text

GAP = re.compile(r"\[\[([a-z0-9][a-z0-9-]{0,59})\]\]")
"""Where a gap stands in a cloze's stem: [[key]]."""


class Numeric(Question, frozen=True, kw_only=True, tag="numeric"):
    """A number, with a unit where there are units. The first accepted range that holds the answer decides."""

    accepted: tuple[Range, ...]
    units: tuple[Unit, ...] = ()
    unit_required: bool = False
    otherwise: Text = {}
    """Feedback for any other answer."""

    def __post_init__(self) -> None:
        if not self.accepted or max(one.share for one in self.accepted) < 1:
            raise ValueError("no number is worth the whole mark; add the right one")
        check_keys("units", (unit.name for unit in self.units))
        if self.unit_required and not self.units:
            raise ValueError("a unit is required but there is none; list the units")


class ShortText(Question, frozen=True, kw_only=True, tag="short_text"):
    """A few words. Accepted is what stands here, in whatever language, and nothing that merely resembles it."""

    accepted: tuple[Accepted, ...]
    case_sensitive: bool = False
    otherwise: Text = {}
    """Feedback for any other answer."""

    def __post_init__(self) -> None:
        check_accepted(self.accepted)


class ChoiceGap(Doc, frozen=True, tag="choice", tag_field="type"):
    """A gap with a list to choose from."""

    key: Key
    options: tuple[Option, ...]
    weight: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1

    def __post_init__(self) -> None:
        check_options(self.options)
        if sum(option.right for option in self.options) != 1:
            raise ValueError(f"exactly one option of the gap {self.key!r} must be right")


class TextGap(Doc, frozen=True, tag="text", tag_field="type"):
    """A gap for words."""

    key: Key
    accepted: tuple[Accepted, ...]
    case_sensitive: bool = False
    weight: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    otherwise: Text = {}
    """Feedback for any other answer."""

    def __post_init__(self) -> None:
        check_accepted(self.accepted)


class NumberGap(Doc, frozen=True, tag="number", tag_field="type"):
    """A gap for a number."""

    key: Key
    accepted: tuple[Range, ...]
    weight: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    otherwise: Text = {}
    """Feedback for any other answer."""

    def __post_init__(self) -> None:
        if not self.accepted or max(one.share for one in self.accepted) < 1:
            raise ValueError(f"no number of the gap {self.key!r} is worth the whole mark; add the right one")


AnyGap = ChoiceGap | TextGap | NumberGap


class Cloze(Question, frozen=True, kw_only=True, tag="cloze"):
    """A text with gaps. The stem holds [[key]] for each gap, in every language."""

    gaps: tuple[AnyGap, ...]

    def __post_init__(self) -> None:
        check_keys("gaps", (gap.key for gap in self.gaps))
        if not self.gaps:
            raise ValueError("there is no gap; add one")
        for language, text in self.stem.items():
            named = GAP.findall(text)
            if sorted(named) != sorted(gap.key for gap in self.gaps):
                raise ValueError(f"the text in {language} must hold each gap once, as [[{self.gaps[0].key}]]")


def check_accepted(accepted: tuple[Accepted, ...]) -> None:
    """Raises ValueError when no text is fully right or one is empty."""
    if not accepted or max(one.share for one in accepted) < 1:
        raise ValueError("no text is worth the whole mark; add the right one")
    if any(not one.text.strip() for one in accepted):
        raise ValueError("an accepted text is empty; write it or remove it")
