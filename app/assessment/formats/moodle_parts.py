"""What Moodle's formats share: heads, grades, numbers and categories, and how each becomes Kru's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.words import Wording, Words
from app.assessment.questions.parts import Difficulty, Figure, State, as_decimal
from app.core.i18n import gettext as _

GRADES = tuple(
    Decimal(grade)
    for grade in (
        "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20",
        "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0",
    )
)  # fmt: skip
"""Per cent that Moodle lets an answer be worth, or cost."""
NEAR = Decimal("0.001")
NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,3})?")
TAGS = ("objective", "product", "competitor")
ROOT = re.compile(r"\$[a-z0-9]+\$(?:/+top(?=/|$))?/*", re.I)


@dataclass
class Head:
    """What every question has, whatever its type."""

    key: str
    topic: str
    language: str
    stem: Words
    explanation: Words = field(default_factory=Words)
    hints: tuple[Words, ...] = ()
    penalty: float | None = None
    difficulty: Difficulty = "medium"
    state: State = "ready"
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What of the question is left out."""

    def fields(self, *texts: Words) -> tuple[dict[str, Any], Wording]:
        """The fields that all types have, and what writes the texts of this question. Raises Unfit."""
        if not self.stem and not self.stem.pictures:
            raise Unfit(_("it has no text"))
        wording = Wording(self.language, [self.stem, self.explanation, *self.hints, *texts])
        fields: dict[str, Any] = {
            "key": self.key,
            "topic": self.topic,
            "difficulty": self.difficulty,
            "stem": wording.text(self.stem),
            "markup": wording.markup,
            "pictures": self.stem.pictures,
            "explanation": wording.text(self.explanation),
            "hints": tuple(text for hint in self.hints if (text := wording.text(hint))),
            "state": self.state,
            "tags": self.tags,
        }
        return fields | ({} if self.penalty is None else {"penalty": self.penalty}), wording


def share_of(percent: str) -> float:
    """A grade in per cent as a share of the mark; it must be one that Moodle knows. Raises Unfit."""
    try:
        given = Decimal(percent.strip())
        legal = next((grade for grade in GRADES if abs(abs(given) - grade) <= NEAR), None)
    except InvalidOperation:
        legal = None
    if legal is None:
        near = _nearest(percent)
        raise Unfit(
            _("%(given)s %% is no grade that Moodle knows; write %(near)s", given=percent[:20], near=near)
        )
    return round(float(legal.copy_sign(given) / 100), 7) + 0.0


def _nearest(percent: str) -> str:
    try:
        given = Decimal(percent.strip())
        return str(min(GRADES, key=lambda grade: abs(abs(given) - grade)).copy_sign(given))
    except InvalidOperation:
        return "0 … 100"


def percent_of(share: float) -> str | None:
    """The grade in per cent that is this share, if Moodle has one."""
    given = Decimal(repr(share)) * 100
    legal = next((grade for grade in GRADES if abs(abs(given) - grade) <= NEAR), None)
    if legal is None or share_of(str(legal.copy_sign(given))) != share:
        return None
    return str(legal.copy_sign(given)) if legal else "0"


def figure_of(text: str) -> Figure:
    """A number as it is written: one that a computer would change stays text. Raises Unfit."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        raise Unfit(_("“%(text)s” is no number; write it with digits and a point", text=text[:40]))
    as_decimal(text)
    if re.fullmatch(r"-?(0|[1-9]\d{0,14})", text) and text != "-0":
        return int(text)
    number = float(text)
    return number if repr(number) == text else text


def tags_of(tags: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], Difficulty]:
    """Tags by what they are about, written as "product: Kite"; without a word before it a tag is an objective.

    "difficulty: hard" says how difficult the question is.
    """
    sorted_out: dict[str, list[str]] = {}
    difficulty: Difficulty = "medium"
    for tag in tags:
        kind, colon, value = (part.strip() for part in tag.partition(":"))
        if colon and kind.lower() == "difficulty" and value in ("easy", "medium", "hard"):
            difficulty = value  # type: ignore[assignment]
        elif tag.strip():
            is_known = bool(colon) and kind.lower() in TAGS and bool(value)
            sorted_out.setdefault(kind.lower() if is_known else "objective", []).append(
                value if is_known else tag.strip()
            )
    return {kind: tuple(dict.fromkeys(values)) for kind, values in sorted_out.items()}, difficulty


def category_of(path: str) -> str:
    """A category without Moodle's own words for where it stands."""
    path = path.strip()
    root = ROOT.match(path)
    names = path[root.end() if root else 0 :].replace("//", "\x00").split("/")
    return "/".join(name.strip() for name in names if name.strip()).replace("\x00", "/")[:200]


def one_by(number: Figure) -> Figure:
    """1 / number: Moodle divides by what Kru multiplies with. Raises Unfit."""
    value = as_decimal(number)
    if value == 0:
        raise Unfit(_("a unit has the multiplier 0; give it another"))
    with localcontext() as context:
        context.prec = 15
        turned = (1 / value).normalize()
    return figure_of(f"{turned:f}")
