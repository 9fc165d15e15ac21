"""An answer that is worth the whole mark, in the shape that a slot keeps (pure). It is the key: it leaves the server
only where the policy releases it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from app.assessment.answers import Answer
from app.assessment.grading.numeric import ends, figure, first_range
from app.assessment.grading.pictured import Point, corners, holds
from app.assessment.questions import (
    Accepted,
    AnyGap,
    Categorise,
    ChoiceGap,
    Cloze,
    Description,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    PartDocument,
    Picture,
    Range,
    Region,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
    Unit,
)

DIGITS = 120
"""How exactly a number is written that has no end."""


def model_answer(question: PartDocument) -> Answer:
    """The right answer; where several are, the one that the author wrote first. Empty where a person grades."""
    if isinstance(question, Single | Multiple):
        return _right(question.options)
    if isinstance(question, TrueFalse):
        return ["true" if question.answer else "false"]
    if isinstance(question, Matching):
        return {pair.key: pair.key for pair in question.pairs}
    if isinstance(question, Ordering):
        return [item.key for item in question.items]
    if isinstance(question, Categorise):
        return {item.key: item.category for item in question.items}
    if isinstance(question, Cloze):
        return {gap.key: _in_gap(gap) for gap in question.gaps}
    if isinstance(question, Numeric):
        return number_answer(question, _best_number(question.accepted))
    if isinstance(question, ShortText):
        return {"text": _text(question.accepted)}
    if isinstance(question, Hotspot):
        right = (region for region in question.regions if region.right)
        return [list(point_in(region, question.picture)) for region in right]
    return [] if isinstance(question, Description) else {}


def _right(options: Iterable[Option]) -> list[str]:
    return [option.key for option in options if option.right]


def _text(accepted: Iterable[Accepted]) -> str:
    return next(one.text for one in accepted if one.share == 1)


def _in_gap(gap: AnyGap) -> str:
    if isinstance(gap, ChoiceGap):
        return _right(gap.options)[0]
    return _text(gap.accepted) if isinstance(gap, TextGap) else written(_best_number(gap.accepted))


def number_answer(question: Numeric, number: Fraction) -> Answer:
    """A number of the accepted ones' unit, said in the first unit, by preference in one that changes nothing."""
    units = sorted(question.units, key=lambda unit: _ease(unit, number))
    if not units:
        return {"number": written(number)}
    return {"number": written(number / figure(units[0].factor)), "unit": units[0].name}


def _ease(unit: Unit, number: Fraction) -> tuple[bool, bool]:
    """How well a number is said in a unit: as it stands before recalculated, whole decimals before endless ones."""
    quotient = number / figure(unit.factor)
    return figure(unit.factor) != 1, Fraction(written(quotient)) != quotient


def _best_number(accepted: Sequence[Range]) -> Fraction:
    """A number that wins all: the value or the middle of the first such range, where no earlier one takes it."""
    best = [one for one in accepted if one.share == 1]
    middles = [_middle(*ends(one)) for one in best]
    borders = sorted({end for one in accepted for end in ends(one)})
    tried = (*middles, *borders, *(_middle(low, high) for low, high in pairwise(borders)))
    won = ((number, first_range(accepted, written(number))) for number in tried)
    return next((number for number, one in won if one and one.share == 1), middles[0])


def _middle(low: Fraction, high: Fraction) -> Fraction:
    return (low + high) / 2


def written(number: Fraction) -> str:
    """As a person would write it, without an exponent where that is not too long."""
    with localcontext() as context:
        context.prec = DIGITS
        decimal = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{decimal:f}" if abs(decimal.adjusted()) < DIGITS else str(decimal)


def point_in(region: Region, picture: Picture) -> Point:
    """A point of the region, its middle where that belongs to it."""
    if region.shape == "circle":
        return region.at[0], region.at[1]
    outline = corners(region)
    middle = (
        sum(x for x, _ in outline) // len(outline),
        sum(y for _, y in outline) // len(outline),
    )
    return middle if holds(region, middle, picture) else outline[0]
