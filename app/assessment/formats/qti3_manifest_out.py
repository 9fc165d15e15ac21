"""imsmanifest.xml of a package of QTI 3.0."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessment.formats.xml_trees import Node

NAMESPACE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
DIFFICULTIES = {"easy": "easy", "medium": "medium", "hard": "difficult"}


@dataclass(frozen=True)
class Entry:
    """One file that the manifest names: a test, an item or a stimulus, with the files and entries that it needs."""

    name: str
    path: str
    kind: str
    files: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    difficulty: str = ""


def manifest_of(name: str, entries: Sequence[Entry], own: str) -> Node:
    """The manifest; `own` is the file that only Kru reads."""
    extra = Node("resource", {"identifier": "kru", "type": "webcontent", "href": own}, [_file(own)])
    return Node(
        "manifest",
        {"xmlns": NAMESPACE, "identifier": f"kru-{name}"},
        [
            Node("metadata", {}, [Node("schema", {}, ["QTI Package"]), Node("schemaversion", {}, ["3.0.0"])]),
            Node("organizations"),
            Node("resources", {}, [*map(_resource, entries), extra]),
        ],
    )


def _resource(entry: Entry) -> Node:
    attributes = {
        "identifier": _identifier(entry.kind, entry.name),
        "type": f"imsqti_{entry.kind}_xmlv3p0",
        "href": entry.path,
    }
    files = [_file(path) for path in (entry.path, *entry.files)]
    needs = [Node("dependency", {"identifierref": name}) for name in entry.needs]
    return Node("resource", attributes, [*_metadata(entry), *files, *needs])


def _identifier(kind: str, name: str) -> str:
    return f"{kind}-{name}"


def item_identifier(name: str) -> str:
    return _identifier("item", name)


def stimulus_identifier(name: str) -> str:
    return _identifier("stimulus", name)


def _file(path: str) -> Node:
    return Node("file", {"href": path})


def _metadata(entry: Entry) -> list[Node]:
    if not entry.difficulty:
        return []
    said = [
        Node("source", {}, ["LOMv1.0"]),
        Node("value", {}, [DIFFICULTIES[entry.difficulty]]),
    ]
    educational = Node("educational", {}, [Node("difficulty", {}, list(said))])
    return [Node("metadata", {}, [Node("lom", {"xmlns": LOM}, [educational])])]
