"""Moodle's code for gaps inside a text, such as {1:SHORTANSWER:=Berlin~%50%Bonn#Until 1999}."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.assessment.formats import escapes
from app.assessment.formats.collecting import Unfit
from app.assessment.formats.moodle_parts import Head, figure_of
from app.assessment.formats.moodle_questions import Choice, Number, letters, range_of, texts_of, worth
from app.assessment.formats.words import Wording, Words, from_plain
from app.assessment.questions import GAP, Accepted, AnyGap, ChoiceGap, Cloze, NumberGap, Option, TextGap
from app.core.i18n import gettext as _

START = re.compile(r"\{\s{0,9}(\d{0,4})\s{0,9}:\s{0,9}([A-Z_]{2,20})\s{0,9}([:}])")
END = re.compile(r"\\.|\}", re.S)
ESCAPED = re.compile(r"\\([\\~#}{/\"=%])")
ENTITY = re.compile(r"(&)#(?=\w{1,8};)")
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{0,10})?)%")
CHOICE = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS",
          "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}  # fmt: skip
TEXT = {"SHORTANSWER", "SA", "MW"}
EXACT_TEXT = {"SHORTANSWER_C", "SAC", "MWC"}
NUMBER = {"NUMERICAL", "NM"}
OPEN, CLOSE = "\ue000", "\ue001"
"""They stand around a gap's number while the text is turned into ours."""
PLACE = re.compile(f"{OPEN}(\\d{{1,4}}){CLOSE}")
MOST_GAPS = 200

Reader = Callable[[str], Words]
"""Turns a piece of the text into words."""


@dataclass
class Gap:
    """One gap as it was read."""

    key: str
    kind: str
    weight: int
    choices: list[Choice] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    otherwise: Words = field(default_factory=Words)
    is_case_sensitive: bool = False

    @property
    def texts(self) -> list[Words]:
        """All that is said to an answer."""
        of_choices = [choice.feedback for choice in self.choices]
        return [*of_choices, *(number.feedback for number in self.numbers), self.otherwise]


def take_gaps(text: str, words: Reader, notes: list[str]) -> tuple[str, list[Gap]]:
    """The text with a mark for each gap, and the gaps. Raises Unfit."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    parts: list[str] = []
    gaps: list[Gap] = []
    at = 0
    while found := START.search(text, at):
        body, end = "", found.end()
        if found[3] == ":":
            closing = next((one for one in END.finditer(text, end) if one[0] == "}"), None)
            if closing is None:
                raise Unfit(_("the gap “%(text)s” is not closed with }", text=found[0]))
            body, end = text[end : closing.start()], closing.end()
        gap = _gap(f"gap-{len(gaps) + 1}", found, body, words, notes)
        parts += [text[at : found.start()], f"{OPEN}{len(gaps)}{CLOSE}"]
        gaps.append(gap)
        at = end
        if len(gaps) > MOST_GAPS:
            raise Unfit(_("it has more than %(n)d gaps", n=MOST_GAPS))
    if not gaps:
        raise Unfit(_("it has no gap such as {1:SHORTANSWER:=…}"))
    return "".join([*parts, text[at:]]), gaps


def _gap(key: str, found: re.Match[str], body: str, words: Reader, notes: list[str]) -> Gap:
    kind = found[2]
    gap = Gap(key, kind, int(found[1] or 1), is_case_sensitive=kind in EXACT_TEXT)
    if kind not in CHOICE | TEXT | EXACT_TEXT | NUMBER:
        raise Unfit(_("Kru has no gap of the kind %(kind)s", kind=kind))
    answers = [_answer(part, words) for part in escapes.hold(_held(body), ESCAPED).split("~") if part.strip()]
    if not answers:
        raise Unfit(_("the gap %(code)s has no answers", code=found[0]))
    if kind in NUMBER:
        _read_numbers(gap, answers)
    elif kind in CHOICE:
        gap.choices = answers
        if len(answers) < 2:
            raise Unfit(_("a gap to choose for has only one option"))
        if all(answer.share != 1 for answer in answers):
            raise Unfit(_("no option of a gap is worth the whole mark"))
    else:
        gap.choices, gap.otherwise = texts_of(answers, notes)
    return gap


def _held(body: str) -> str:
    """Character references keep their #."""
    return ENTITY.sub(lambda _found: "&" + escapes.held("#"), body)


def _answer(part: str, words: Reader) -> Choice:
    share = 0.0
    if weight := WEIGHT.match(part):
        share, part = float(Decimal(weight[1]) / 100), part[weight.end() :]
    elif part.lstrip().startswith("="):
        share, part = 1.0, part.lstrip()[1:]
    text, _sign, feedback = part.partition("#")
    plain = from_plain(" ".join(words(escapes.restored(text)).plain.split()))
    return Choice(plain, share, words(escapes.restored(feedback)))


def _read_numbers(gap: Gap, answers: Sequence[Choice]) -> None:
    for answer in answers:
        text = answer.words.plain
        if text == "*":
            gap.otherwise = answer.feedback
            continue
        value, colon, tolerance = text.replace(",", ".").partition(":")
        margin = figure_of(tolerance) if colon else 0
        gap.numbers.append(Number(answer.share, answer.feedback, value=figure_of(value), tolerance=margin))


def cloze(head: Head, gaps: Sequence[Gap]) -> Cloze:
    """The question; its stem has a mark where each gap stands. Raises Unfit, ValueError."""
    plain, markdown = _placed(head.stem.plain, gaps), _placed(head.stem.markdown, gaps)
    is_formatted = head.stem.is_formatted or bool(GAP.search(head.stem.plain))
    head.stem = Words(plain, markdown, is_formatted, head.stem.pictures)
    fields, wording = head.fields(*(text for gap in gaps for text in gap.texts))
    return Cloze(**fields, gaps=tuple(_made(gap, wording) for gap in gaps))


def _placed(text: str, gaps: Sequence[Gap]) -> str:
    return PLACE.sub(lambda found: f"[[{gaps[int(found[1])].key}]]", text)


def _made(gap: Gap, wording: Wording) -> AnyGap:
    otherwise = wording.text(gap.otherwise)
    if gap.kind in NUMBER:
        accepted = tuple(range_of(number, wording.text(number.feedback)) for number in gap.numbers)
        return NumberGap(key=gap.key, accepted=accepted, otherwise=otherwise, weight=gap.weight)
    if gap.kind in CHOICE:
        return ChoiceGap(key=gap.key, options=_options(gap.choices, wording), weight=gap.weight)
    texts = tuple(
        Accepted(text=one.words.plain, feedback=wording.text(one.feedback), **worth(one.share))
        for one in gap.choices
    )
    return TextGap(
        key=gap.key,
        accepted=texts,
        otherwise=otherwise,
        weight=gap.weight,
        case_sensitive=gap.is_case_sensitive,
    )


def _options(choices: Sequence[Choice], wording: Wording) -> tuple[Option, ...]:
    """The first one that is worth the whole mark is right."""
    best = next(n for n, choice in enumerate(choices) if choice.share == 1)
    return tuple(
        Option(
            key=key,
            text=wording.line(choice.words),
            right=n == best,
            share=None if n == best else choice.share or None,
            feedback=wording.text(choice.feedback),
        )
        for n, (key, choice) in enumerate(zip(letters(len(choices)), choices, strict=True))
    )


def gaps_to_choose(
    text: str, groups: Sequence[tuple[str, str]], opening: re.Pattern[str]
) -> tuple[str, list[Gap]]:
    """Gaps that are filled from one list, as in Moodle's select-missing-words: [[2]] wants the second choice, and
    offers all of its group. `groups` are (words, group). Raises Unfit.
    """
    gaps: list[Gap] = []

    def place(found: re.Match[str]) -> str:
        wanted = int(found[1])
        if not 0 < wanted <= len(groups):
            raise Unfit(_("the gap %(code)s names no choice", code=found[0]))
        group = groups[wanted - 1][1]
        offered = [(n, words) for n, (words, one) in enumerate(groups, 1) if one == group]
        choices = [Choice(from_plain(words), 1.0 if n == wanted else 0.0) for n, words in offered]
        if len(choices) < 2:
            raise Unfit(_("a gap to choose for has only one option"))
        gaps.append(Gap(f"gap-{len(gaps) + 1}", "MC", 1, choices))
        return f"{OPEN}{len(gaps) - 1}{CLOSE}"

    marked = opening.sub(place, text.replace(OPEN, "").replace(CLOSE, ""))
    if not gaps:
        raise Unfit(_("it has no gap such as [[1]]"))
    return marked, gaps
