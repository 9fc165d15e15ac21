"""Moodle XML. Our own reader: the format is Moodle's alone, and every library for it only writes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from app.assessment.formats import cloze_code
from app.assessment.formats import moodle_questions as moodle
from app.assessment.formats.collecting import Collecting, Unfit
from app.assessment.formats.keys import question_key
from app.assessment.formats.moodle_parts import (
    Head,
    category_of,
    figure_of,
    one_by,
    share_of,
    tags_of,
)
from app.assessment.formats.moodle_questions import Choice, Number
from app.assessment.formats.moodle_texts import Texts
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.sniffing import as_text
from app.assessment.formats.words import Words, from_plain
from app.assessment.formats.xml_trees import HEAD, Node, read_xml
from app.assessment.questions import QuestionDocument, Unit
from app.core.i18n import gettext as _

DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.I)
PROLOG = 4096
MARKED_GAP = re.compile(r"\[\[(\d{1,3})(?:\s[^\[\]]{0,40})?\]\]")
EXACT_ORDER = {"ALL_OR_NOTHING", "-1"}
NEIGHBOURS = {"RELATIVE_NEXT_EXCLUDE_LAST", "1"}
OWN_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
USUAL = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "",
}
"""What Moodle writes there by itself."""


@dataclass
class Item:
    """One question of the file while it is read."""

    node: Node
    name: str
    head: Head
    texts: Texts

    def flag(self, name: str, default: bool = False) -> bool:
        node = self.node.child(name)
        return default if node is None else node.words().lower() not in ("", "0", "false")

    def word(self, name: str) -> str:
        node = self.node.child(name)
        return "" if node is None else node.words()

    def answers(self, *, takes: bool = False) -> list[Choice]:
        """The answers with their grades and feedback. Raises Unfit."""
        return [
            Choice(
                self.option(node) if takes else from_plain(_plain_answer(node)),
                share_of(node.get("fraction", "0")),
                self.texts.words(node.child("feedback")),
            )
            for node in self.node.named("answer")
        ]

    def option(self, node: Node) -> Words:
        """An option: with one picture that has a place of its own, with more of them where they stand."""
        words = self.texts.words(node, takes=True)
        return words if len(words.pictures) < 2 else self.texts.words(node)


def read_moodle_xml(data: bytes, language: str) -> Imported:
    """The questions of a file of Moodle XML. Raises Refused."""
    text = as_text(data)
    if found := DOCTYPE.search(text[: max(0, text.find("<quiz"))] or text[:PROLOG]):
        words = _(
            "The file has a document type (<!%(word)s …>). Remove it: entities are not read.", word=found[1]
        )
        raise Refused(words)
    root = read_xml(HEAD.sub("", text, count=1).encode(), _("The file"))
    if root.name != "quiz":
        raise Refused(
            _("The file is no Moodle XML: it begins with <%(name)s>, not with <quiz>.", name=root.name)
        )
    collecting = Collecting(language)
    number = 0
    for node in root.named("question"):
        if node.get("type") == "category":
            name, id_number = node.child("category"), node.child("idnumber")
            collecting.enter(
                category_of(name.words() if name else ""), id_number.words() if id_number else ""
            )
        else:
            number += 1
            _read(node, number, collecting)
    return collecting.finish()


def _read(node: Node, number: int, collecting: Collecting) -> None:
    name_node = node.child("name")
    name = name_node.words()[:200] if name_node else ""
    where = _("question %(n)d", n=number) + (f": {name}" if name else "")
    kind = node.get("type")
    if kind not in TYPES:
        reason = _("Kru has no questions of Moodle's type “%(type)s”", type=kind[:40])
        collecting.report.skip(where, reason)
        return
    notes: list[str] = []
    before = len(collecting.report.questions)
    collecting.take(where, lambda: _question(node, name, kind, collecting, notes))
    if len(collecting.report.questions) > before:
        for note in dict.fromkeys(notes):
            collecting.report.note(where, note)


def _question(node: Node, name: str, kind: str, collecting: Collecting, notes: list[str]) -> QuestionDocument:
    asked = node.child("questiontext")
    texts = Texts(
        collecting.attachments, collecting.language, (asked.get("format") if asked else "") or "html", notes
    )
    tags, difficulty = tags_of(
        tag.words() for group in node.named("tags", "coursetags") for tag in group.named("tag")
    )
    is_code = kind in CODED
    head = Head(
        key="",
        topic=collecting.topic(),
        language=collecting.language,
        stem=Words() if is_code else texts.words(asked, takes=True),
        explanation=texts.words(node.child("generalfeedback")),
        hints=tuple(words for hint in node.named("hint") if (words := texts.words(hint))),
        penalty=_penalty(node),
        difficulty=difficulty,
        tags=tags,
        notes=notes,
    )
    item = Item(node, name, head, texts)
    if item.flag("hidden"):
        head.state = "retired"
    made = TYPES[kind](item)
    _note_losses(item, notes)
    key = question_key(id_number=item.word("idnumber"), name=name, text=head.stem.plain)
    keyed: QuestionDocument = msgspec.structs.replace(made, key=collecting.keys.new(key))
    return keyed


def _penalty(node: Node) -> float | None:
    """What a wrong try costs."""
    try:
        penalty = float((node.child("penalty") or Node("")).words() or "nan")
    except ValueError:
        return None
    return penalty if 0 <= penalty <= 1 else None


def _note_losses(item: Item, notes: list[str]) -> None:
    said = [item.texts.words(item.node.child(name)).plain for name in OWN_FEEDBACK]
    if any(text not in USUAL for text in said):
        notes.append(_("feedback for a right, partly right or wrong answer as a whole is left out"))
    grade = item.word("defaultgrade")
    if (
        grade
        and item.node.get("type") not in ("description", *CODED)
        and grade.rstrip("0").rstrip(".") != "1"
    ):
        notes.append(_("it counts %(n)s marks in Moodle; here every question counts one", n=grade[:12]))
    for name, words in (
        ("graderinfo", _("the notes for graders are left out")),
        ("responsetemplate", _("the template of the answer is left out")),
    ):
        if item.texts.words(item.node.child(name)):
            notes.append(words)
    if (item.word("attachments") or "0") != "0":
        notes.append(_("an answer cannot have files; it is written"))


def _choice(item: Item) -> QuestionDocument:
    choices = item.answers(takes=True)
    if any(not choice.words and not choice.words.pictures for choice in choices):
        raise Unfit(_("an option has no text"))
    if item.flag("single", default=True):
        return moodle.single(item.head, choices)
    return moodle.multiple(item.head, choices)


def _true_false(item: Item) -> QuestionDocument:
    """The answers say "true" and "false"; in old files the first one is true."""
    said: dict[bool, Node] = {}
    for n, node in enumerate(item.node.named("answer")[:2]):
        word = _plain_answer(node).strip().lower()
        said[word == "true" if word in ("true", "false") else n == 0] = node
    if len(said) < 2:
        raise Unfit(_("it needs one answer for true and one for false"))
    rights = [value for value, node in said.items() if share_of(node.get("fraction", "0")) == 1]
    if len(rights) != 1:
        raise Unfit(_("exactly one of true and false must be worth the whole mark"))
    feedback = {value: item.texts.words(node.child("feedback")) for value, node in said.items()}
    return moodle.true_false(item.head, rights[0], feedback[True], feedback[False])


def _short_text(item: Item) -> QuestionDocument:
    return moodle.short_text(item.head, item.answers(), is_case_sensitive=item.flag("usecase"))


def _numeric(item: Item) -> QuestionDocument:
    numbers: list[Number] = []
    otherwise = Words()
    for node, answer in zip(item.node.named("answer"), item.answers(), strict=True):
        text = answer.words.plain.strip()
        if text in ("*", ""):
            if answer.share > 0:
                raise Unfit(_("any number is worth something; list the right ones"))
            otherwise = answer.feedback
            continue
        tolerance = (node.child("tolerance") or Node("")).words() or "0"
        margin = figure_of(tolerance)
        numbers.append(Number(answer.share, answer.feedback, value=figure_of(text), tolerance=margin))
    units = [_unit(node) for group in item.node.named("units") for node in group.named("unit")]
    is_required = bool(units) and (item.word("unitgradingtype") or "0") != "0"
    return moodle.numeric(item.head, numbers, otherwise, units, is_unit_required=is_required)


def _unit(node: Node) -> Unit:
    name = (node.child("unit_name") or Node("")).words()
    factor = one_by(figure_of((node.child("multiplier") or Node("")).words() or "1"))
    return Unit(name=name) if factor == 1 else Unit(name=name, factor=factor)


def _matching(item: Item) -> QuestionDocument:
    pairs = []
    for node in item.node.named("subquestion"):
        answer = node.child("answer")
        right = from_plain(_plain_answer(answer)) if answer else Words()
        pairs.append((item.option(node), right))
    return moodle.matching(item.head, pairs)


def _essay(item: Item) -> QuestionDocument:
    limits = {
        ours: int(value)
        for theirs, ours in (("minwordlimit", "min_words"), ("maxwordlimit", "max_words"))
        if (value := item.word(theirs)).isdecimal() and value.isascii() and 0 < int(value[:9]) <= 5000
    }
    return moodle.essay(item.head, **limits)


def _description(item: Item) -> QuestionDocument:
    return moodle.description(item.head)


def _ordering(item: Item) -> QuestionDocument:
    grading = item.word("gradingtype").upper()
    if grading not in EXACT_ORDER | NEIGHBOURS:
        item.head.notes.append(_("it is graded by the items that follow each other as they should"))
    items = [item.texts.words(node) for node in item.node.named("answer")]
    if not all(items):
        raise Unfit(_("an item has no text"))
    return moodle.ordering(item.head, items, is_exact=grading in EXACT_ORDER)


def _cloze(item: Item) -> QuestionDocument:
    node = _asked(item)
    gaps: list[cloze_code.Gap] = []

    def take(text: str) -> str:
        marked, found = cloze_code.take_gaps(text, item.texts.fragment(node), item.head.notes)
        gaps[:] = found
        return marked

    item.head.stem = item.texts.words(node, takes=True, change=take)
    return cloze_code.cloze(item.head, gaps)


def _missing_words(item: Item) -> QuestionDocument:
    """Gaps that are filled from lists below the text, by choosing or dragging."""
    node = _asked(item)
    boxes = item.node.named("dragbox", "selectoption")
    texts = [item.texts.words(box).plain for box in boxes]
    groups = [
        (text, (box.child("group") or Node("")).words()) for text, box in zip(texts, boxes, strict=True)
    ]
    gaps: list[cloze_code.Gap] = []

    def take(text: str) -> str:
        marked, found = cloze_code.gaps_to_choose(text, groups, MARKED_GAP)
        gaps[:] = found
        return marked

    item.head.stem = item.texts.words(node, takes=True, change=take)
    return cloze_code.cloze(item.head, gaps)


def _asked(item: Item) -> Node:
    node = item.node.child("questiontext")
    if node is None:
        raise Unfit(_("it has no text"))
    return node


def _plain_answer(node: Node) -> str:
    """The text of an answer that has no format."""
    return (node.child("text") or node).text()


CODED = ("cloze", "multianswer", "gapselect", "ddwtos")
TYPES: dict[str, Callable[[Item], QuestionDocument]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_text,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "description": _description,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _missing_words,
    "ddwtos": _missing_words,
}
