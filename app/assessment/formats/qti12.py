"""QTI 1.2: assessments, sections and banks of items, as Canvas, Blackboard, Respondus and D2L write them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.assessment.formats.qti12_items import asked_by, metadata_of
from app.assessment.formats.qti12_questions import question_from
from app.assessment.formats.qti_reading import Place, Reading, without_lone_sections
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import PartDocument
from app.core.i18n import gettext as _

ORIGINAL = "assessment_question_identifierref"
"""Where Canvas names the question of a bank that a quiz has a copy of."""


@dataclass(frozen=True)
class Document:
    """One file: the tree below `questestinterop`."""

    path: str
    root: Node

    @property
    def is_bank(self) -> bool:
        return self.root.child("objectbank") is not None

    @property
    def identifiers(self) -> tuple[str, ...]:
        return tuple(node.get("ident") for node in self.root.named("assessment", "objectbank"))


@dataclass(frozen=True)
class Found:
    """An item and the names of what it stands in."""

    node: Node
    names: tuple[str, ...]


def read_documents(documents: Sequence[Document], reading: Reading) -> None:
    """Quizzes first, then banks: a question of a bank that a quiz has a copy of comes once, as the quiz has it."""
    copied: set[str] = set()
    for document in sorted(documents, key=lambda one: one.is_bank):
        for found in items_of(document):
            node = found.node
            where = (
                ": ".join(filter(None, (found.names[0] if found.names else "", node.get("title"))))
                or document.path
            )
            if document.is_bank and node.get("ident") in copied:
                reading.report.skip(
                    where, _("a quiz in the same file has this question, and it came with the quiz")
                )
                continue
            copied.add(metadata_of(node).get(ORIGINAL, ""))
            reading.take(where, partial(_question, found, Place(reading, where, document.path)))


def _question(found: Found, place: Place) -> PartDocument:
    reading, node = place.reading, found.node
    topic = reading.topic_of(found.names)
    text = "".join(one.text() for one in node.named("presentation"))
    question = question_from(asked_by(node, place, key="", topic=topic))
    return place.finished(question, reading.key(node.get("ident"), text))


def items_of(document: Document) -> Iterator[Found]:
    """The items of a document in its order."""
    for holder in [document.root, *document.root.named("assessment", "objectbank")]:
        told = metadata_of(holder)
        title = holder.get("title") or told.get("bank_title", "")
        found = list(_in_section(holder, (title,) if title else ()))
        names = without_lone_sections([one.names for one in found])
        yield from (Found(one.node, path) for one, path in zip(found, names, strict=True))


def _in_section(holder: Node, names: tuple[str, ...]) -> Iterator[Found]:
    for node in holder.children:
        if node.name == "item":
            yield Found(node, names)
        elif node.name == "section":
            title = node.get("title")
            yield from _in_section(node, (*names, title) if title else names)
