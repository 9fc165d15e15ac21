"""What some telling answers would be worth (pure), for an author who is just writing the question."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from app.assessment.answers import Answer
from app.assessment.grading.model import model_answer, number_answer, written
from app.assessment.grading.numeric import ends
from app.assessment.grading.pictured import holds
from app.assessment.grading.worth import grade
from app.assessment.questions import (
    Categorise,
    Cloze,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    PartDocument,
    Range,
    ShortText,
    Single,
    TrueFalse,
    option_keys,
)

Kind = Literal[
    "option", "all_options", "right", "one_part", "swapped", "reversed", "low_end", "high_end", "beyond", "no_unit",
    "accepted", "near_miss", "elsewhere",
]  # fmt: skip
"""What is telling about an answer. `one_part` is right as far as it goes, `swapped` has two things exchanged, `beyond`
lies just above a range, `elsewhere` points at one place too many.
"""
Sample = tuple[Kind, Answer]


@dataclass(frozen=True)
class Preview:
    """One answer in the stored shape, and what it wins."""

    kind: Kind
    answer: Answer
    fraction: Fraction | None


def previews(question: PartDocument) -> tuple[Preview, ...]:
    """In an order to read them in; none for what a person grades and for a description."""
    return tuple(Preview(kind, answer, grade(question, answer)) for kind, answer in _samples(question))


def _samples(question: PartDocument) -> Iterator[Sample]:
    if isinstance(question, Single | Multiple | TrueFalse):
        yield from _choices(question)
    elif isinstance(question, Matching | Categorise):
        yield from _assignments(question)
    elif isinstance(question, Ordering):
        yield from _orders(question)
    elif isinstance(question, Cloze):
        yield from _gaps(question)
    elif isinstance(question, Numeric):
        yield from _numbers(question)
    elif isinstance(question, ShortText):
        yield from _texts(question)
    elif isinstance(question, Hotspot):
        yield from _points(question)


def _choices(question: Single | Multiple | TrueFalse) -> Iterator[Sample]:
    for key in option_keys(question):
        yield "option", [key]
    if isinstance(question, Multiple):
        yield "right", model_answer(question)
        yield "all_options", list(option_keys(question))


def _assignments(question: Matching | Categorise) -> Iterator[Sample]:
    right = dict(model_answer(question))
    first, *rest = right
    yield "right", right
    other = next((key for key in rest if right[key] != right[first]), None)
    if other:
        yield "swapped", right | {first: right[other], other: right[first]}
    yield "one_part", {first: right[first]}


def _orders(question: Ordering) -> Iterator[Sample]:
    right = list(model_answer(question))
    yield "right", right
    yield "swapped", [*right[:-2], right[-1], right[-2]]
    yield "reversed", right[::-1]


def _gaps(question: Cloze) -> Iterator[Sample]:
    right = dict(model_answer(question))
    yield "right", right
    if len(right) > 1:
        for key, value in right.items():
            yield "one_part", {key: value}


def _numbers(question: Numeric) -> Iterator[Sample]:
    yield "right", model_answer(question)
    for accepted in question.accepted:
        low, high = ends(accepted)
        if low != high:
            yield "low_end", number_answer(question, low)
            yield "high_end", number_answer(question, high)
        yield "beyond", number_answer(question, high + _step(accepted))
    if question.units:
        yield "no_unit", {"number": written(ends(question.accepted[0])[0])}


def _step(accepted: Range) -> Fraction:
    """One in the last digit to which the ends of a range are written."""
    exponents = [Decimal(written(end)).as_tuple().exponent for end in ends(accepted)]
    return Fraction(10) ** min(0, *(exponent for exponent in exponents if isinstance(exponent, int)))


def _texts(question: ShortText) -> Iterator[Sample]:
    for accepted in question.accepted:
        yield "accepted", {"text": accepted.text}
    text = question.accepted[0].text
    yield "near_miss", {"text": text[:-1] if len(text) > 1 else f"{text}s"}


def _points(question: Hotspot) -> Iterator[Sample]:
    right = list(model_answer(question))
    yield "right", right
    if len(right) > 1:
        yield "one_part", right[:1]
    for place in [[x, y] for x in range(0, 1001, 100) for y in range(0, 1001, 100)]:
        if not any(
            holds(one, (place[0], place[1]), question.picture) for one in question.regions if one.right
        ):
            yield "elsewhere", [*right, place]
            return
