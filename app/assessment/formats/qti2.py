"""QTI 2.1, 2.2 and 3.0: tests with their sections, and items, as they stand in packages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from posixpath import basename

from app.assessment.formats.manifests import Manifest
from app.assessment.formats.packages import Package
from app.assessment.formats.qti3 import in_names_of_qti2
from app.assessment.formats.qti_items import question_of
from app.assessment.formats.qti_reading import Place, Reading, without_lone_sections
from app.assessment.formats.report import Refused
from app.assessment.formats.xml_trees import Node, read_xml
from app.assessment.questions import PartDocument
from app.core.i18n import gettext as _

MOST_REFERENCES = 10_000
ITEMS, TESTS = ("imsqti_item", "imsqti_apipitem"), ("imsqti_test", "imsqti_assessment", "imsqti_apiptest")


@dataclass(frozen=True)
class Reference:
    """An item: its file, what its test calls it, and the names of the test and the sections around it."""

    path: str
    identifier: str
    names: tuple[str, ...] = ()


@dataclass
class Walk:
    """One walk through the tests of a package."""

    reading: Reading
    package: Package
    sections: set[str] = field(default_factory=set)
    found: list[Reference] = field(default_factory=list)

    def into(self, holder: Node, path: str, names: tuple[str, ...]) -> None:
        """All items below, in the order of the test. A section may be a file of its own, each read once."""
        for node in holder.children:
            inside = (*names, node.get("title")) if node.get("title") else names
            if node.name == "assessmentItemRef":
                self._note(node, path, names)
            elif node.name == "testPart":
                self.into(node, path, names)
            elif node.name == "assessmentSection":
                self.into(node, path, inside)
            elif node.name == "assessmentSectionRef":
                self._into_file(node.get("href"), path, names)

    def _note(self, node: Node, path: str, names: tuple[str, ...]) -> None:
        target = self.package.find(node.get("href"), path)
        if target is None:
            self.reading.report.skip(
                node.get("href") or node.get("identifier"), _("it is not in the package")
            )
        elif len(self.found) < MOST_REFERENCES:
            self.found.append(Reference(target, node.get("identifier"), names))
        else:
            raise Refused(_("The package has more than %(n)d items. Split it.", n=MOST_REFERENCES))

    def _into_file(self, href: str, path: str, names: tuple[str, ...]) -> None:
        target = self.package.find(href, path)
        if target is None:
            self.reading.report.skip(href, _("it is not in the package"))
        elif target not in self.sections:
            self.sections.add(target)
            self.into(Node("", {}, [tree_in(self.package, target)]), target, names)


def tree_in(package: Package, path: str) -> Node:
    """A file of the package as a tree, with the names of QTI 2. Raises Refused."""
    return in_names_of_qti2(read_xml(package.read(path), path))


def references_in(manifest: Manifest, package: Package, reading: Reading) -> list[Reference]:
    """All items of a package, each file once: first those of its tests, then the others."""
    references: list[Reference] = []
    for resource in manifest.of_type(*TESTS):
        if resource.path:
            test = tree_in(package, resource.path)
            walk = Walk(reading, package)
            walk.into(test, resource.path, (test.get("title"),) if test.get("title") else ())
            names = without_lone_sections([one.names for one in walk.found])
            references += [
                Reference(one.path, one.identifier, path) for one, path in zip(walk.found, names, strict=True)
            ]
    for resource in manifest.of_type(*ITEMS):
        if resource.path:
            references.append(Reference(resource.path, resource.identifier))
        else:
            reading.report.skip(resource.identifier, _("it is not in the package"))
    by_path: dict[str, Reference] = {}
    for one in references:
        by_path.setdefault(one.path, one)
    return list(by_path.values())


def read_items(references: Sequence[Reference], package: Package, reading: Reading) -> None:
    """Add the question of every item. Raises Refused for a file that is no XML."""
    for reference in references:
        root = tree_in(package, reference.path)
        where = ": ".join(filter(None, (basename(reference.path), root.get("title"))))
        if root.name != "assessmentItem":
            reading.report.skip(where, _("it is no item"))
            continue
        place = Place(reading, where, reference.path)
        reading.take(
            where, partial(question_in, root, place, reference, stimuli_of(root, reference.path, package))
        )


def question_in(
    root: Node, place: Place, reference: Reference, before: Sequence[Node | str] = ()
) -> PartDocument:
    """The question of an item that a test or a manifest calls so."""
    reading = place.reading
    topic = reading.topic_of(reference.names)
    question = question_of(root, place, key="", topic=topic, before=before)
    return place.finished(question, reading.key(reference.identifier or root.get("identifier"), root.text()))


def stimuli_of(root: Node, path: str, package: Package) -> list[Node | str]:
    """The texts that stand in files of their own above an item."""
    found: list[Node | str] = []
    for node in root.named("assessmentStimulusRef"):
        target = package.find(node.get("href"), path)
        body = tree_in(package, target).child("stimulusBody") if target else None
        found += body.inside if body else []
    return found
