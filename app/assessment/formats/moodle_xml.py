"""Moodle XML. Our own reader: the format is Moodle's alone, and every library for it only writes."""

import re

import msgspec

from app.assessment.formats.collecting import Collecting
from app.assessment.formats.keys import question_key
from app.assessment.formats.moodle_parts import (
    Head,
    category_of,
    tags_of,
)
from app.assessment.formats.moodle_texts import Texts
from app.assessment.formats.moodle_types import CODED, TYPES, Item
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.sniffing import as_text
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import HEAD, Node, read_xml
from app.assessment.questions import QuestionDocument
from app.core.i18n import gettext as _

BEFORE_ROOT = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.S)
OWN_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
USUAL = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "",
}
"""What Moodle writes there by itself."""


def read_moodle_xml(data: bytes, language: str) -> Imported:
    """The questions of a file of Moodle XML. Raises Refused."""
    text = as_text(data)
    start = BEFORE_ROOT.match(text)
    if start and text.startswith("<!", start.end()):
        raise Refused(_("The file has a document type (<!DOCTYPE …>). Remove it: entities are not read."))
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
