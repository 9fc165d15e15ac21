"""What a written number is worth (pure). Numbers are compared exactly, in the unit of the accepted ones."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from app.assessment.answers import Answer
from app.assessment.grading.normalise import normal
from app.assessment.grading.numbers import read_quantity
from app.assessment.grading.shapes import text_at
from app.assessment.grading.shares import FULL, NOTHING, exact
from app.assessment.questions import Numeric, Range, Unit
from app.assessment.questions.parts import Figure, as_decimal


def grade_numeric(question: Numeric, answer: Answer) -> Fraction:
    """The share of the first accepted range that holds the number."""
    accepted = range_chosen(question, answer)
    return exact(accepted.share) if accepted else NOTHING


def range_chosen(question: Numeric, answer: Answer) -> Range | None:
    """The first accepted range that holds the answer."""
    return first_range(
        question.accepted,
        text_at(answer, "number"),
        unit=text_at(answer, "unit"),
        units=question.units,
        unit_required=question.unit_required,
    )


def first_range(
    accepted: Iterable[Range],
    text: str,
    *,
    unit: str = "",
    units: tuple[Unit, ...] = (),
    unit_required: bool = False,
) -> Range | None:
    """The first range that holds what was written, with its unit beside it or in `unit`.

    Without a unit the number counts as it is, unless one is required. None as well for a unit that is not
    listed, for two different ones, and for what is no number.
    """
    quantity = read_quantity(text)
    named = {name for name in (quantity.unit if quantity else "", unit.strip()) if name}
    if quantity is None or (unit_required and not named):
        return None
    factor, *others = {factor_of(units, name) for name in named} or {FULL}
    if factor is None or others:
        return None
    return next((one for one in accepted if holds(one, quantity.number * factor)), None)


def factor_of(units: Iterable[Unit], name: str) -> Fraction | None:
    """The factor of the unit of that name; written in other letter case only where that names one unit alone."""
    exactly = [unit for unit in units if _name(unit.name) == _name(name)]
    alike = exactly or [unit for unit in units if normal(unit.name) == normal(name)]
    return figure(alike[0].factor) if len(alike) == 1 else None


def _name(name: str) -> str:
    return normal(name, case_sensitive=True)


def holds(accepted: Range, number: Fraction) -> bool:
    """Whether the number lies in the range. One that is a single number holds it, inclusive or not."""
    low, high = ends(accepted)
    if low == high or accepted.inclusive:
        return low <= number <= high
    return low < number < high


def ends(accepted: Range) -> tuple[Fraction, Fraction]:
    """The lowest and the highest number of a range. A percentage is one of the value's size."""
    if accepted.value is None:
        return figure(accepted.low or 0), figure(accepted.high or 0)
    value = figure(accepted.value)
    margin = figure(accepted.tolerance)
    if accepted.percent is not None:
        margin = abs(value) * figure(accepted.percent) / 100
    return value - margin, value + margin


@lru_cache(maxsize=1024)
def figure(written: Figure) -> Fraction:
    """The exact number that an author wrote."""
    return Fraction(as_decimal(written))
