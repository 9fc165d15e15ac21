"""Words and numbers on a paper (pure)."""

from dataclasses import dataclass

from app.assessment.answers import Answer
from app.assessment.paper.choices import ShownOption, shown_options
from app.assessment.paper.parts import (
    NotAnOption,
    Shown,
    Values,
    by_number,
    named,
    numbers_of,
    one,
    rows,
    shown_pictures,
    written,
)
from app.assessment.questions import GAP, ChoiceGap, Cloze, Essay, NumberGap, Numeric, ShortText

MOST_DIGITS = 100


@dataclass(frozen=True)
class ShownGap:
    """A gap: with options it is a list to choose from, else a field. `text` is what was written."""

    number: str
    is_number: bool
    text: str
    options: tuple[ShownOption, ...]


@dataclass(frozen=True, kw_only=True)
class ShownCloze(Shown):
    """The stem holds [[1]], [[2]], … where the gaps are."""

    gaps: tuple[ShownGap, ...]


@dataclass(frozen=True, kw_only=True)
class ShownNumeric(Shown):
    number: str
    unit: str
    units: tuple[str, ...]
    is_unit_required: bool


@dataclass(frozen=True, kw_only=True)
class ShownShortText(Shown):
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownEssay(Shown):
    text: str
    min_words: int
    max_words: int


def _given(answer: Answer, field: str) -> str:
    return str(dict(answer).get(field, ""))


def shown_cloze(question: Cloze, answer: Answer) -> ShownCloze:
    numbers = numbers_of(gap.key for gap in question.gaps)
    stem = {
        language: GAP.sub(lambda found: f"[[{numbers[found[1]]}]]", text)
        for language, text in question.stem.items()
    }
    return ShownCloze(
        kind="cloze",
        stem=stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        gaps=tuple(_shown_gap(gap, numbers[gap.key], _given(answer, gap.key)) for gap in question.gaps),
    )


def _shown_gap(gap: ChoiceGap | NumberGap | object, number: str, given: str) -> ShownGap:
    if isinstance(gap, ChoiceGap):
        return ShownGap(number, False, "", shown_options(gap.options, [given]))
    return ShownGap(number, isinstance(gap, NumberGap), given, ())


def shown_numeric(question: Numeric, answer: Answer) -> ShownNumeric:
    return ShownNumeric(
        kind="numeric",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        number=_given(answer, "number"),
        unit=_given(answer, "unit"),
        units=tuple(unit.name for unit in question.units),
        is_unit_required=question.unit_required,
    )


def shown_short_text(question: ShortText, answer: Answer) -> ShownShortText:
    return ShownShortText(
        kind="short_text",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        text=_given(answer, "text"),
    )


def shown_essay(question: Essay, answer: Answer) -> ShownEssay:
    return ShownEssay(
        kind="essay",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        text=_given(answer, "text"),
        min_words=question.min_words,
        max_words=question.max_words,
    )


def read_cloze(question: Cloze, values: Values) -> dict[str, str]:
    """Gap to what was written, or to the key of the option chosen. Raises NotAnOption."""
    given = rows(values, "gap", [gap.key for gap in question.gaps])
    for gap in question.gaps:
        if isinstance(gap, ChoiceGap) and gap.key in given:
            given[gap.key] = named(given[gap.key], by_number(option.key for option in gap.options))
    return given


def cloze_values(question: Cloze, answer: Answer) -> dict[str, list[str]]:
    given = dict(answer)
    values: dict[str, list[str]] = {}
    for number, gap in enumerate(question.gaps, 1):
        if gap.key in given:
            said = given[gap.key]
            if isinstance(gap, ChoiceGap):
                said = numbers_of(option.key for option in gap.options).get(said, "")
            values[f"gap-{number}"] = [said]
    return values


def read_numeric(question: Numeric, values: Values) -> dict[str, str]:
    """The number as written, and its unit where one was chosen. Raises NotAnOption."""
    number, unit = written(values, "number", most=MOST_DIGITS), one(values, "unit")
    if unit and unit not in {known.name for known in question.units}:
        raise NotAnOption("no such unit")
    given = {"number": number, "unit": unit}
    return {field: value for field, value in given.items() if value}


def read_text(values: Values) -> dict[str, str]:
    """A text as written. Raises NotAnOption."""
    text = written(values, "text")
    return {"text": text} if text else {}


def written_values(answer: Answer) -> dict[str, list[str]]:
    """Fields of answers that are kept as they were written."""
    return {field: [value] for field, value in dict(answer).items()}
