"""A bank as a package of QTI 3.0, with what only Kru says of its questions in kru.json beside them."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.assessment.formats.qti3_items_out import NAMESPACE, item_of, parts_of
from app.assessment.formats.qti3_manifest_out import Entry, item_identifier, manifest_of, stimulus_identifier
from app.assessment.formats.qti3_own import OWN, Own, OwnQuestion, as_json
from app.assessment.formats.qti3_scoring_out import (
    added,
    figure,
    identifier,
    set_outcome,
)
from app.assessment.formats.qti3_texts_out import Sheet
from app.assessment.formats.writing import Outgoing, Written, common_losses
from app.assessment.formats.xml_trees import Node, as_xml
from app.assessment.questions import PartDocument, QuestionDocument, Scenario, to_dict
from app.core.i18n import gettext as _
from app.core.tokens import sha256_hex

DATE = (1980, 1, 1, 0, 0, 0)
MEDIA_TYPE = "application/zip"


@dataclass
class Package:
    """The package while it is written: its own files, what the manifest says of them, and what only Kru reads."""

    sheet: Sheet
    texts: dict[str, bytes] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    own: list[OwnQuestion] = field(default_factory=list)

    def add(
        self,
        entry_name: str,
        folder: str,
        kind: str,
        root: Node,
        *,
        needs: tuple[str, ...] = (),
        difficulty: str = "",
    ) -> str:
        """A file with all pictures that were used since the last one."""
        path = f"{folder}/{entry_name}.xml"
        self.texts[path] = as_xml(root)
        used = tuple(dict.fromkeys(path for path in self.sheet.used if path in self.sheet.files))
        self.sheet.used.clear()
        self.entries.append(Entry(entry_name, path, kind, used, needs, difficulty))
        return path


def write_qti3(outgoing: Outgoing) -> Written:
    """Every question comes along; what other programs will not see of it is named."""
    package = Package(Sheet(outgoing))
    sections = [
        _section(package, topic, [one for one in outgoing.bank.questions if one.topic == topic])
        for topic in outgoing.bank.topics
        if any(one.topic == topic for one in outgoing.bank.questions)
    ]
    package.texts["test.xml"] = as_xml(_test(outgoing, sections))
    package.entries.insert(
        0,
        Entry(
            "test",
            "test.xml",
            "test",
            needs=tuple(item_identifier(one.name) for one in package.entries if one.kind == "item"),
        ),
    )
    own = Own(topics=outgoing.bank.topics, questions=tuple(package.own))
    package.texts[OWN] = as_json(own)
    package.texts["imsmanifest.xml"] = as_xml(manifest_of(outgoing.bank.key, package.entries, OWN))
    return outgoing.finish(_zipped(package.texts | package.sheet.files), ".qti3.zip", MEDIA_TYPE)


def _section(package: Package, topic: str, questions: Sequence[QuestionDocument]) -> Node:
    title = package.sheet.say(package.sheet.outgoing.bank.topics[topic]) or topic
    refs: list[Node | str] = [_reference(package, question) for question in questions]
    return _titled(f"topic-{topic}", title, refs)


def _titled(name: str, title: str, inside: list[Node | str]) -> Node:
    return Node("qti-assessment-section", {"identifier": name, "title": title, "visible": "true"}, inside)


def _reference(package: Package, question: QuestionDocument) -> Node:
    """Write the item or items of a question; give what the test says of it."""
    outgoing = package.sheet.outgoing
    package.sheet.used.clear()
    if isinstance(question, Scenario):
        node, paths, lost = _case(package, question)
    else:
        ref, path, lost = _item(package, question, identifier(question.key), None)
        node, paths = ref, [path]
    hashes = {path: sha256_hex(package.texts[path]) for path in paths}
    package.own.append(OwnQuestion(files=hashes, document=to_dict(question)))
    outgoing.lose(question, *lost, *_lost(question), *common_losses(question, outgoing.language))
    outgoing.note_written(question)
    return node


def _case(package: Package, scenario: Scenario) -> tuple[Node, list[str], list[str]]:
    """A scenario: its case as a text of its own, its questions together in a section."""
    sheet, name = package.sheet, identifier(scenario.key)
    pictures = [Node("p", {}, [sheet.picture(picture)]) for picture in scenario.pictures]
    body = Node(
        "qti-stimulus-body", {}, [*sheet.blocks(scenario.stem, scenario.markup), *pictures] or [Node("div")]
    )
    root = Node("qti-assessment-stimulus", {"xmlns": NAMESPACE, "identifier": name, "title": name}, [body])
    paths, lost = [package.add(name, "stimuli", "stimulus", root)], []
    refs: list[Node | str] = []
    for part in scenario.questions:
        ref, path, more = _item(package, part, f"{name}.{part.key}", name)
        refs.append(ref)
        paths.append(path)
        lost += [f"{part.key}: {reason}" for reason in (*more, *_lost(part))]
    return _titled(f"case-{scenario.key}", name, refs), paths, lost


def _item(
    package: Package, question: PartDocument, name: str, stimulus: str | None
) -> tuple[Node, str, list[str]]:
    parts = parts_of(question, package.sheet)
    above = None
    if stimulus:
        above = Node(
            "qti-assessment-stimulus-ref", {"identifier": stimulus, "href": f"../stimuli/{stimulus}.xml"}
        )
    root = item_of(question, parts, package.sheet, name=name, stimulus=above)
    needs = (stimulus_identifier(stimulus),) if stimulus else ()
    path = package.add(name, "items", "item", root, needs=needs, difficulty=question.difficulty)
    lost = list(parts.lost)
    if package.sheet.lost:
        lost.append(_("a picture that is not in the storage any more"))
        package.sheet.lost.clear()
    weight = [] if not parts.most else [_weight(1 / float(parts.most))]
    return Node("qti-assessment-item-ref", {"identifier": name, "href": path}, list(weight)), path, lost


def _weight(value: float) -> Node:
    """Every question counts the same, whatever its item's points."""
    return Node("qti-weight", {"identifier": "MARK", "value": figure(value)})


def _lost(question: QuestionDocument) -> list[str]:
    lost = []
    if to_dict(question).keys() & {"hints", "penalty"}:
        lost.append(_("its hints and what a wrong try costs"))
    if any(question.tags.values()):
        lost.append(_("its tags"))
    if question.state == "draft":
        lost.append(_("that it is a draft"))
    return lost


def _test(outgoing: Outgoing, sections: Sequence[Node]) -> Node:
    """A test of all questions, one section a topic."""
    bank = outgoing.bank
    total = Node("qti-test-variables", {"variable-identifier": "SCORE", "weight-identifier": "MARK"})
    part = Node(
        "qti-test-part",
        {"identifier": "part", "navigation-mode": "nonlinear", "submission-mode": "simultaneous"},
        list(sections),
    )
    return Node(
        "qti-assessment-test",
        {
            "xmlns": NAMESPACE,
            "identifier": identifier(bank.key),
            "title": outgoing.say(bank.title) or bank.key,
        },
        [
            Node(
                "qti-outcome-declaration",
                {"identifier": "SCORE", "cardinality": "single", "base-type": "float"},
            ),
            part,
            Node("qti-outcome-processing", {}, [set_outcome("SCORE", added(total))]),
        ],
    )


def _zipped(files: dict[str, bytes]) -> bytes:
    """The same bank gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files, key=lambda path: (path != "imsmanifest.xml", path)):
            entry = zipfile.ZipInfo(path, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return target.getvalue()
