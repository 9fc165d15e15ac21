"""QTI of every version, in a package or as one file: what is in it, and who reads it."""

import posixpath

from app.assessment.formats import qti2, qti12
from app.assessment.formats.manifests import Manifest, kinds, read_manifest
from app.assessment.formats.packages import Package, is_zip, open_package
from app.assessment.formats.qti3 import in_names_of_qti2
from app.assessment.formats.qti12 import Document
from app.assessment.formats.qti_reading import Place, Reading
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.xml_trees import Node, read_xml
from app.core.i18n import gettext as _

QTI12 = ("imsqti_xmlv1p", "imsqti_xml_v1p", "assessment/x-bb-qti")
FULL = ".xml.qti"
"""Canvas keeps each quiz twice: complete in a file of this ending, and reduced to what Common Cartridge allows."""
HEAD = 4096
WORKBOOK = "xl/workbook.xml"


def read_qti(data: bytes, language: str) -> Imported:
    """All questions of a package or of one XML file. Raises Refused."""
    name = _("The file")
    if not is_zip(data):
        return _read_file(read_xml(data, name), name, language)
    package = open_package(data, name)
    manifest = read_manifest(package, name)
    reading = Reading(language, package=package, scope=manifest.identifier)
    reading.by_resource = {one.identifier: one.path for one in manifest.resources if one.path}
    qti12.read_documents(_documents(manifest, package), reading)
    qti2.read_items(qti2.references_in(manifest, package, reading), package, reading)
    if not reading.report.questions and not reading.report.skipped:
        for kind, count in kinds(manifest.resources).items():
            reading.report.skip(kind, _("%(n)d in the package: no questions", n=count))
    return reading.finish()


read_qti12 = read_qti21 = read_qti3 = read_qti


def kind_of(data: bytes) -> str:
    """What a zip is: a workbook (xlsx), or a package of qti12, qti21 or qti3 by its manifest. Raises Refused."""
    package = open_package(data, _("The file"))
    if WORKBOOK in package.members:
        return "xlsx"
    types = [one.type.lower() for one in read_manifest(package, _("The file")).resources]
    if any(type_.endswith("v3p0") for type_ in types):
        return "qti3"
    return "qti21" if any(type_.startswith((*qti2.ITEMS, *qti2.TESTS)) for type_ in types) else "qti12"


def _read_file(root: Node, name: str, language: str) -> Imported:
    reading = Reading(language)
    root = in_names_of_qti2(root)
    if root.name == "questestinterop":
        qti12.read_documents([Document(name, root)], reading)
    elif root.name == "assessmentItem":
        where = root.get("title") or root.get("identifier") or name
        reference = qti2.Reference("", root.get("identifier"))
        reading.take(where, lambda: qti2.question_in(root, Place(reading, where), reference))
    elif root.name == "assessmentTest":
        raise Refused(_("This is a test without its questions. Import the package that it belongs to."))
    else:
        raise Refused(_("This XML is no QTI: it begins with %(name)s.", name=root.name[:40]))
    return reading.finish()


def _documents(manifest: Manifest, package: Package) -> list[Document]:
    """The files of QTI 1.2. Of two of the same quiz the full one is taken."""
    paths = [path for one in manifest.of_type(*QTI12) for path in (one.path, *one.files) if path]
    paths += [
        path for one in manifest.resources for path in (one.path, *one.files) if path and path.endswith(FULL)
    ]
    documents: dict[str, Document] = {}
    for path in dict.fromkeys(paths):
        if posixpath.splitext(path)[1].lower() in (".xml", ".qti", ".dat"):
            raw = package.read(path)
            if b"questestinterop" in raw[:HEAD].replace(b"\0", b""):
                documents[path] = Document(path, read_xml(raw, path))
    full = {
        name for path, one in documents.items() if path.endswith(FULL) for name in one.identifiers if name
    }
    return [
        one
        for path, one in documents.items()
        if path.endswith(FULL) or not full.intersection(one.identifiers)
    ]
