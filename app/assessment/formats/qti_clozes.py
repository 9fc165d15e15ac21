"""Texts with gaps out of any QTI: marks stand for the gaps until the text is Markdown."""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from msgspec.structs import replace as changed

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti_body import CLOSE_MARK, OPEN_MARK
from app.assessment.formats.qti_drafts import Head, share_of
from app.assessment.formats.words import Wording, Words
from app.assessment.questions import AnyGap, ChoiceGap, Cloze, Option
from app.core.i18n import gettext as _

MOST_WEIGHT = 100
MOST_GAPS = 60
MARK = re.compile(f"{OPEN_MARK}(\\d{{1,4}}){CLOSE_MARK}")
CLOSING = ".,;:!?)]”’\"' \n\t"


def mark(number: int) -> str:
    """Stands for a gap in words that are still on their way through HTML."""
    return f"{OPEN_MARK}{number}{CLOSE_MARK}"


def is_last(stem: Words) -> bool:
    """Whether nothing but a full stop follows the gap, so that it can stand below the text."""
    return not stem.plain.rpartition(CLOSE_MARK)[2].strip(CLOSING)


def choice_gap(
    head: Head, key: str, offered: Sequence[tuple[str, Words]], worth: dict[str, Fraction]
) -> ChoiceGap:
    most = max(worth.values(), default=Fraction(0))
    right = next((name for name, _words in offered if worth.get(name, Fraction(0)) == most), None)
    if most <= 0 or right is None:
        raise Unfit(_("it does not say what belongs in the gap %(key)s", key=key))
    keys, wording = Keys(), Wording(head.language, ())
    options = []
    for number, (name, words) in enumerate(offered, start=1):
        points = worth.get(name, Fraction(0))
        options.append(
            Option(
                key=keys.new(key_from(name, otherwise="option")),
                text=wording.line(head.shown(Words(words.plain, words.plain), number)),
                right=name == right,
                share=share_of(points, most) if points and name != right else None,
            )
        )
    return ChoiceGap(key=key, options=tuple(options))


def cloze(head: Head, gaps: Sequence[AnyGap], most: Sequence[Fraction]) -> Cloze:
    """The text with its gaps; what each can win becomes its weight."""
    if not gaps:
        raise Unfit(_("it has no gaps"))
    head.stem = fill(head.stem, [f"[[{gap.key}]]" for gap in gaps])
    fields, _wording = head.fields()
    weighed = zip(gaps, _weights(most), strict=True)
    return Cloze(**fields, gaps=tuple(changed(gap, weight=weight) for gap, weight in weighed))


def _weights(most: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the same proportion; all equal when that takes large ones."""
    shared = lcm(*(points.denominator for points in most))
    whole = [int(points * shared) for points in most]
    divisor = gcd(*whole) or 1
    weights = [points // divisor for points in whole]
    return weights if all(1 <= weight <= MOST_WEIGHT for weight in weights) else [1] * len(most)


def fill(stem: Words, texts: Sequence[str]) -> Words:
    """The words with a text in the place of each mark. What looked like a gap before is pulled apart."""

    def text(found: re.Match[str]) -> str:
        number = int(found[1])
        return texts[number] if number < len(texts) else ""

    plain, markdown = MARK.sub(text, stem.plain.replace("[[", "[ [")), MARK.sub(text, stem.markdown)
    return Words(plain.strip(), markdown.strip(), stem.is_formatted, stem.pictures)
