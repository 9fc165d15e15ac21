"""GIFT, Moodle's format of questions as plain text. Our own reader: see docs/decisions on question formats.

Questions are parted by empty lines. What stands behind a backslash is put out of the way first, so that every
sign that is left means something; that is why one pass over the text is enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from app.assessment.formats import escapes
from app.assessment.formats import moodle_questions as moodle
from app.assessment.formats.attachments import Attachments
from app.assessment.formats.collecting import Collecting, Unfit
from app.assessment.formats.html import Files, from_html
from app.assessment.formats.keys import question_key
from app.assessment.formats.moodle_parts import Head, category_of, figure_of, share_of, tags_of
from app.assessment.formats.moodle_questions import Choice, Number
from app.assessment.formats.report import Imported
from app.assessment.formats.sniffing import as_text
from app.assessment.formats.words import Words, from_markdown, from_plain
from app.assessment.questions import QuestionDocument
from app.core.i18n import gettext as _

ESCAPED = re.compile(r"\\([\\:#={}~n])")
FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.I)
CATEGORY = re.compile(r"\$CATEGORY:(.*)", re.I)
COMMENT_TAG = re.compile(r"\[(id|tag):((?:\\.|[^\]\\]){1,200})\]")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
TRUE_FALSE = re.compile(r"(T|TRUE|F|FALSE)", re.I)
TAG = re.compile(r"<[a-zA-Z/][^<>]{0,500}>|&#?\w{1,31};")
BLANK = "_____"


@dataclass
class Block:
    """Lines between empty ones: the text of one question, and what its comments say of it."""

    line: int
    text: str = ""
    id_number: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Texts:
    """Turns texts of one question into words. `format` is the question's own, which its other texts share."""

    language: str
    format: str

    def words(self, raw: str) -> Words:
        named = FORMAT.match(raw)
        text = raw[named.end() :] if named else raw
        kind = named[1].lower() if named else self.format
        if kind == "markdown":
            return from_markdown(escapes.restored(text))
        if kind == "html":
            return from_html(escapes.restored(text), Files(Attachments(), self.language))
        if kind == "plain":
            return from_plain(escapes.restored(re.sub(r"\s*\n\s*", " ", text.strip())))
        joined = escapes.restored(re.sub(r"\s+", " ", text).strip())
        if TAG.search(joined):
            return from_html(joined.replace("\n", "<br>"), Files(Attachments(), self.language))
        return from_plain(joined)


def read_gift(data: bytes, language: str) -> Imported:
    """The questions of a GIFT file. Raises Refused when it is no text."""
    collecting = Collecting(language)
    for block in _blocks(as_text(data)):
        named = CATEGORY.match(block.text)
        if named:
            collecting.enter(category_of(escapes.restored(named[1])), block.id_number)
            block.id_number = ""
            block.line += 1
            block.text = block.text[named.end() :].lstrip("\n")
        if block.text.strip():
            _read(block, collecting)
    return collecting.finish()


def _blocks(text: str) -> Iterator[Block]:
    """Comments are taken out; a line with nothing but one does not part questions."""
    block: Block | None = None
    for number, line in enumerate(escapes.without_private(text).split("\n"), 1):
        bare = line.strip()
        if not bare:
            if block:
                yield block
            block = None
            continue
        block = block or Block(number)
        if not bare.startswith("//"):
            block.line = block.line if block.text else number
            block.text += escapes.hold(line, ESCAPED) + "\n"
            continue
        for kind, value in COMMENT_TAG.findall(bare):
            value = re.sub(r"\\(.)", r"\1", value).strip()
            if kind == "id":
                block.id_number = value
            else:
                block.tags.append(value)
    if block:
        yield block


def _read(block: Block, collecting: Collecting) -> None:
    text, name = block.text.strip(), ""
    if text.startswith("::") and "::" in text[2:]:
        name, _colons, text = text[2:].partition("::")
        name, text = " ".join(escapes.restored(name).split()), text.strip()
    place = _("line %(n)d", n=block.line)
    where = f"{place}: {name}" if name else place
    before = len(collecting.report.questions)
    notes: list[str] = []
    collecting.take(where, lambda: _question(block, name, text, collecting, notes))
    if len(collecting.report.questions) > before:
        for note in notes:
            collecting.report.note(where, note)


def _question(
    block: Block, name: str, text: str, collecting: Collecting, notes: list[str]
) -> QuestionDocument:
    start, end = text.find("{"), text.find("}")
    if (start < 0) != (end < 0) or end < start:
        raise Unfit(_("{ and } do not match; a question has both, without empty lines between them"))
    answer, asked = None, text
    if start >= 0:
        answer = text[start + 1 : end].strip()
        rest = text[end + 1 :]
        asked = f"{text[:start]}{BLANK}{rest}" if rest.strip() else text[:start]
    explained = ""
    if answer is not None and "####" in answer:
        answer, _signs, explained = answer.rpartition("####")
        answer = answer.strip()
    named = FORMAT.match(asked)
    texts = Texts(collecting.language, named[1].lower() if named else "moodle")
    stem = texts.words(asked)
    tags, difficulty = tags_of(block.tags)
    head = Head(
        key="",
        topic=collecting.topic(),
        language=collecting.language,
        stem=stem,
        explanation=texts.words(explained),
        difficulty=difficulty,
        tags=tags,
        notes=notes,
    )
    made = _of_type(head, answer, texts)
    wanted = question_key(id_number=block.id_number, name=name, text=stem.plain)
    return _keyed(made, collecting.keys.new(wanted))


def _keyed(question: QuestionDocument, key: str) -> QuestionDocument:
    keyed: QuestionDocument = msgspec.structs.replace(question, key=key)
    return keyed


def _of_type(head: Head, answer: str | None, texts: Texts) -> QuestionDocument:
    """What Moodle takes the signs of the answer to mean, in its order."""
    if answer is None:
        return moodle.description(head)
    if not answer:
        return moodle.essay(head)
    if answer.startswith("#"):
        return _numeric(head, answer[1:], texts)
    if "~" in answer:
        return _choice(head, answer, texts)
    if "=" in answer and "->" in answer:
        return _matching(head, answer, texts)
    said = answer.partition("#")[0].strip()
    if TRUE_FALSE.fullmatch(said):
        return _true_false(head, said[0].upper() == "T", answer, texts)
    choices = [_weighted(part, 1.0, texts) for part in _parts(answer, "=")]
    return moodle.short_text(head, [Choice(from_plain(c.words.plain), c.share, c.feedback) for c in choices])


def _parts(answer: str, sign: str) -> list[str]:
    """What stands behind each sign; words before the first one count as if they had one, as in Moodle."""
    first, *others = answer.split(sign)
    return [*([first] if first.strip() else []), *others]


def _weighted(part: str, share: float, texts: Texts) -> Choice:
    """One answer: its weight, its text and the feedback behind #."""
    part = part.strip()
    if weight := WEIGHT.match(part):
        share, part = share_of(weight[1]), part[weight.end() :]
    text, _sign, feedback = part.partition("#")
    return Choice(texts.words(text), share, texts.words(feedback))


def _choice(head: Head, answer: str, texts: Texts) -> QuestionDocument:
    is_single = "=" in answer
    choices = []
    for part in _parts(answer.replace("=", "~="), "~"):
        bare = part.strip()
        if bare or part:
            choices.append(_weighted(bare.removeprefix("="), 1.0 if bare.startswith("=") else 0.0, texts))
    if any(not choice.words for choice in choices):
        raise Unfit(_("an option has no text"))
    return moodle.single(head, choices) if is_single else moodle.multiple(head, choices)


def _matching(head: Head, answer: str, texts: Texts) -> QuestionDocument:
    pairs = []
    for part in _parts(answer, "="):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise Unfit(_("a pair needs -> between its sides"))
        pairs.append((texts.words(left), from_plain(escapes.restored(right))))
    return moodle.matching(head, pairs)


def _true_false(head: Head, answer: bool, said: str, texts: Texts) -> QuestionDocument:
    """The first feedback is for the wrong answer, the second for the right one."""
    _said, wrong, right, *_more = [*said.split("#", 2), "", ""]
    if_wrong, if_right = texts.words(wrong), texts.words(right)
    return moodle.true_false(head, answer, if_right if answer else if_wrong, if_wrong if answer else if_right)


def _numeric(head: Head, answer: str, texts: Texts) -> QuestionDocument:
    accepted, wrong_sign, wrong = answer.partition("~")
    otherwise = texts.words(wrong.partition("#")[2]) if wrong_sign else Words()
    numbers = []
    for part in _parts(accepted, "="):
        choice = _weighted(part, 1.0, Texts(texts.language, "plain"))
        feedback = texts.words(part.partition("#")[2])
        text = choice.words.plain
        if text == "*":
            otherwise = feedback
        else:
            numbers.append(_number(text, choice.share, feedback))
    if not numbers:
        raise Unfit(_("it names no number"))
    return moodle.numeric(head, numbers, otherwise)


def _number(text: str, share: float, feedback: Words) -> Number:
    low, dots, high = text.partition("..")
    if dots:
        return Number(share, feedback, low=figure_of(low), high=figure_of(high))
    value, colon, tolerance = text.partition(":")
    return Number(share, feedback, value=figure_of(value), tolerance=figure_of(tolerance) if colon else 0)
