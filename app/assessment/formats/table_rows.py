"""One row of a table as a question."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from app.assessment.formats.collecting import Collecting
from app.assessment.formats.keys import question_key
from app.assessment.questions import (
    Accepted,
    Categorise,
    Description,
    Difficulty,
    Essay,
    Label,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Pair,
    Pitch,
    QuestionDocument,
    Range,
    ShortText,
    Single,
    Sortable,
    TrueFalse,
)
from app.assessment.questions.choices import Scheme
from app.assessment.questions.parts import Markup, as_decimal
from app.catalogue.documents import Text
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _

ARROW = "=>"
BAR = "|"
SCHEMES = ("right_minus_wrong", "all_or_nothing", "every_decision")
ORDERS = ("adjacent", "exact")
DIFFICULTIES = ("easy", "medium", "hard")
MARKUPS = ("plain", "markdown")
TRUE, FALSE = ("true", "yes", "1", "t"), ("false", "no", "0", "f")
PARTED = re.compile(r"[\s,;/]+")
DOTS = ".."


class BadCell(ValueError):
    """A cell that says nothing of use; the message says what to write."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True)
class Row:
    """The cells of a row by column; empty ones are not there."""

    number: int
    cells: dict[str, str]
    language: str

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str) -> Text:
        """A text in all its languages; the column without a language is in that of the file."""
        found = {self.language: self.get(column)} | {
            spoken: self.get(f"{column}_{spoken}") for spoken in LANGUAGES if self.get(f"{column}_{spoken}")
        }
        return {spoken: words for spoken, words in found.items() if words}

    def options(self) -> dict[int, Text]:
        """The options by their numbers, in order."""
        names = (name.split("_") for name in self.cells if name.startswith("option_"))
        numbers = sorted({int(parts[1]) for parts in names})
        return {number: self.text(f"option_{number}") for number in numbers}

    def one_of(self, column: str, known: Sequence[str]) -> str:
        """A word of a list; the first one when the cell is empty."""
        said = self.get(column).lower() or known[0]
        if said not in known:
            raise BadCell(column, _("write one of: %(words)s", words=", ".join(known)))
        return said


def question_from(row: Row, collecting: Collecting) -> QuestionDocument:
    """The question of a row. Raises BadCell."""
    kind = row.get("type").lower().replace(" ", "_")
    if kind not in MAKERS:
        raise BadCell("type", _("write one of: %(words)s", words=", ".join(MAKERS)))
    stem = row.text("stem")
    if not stem:
        raise BadCell("stem", _("write the question"))
    difficulty = row.one_of("difficulty", ("medium", "easy", "hard"))
    key = question_key(id_number=row.get("key"), text=next(iter(stem.values())))
    fields = {
        "topic": collecting.topic(),
        "difficulty": cast(Difficulty, difficulty),
        "stem": stem,
        "markup": cast(Markup, row.one_of("markup", MARKUPS)),
        "explanation": row.text("explanation"),
    }
    try:
        return MAKERS[kind](row, {**fields, "key": collecting.keys.new(key)})
    except BadCell:
        raise
    except ValueError as problem:
        raise BadCell("type", str(problem)) from None


def _numbers(row: Row, known: Sequence[int]) -> set[int]:
    """The right options by their numbers."""
    parts = [part for part in PARTED.split(row.get("right")) if part]
    if not parts or not all(part.isdecimal() and len(part) < 4 and int(part) in known for part in parts):
        numbers = ", ".join(map(str, known)) or "1, 2"
        raise BadCell("right", _("write the numbers of the right options, of %(numbers)s", numbers=numbers))
    return {int(part) for part in parts}


def _options(row: Row) -> tuple[Option, ...]:
    options = row.options()
    if len(options) < 2:
        raise BadCell("option_2", _("write at least two options"))
    rights = _numbers(row, list(options))
    return tuple(
        Option(key=f"o{number}", text=text, right=number in rights) for number, text in options.items()
    )


def _single(row: Row, fields: dict[str, Any]) -> Single:
    options = _options(row)
    if sum(option.right for option in options) > 1:
        raise BadCell("right", _("write the number of the one right option, or use the type multiple"))
    return Single(**fields, options=options)


def _multiple(row: Row, fields: dict[str, Any]) -> Multiple:
    return Multiple(**fields, options=_options(row), scheme=cast(Scheme, row.one_of("scheme", SCHEMES)))


def _true_false(row: Row, fields: dict[str, Any]) -> TrueFalse:
    said = row.get("answer").lower()
    if said not in (*TRUE, *FALSE):
        raise BadCell("answer", _("write one of: %(words)s", words="true, false"))
    return TrueFalse(**fields, answer=said in TRUE)


def _short_text(row: Row, fields: dict[str, Any]) -> ShortText:
    accepted = [text.strip() for text in row.get("answer").split(BAR) if text.strip()]
    if not accepted:
        raise BadCell("answer", _("write the accepted texts, parted by %(sign)s", sign=BAR))
    return ShortText(**fields, accepted=tuple(Accepted(text=text) for text in accepted))


def _numeric(row: Row, fields: dict[str, Any]) -> Numeric:
    first, dots, last = row.get("answer").partition(DOTS)
    margin = row.get("tolerance")
    if dots:
        if margin:
            raise BadCell("tolerance", _("a range has no tolerance; leave it empty"))
        low, high = _figure(first.strip(), "answer"), _figure(last.strip(), "answer")
        return Numeric(**fields, accepted=(Range(low=low, high=high),))
    value = _figure(row.get("answer"), "answer")
    if margin.endswith("%"):
        percent = _figure(margin.removesuffix("%").strip(), "tolerance")
        return Numeric(**fields, accepted=(Range(value=value, percent=percent),))
    tolerance = _figure(margin, "tolerance") if margin else 0
    return Numeric(**fields, accepted=(Range(value=value, tolerance=tolerance),))


def _figure(text: str, column: str) -> str:
    try:
        as_decimal(text)
    except ValueError:
        raise BadCell(column, _("write a number, such as 12.5")) from None
    return text


def _halves(row: Row) -> list[tuple[int, Text, Text]]:
    """Options written as "left => right", by their numbers."""
    found = []
    for number, text in row.options().items():
        left: Text = {}
        right: Text = {}
        for spoken, words in text.items():
            before, arrow, after = words.partition(ARROW)
            if not arrow or not after.strip():
                raise BadCell(f"option_{number}", _("write it as: left %(arrow)s right", arrow=ARROW))
            right[spoken] = after.strip()
            if before.strip():
                left[spoken] = before.strip()
        found.append((number, left, right))
    return found


def _matching(row: Row, fields: dict[str, Any]) -> Matching:
    """Without a left side a right one belongs to none."""
    halves = _halves(row)
    return Matching(
        **fields,
        pairs=tuple(Pair(key=f"o{number}", left=left, right=right) for number, left, right in halves if left),
        distractors=tuple(Label(key=f"o{number}", text=right) for number, left, right in halves if not left),
    )


def _categorise(row: Row, fields: dict[str, Any]) -> Categorise:
    """Categories are what stands on the right, each once; one without an item stands alone behind its arrow."""
    halves = _halves(row)
    keys: dict[str, str] = {}
    labels = []
    for _number, _left, right in halves:
        name = repr(sorted(right.items()))
        if name not in keys:
            keys[name] = f"c{len(keys) + 1}"
            labels.append(Label(key=keys[name], text=right))
    items = [
        Sortable(key=f"o{number}", text=left, category=keys[repr(sorted(right.items()))])
        for number, left, right in halves
        if left
    ]
    return Categorise(**fields, categories=tuple(labels), items=tuple(items))


def _ordering(row: Row, fields: dict[str, Any]) -> Ordering:
    items = tuple(Label(key=f"o{number}", text=text) for number, text in row.options().items())
    scheme = cast(Literal["exact", "adjacent"], row.one_of("scheme", ORDERS))
    return Ordering(**fields, items=items, scheme=scheme)


MAKERS: dict[str, Callable[[Row, dict[str, Any]], QuestionDocument]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": _ordering,
    "essay": lambda _row, fields: Essay(**fields),
    "pitch": lambda _row, fields: Pitch(**fields),
    "description": lambda _row, fields: Description(**fields),
}
