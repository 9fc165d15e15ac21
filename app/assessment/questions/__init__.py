"""A question as one immutable document. It holds the answer key and never goes to a page as it is."""

from typing import Annotated, Any

import msgspec

from app.assessment.questions.arrangements import Categorise, Matching, Ordering, Pair, Sortable
from app.assessment.questions.choices import Multiple, Scheme, Single, TrueFalse
from app.assessment.questions.open import Description, Essay, Graded, Pitch
from app.assessment.questions.parts import (
    METADATA,
    TAGS,
    Accepted,
    Criterion,
    Difficulty,
    Key,
    Label,
    Level,
    Option,
    Picture,
    Question,
    Range,
    Unit,
    check_keys,
)
from app.assessment.questions.pictured import Hotspot, Region
from app.assessment.questions.written import (
    GAP,
    AnyGap,
    ChoiceGap,
    Cloze,
    NumberGap,
    Numeric,
    ShortText,
    TextGap,
)
from app.catalogue.documents import Text
from app.core.tokens import sha256_hex

PartDocument = (
    Single
    | Multiple
    | TrueFalse
    | Matching
    | Ordering
    | Categorise
    | Cloze
    | Numeric
    | ShortText
    | Hotspot
    | Essay
    | Pitch
    | Description
)
"""Whatever can stand on a paper."""


class Scenario(Question, frozen=True, kw_only=True, tag="scenario"):
    """One case with several questions that are drawn together. The stem is the case; every question becomes one of
    the paper, with the case above it.
    """

    questions: Annotated[tuple[PartDocument, ...], msgspec.Meta(min_length=1, max_length=20)]

    def __post_init__(self) -> None:
        check_keys("questions", (question.key for question in self.questions))


QuestionDocument = PartDocument | Scenario
TYPES: tuple[str, ...] = (
    "single", "multiple", "true_false", "matching", "ordering", "categorise", "cloze", "numeric", "short_text",
    "hotspot", "essay", "pitch", "scenario", "description",
)  # fmt: skip


def type_of(question: QuestionDocument) -> str:
    return str(type(question).__struct_config__.tag)


def marks_of(question: QuestionDocument) -> int:
    """How many marks a question puts on a paper: one, none for a description, one for each of a scenario's."""
    if isinstance(question, Scenario):
        return sum(marks_of(part) for part in question.questions)
    return 0 if isinstance(question, Description) else 1


def option_keys(question: Single | Multiple | TrueFalse) -> tuple[str, ...]:
    """The keys of the options in the document's order."""
    if isinstance(question, TrueFalse):
        return ("true", "false")
    return tuple(option.key for option in question.options)


def right_keys(question: Single | Multiple | TrueFalse) -> frozenset[str]:
    """The answer key of a choice."""
    if isinstance(question, TrueFalse):
        return frozenset({"true" if question.answer else "false"})
    return frozenset(option.key for option in question.options if option.right)


def wording(question: QuestionDocument) -> dict[str, Any]:
    """What a version of the question is: everything but what is merely said about it."""
    return {key: value for key, value in to_dict(question).items() if key not in METADATA}


def to_dict(question: QuestionDocument) -> dict[str, Any]:
    """As it is stored."""
    stored: dict[str, Any] = msgspec.to_builtins(question)
    return stored


def from_dict(stored: dict[str, Any]) -> QuestionDocument:
    """A stored question."""
    question: QuestionDocument = msgspec.convert(stored, QuestionDocument)
    return question


def part_from_dict(stored: dict[str, Any]) -> PartDocument:
    """The question of a slot."""
    question: PartDocument = msgspec.convert(stored, PartDocument)
    return question


def fingerprint(stored: dict[str, Any]) -> str:
    """SHA-256 of a stored question, whatever order the database gives its keys back in."""
    return sha256_hex(msgspec.json.encode(stored, order="sorted"))


__all__ = [
    "GAP", "METADATA", "TAGS", "TYPES", "Accepted", "AnyGap", "Categorise", "ChoiceGap", "Cloze", "Criterion",
    "Description", "Difficulty", "Essay", "Graded", "Hotspot", "Key", "Label", "Level", "Matching", "Multiple",
    "NumberGap", "Numeric", "Option", "Ordering", "Pair", "PartDocument", "Picture", "Pitch", "Question",
    "QuestionDocument", "Range", "Region", "Scenario", "Scheme", "ShortText", "Single", "Sortable", "Text", "TextGap",
    "TrueFalse", "Unit", "fingerprint", "from_dict", "marks_of", "option_keys", "part_from_dict", "right_keys",
    "to_dict", "type_of", "wording",
]  # fmt: skip
