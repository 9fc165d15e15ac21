"""XML from strangers as plain trees: decoded by us, no entities, no network, no more elements than a bank can need."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from app.assessment.formats.report import Refused
from app.core.i18n import gettext as _

MOST_BYTES = 48 * 1024 * 1024
MOST_ELEMENTS = 500_000
DEEPEST = 120
ENCODINGS = re.compile(
    r"utf-(8|16|16-le|16-be)|ascii|iso8859-\d+|cp(125\d|874|437|850)|tis-620|shift_jis|euc_(jp|kr)|gb(2312|k|18030)"
    r"|big5|koi8-[ru]|mac-roman"
)
DECLARATION = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
HEAD = re.compile(r"\A\s*<\?xml\s[^>]{0,300}\?>")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CAMEL = re.compile(r"-([a-z0-9])")
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
VOID = frozenset({"br", "hr", "img", "col", "input", "source", "wbr"})


@dataclass
class Node:
    """One element: names without prefix, and what stands in it in its order, words or elements."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default).strip()

    @property
    def children(self) -> list["Node"]:
        return [one for one in self.inside if isinstance(one, Node)]

    def child(self, *path: str) -> "Node | None":
        """The first element along these names, if it is there."""
        found: Node | None = self
        for name in path:
            found = next((one for one in found.children if one.name == name), None) if found else None
        return found

    def named(self, *names: str) -> list["Node"]:
        """The children of these names."""
        return [one for one in self.children if one.name in names]

    def walk(self) -> Iterator["Node"]:
        """This element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            found = waiting.pop()
            yield found
            waiting += reversed(found.children)

    def all(self, *names: str) -> list["Node"]:
        """All elements of these names below this one, at any depth."""
        return [one for one in self.walk() if one is not self and one.name in names]

    def words(self) -> str:
        """All text below, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def text(self) -> str:
        """All text below, as it stands."""
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        waiting: list[Node | str] = [self]
        while waiting:
            found = waiting.pop()
            if isinstance(found, str):
                yield found
            else:
                waiting += reversed(found.inside)


def read_xml(raw: bytes, name: str) -> Node:
    """The root. Raises Refused, for people, when it is no XML, too much of it, or brings definitions of its own.

    A line that merely names a document type is let through, because the examples of QTI 1.2 have one; what it names
    is never fetched.
    """
    if len(raw) > MOST_BYTES:
        raise Refused(
            _("%(name)s has more than %(n)d MiB. Split it.", name=name, n=MOST_BYTES // 1024 // 1024)
        )
    text = HEAD.sub("", _decoded(raw, name), count=1)
    if text.count("<") > 2 * MOST_ELEMENTS:
        raise Refused(_("%(name)s has too many elements. Split it.", name=name))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None) or 1
        raise Refused(_("%(name)s is not valid XML (line %(n)d).", name=name, n=line)) from None
    _refuse_definitions(root, name)
    return _tree(root, name)


def _decoded(raw: bytes, name: str) -> str:
    """In the encoding that it declares, else UTF-8; we read no encoding that can hide markup from us."""
    declared = DECLARATION.match(raw.lstrip()[:400].replace(b"\x00", b"").removeprefix(codecs.BOM_UTF8))
    marked = next((encoding for mark, encoding in MARKS if raw.startswith(mark)), None)
    wanted = marked or (declared[1].decode() if declared else "utf-8")
    try:
        encoding = codecs.lookup(wanted).name
    except LookupError:
        encoding = ""
    if not ENCODINGS.fullmatch(encoding):
        raise Refused(
            _("%(name)s is in the encoding %(encoding)s. Save it as UTF-8.", name=name, encoding=wanted)
        )
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        words = _("%(name)s is not in %(encoding)s, as it says (line %(n)d). Save it as UTF-8.",
                  name=name, encoding=encoding, n=line)  # fmt: skip
        raise Refused(words) from None


def _refuse_definitions(root: etree._Element, name: str) -> None:
    """Entities and declarations inside the file have no place in questions, and are how XML attacks."""
    kind = root.getroottree().docinfo.internalDTD
    if kind is not None and (any(kind.iterentities()) or any(kind.iterelements())):
        raise Refused(
            _("%(name)s defines entities or elements of its own (DTD). Export it without.", name=name)
        )


def _tree(element: etree._Element, name: str, depth: int = 1) -> Node:
    if depth > DEEPEST or not isinstance(element.tag, str):
        raise Refused(_("%(name)s is nested too deeply or uses entities.", name=name))
    node = Node(_local(element.tag), {_local(str(key)): str(value) for key, value in element.attrib.items()})
    if element.text:
        node.inside.append(element.text)
    for below in element:
        node.inside.append(_tree(below, name, depth + 1))
        if below.tail:
            node.inside.append(below.tail)
    return node


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def without_dashes(root: Node) -> None:
    """Give a tree of QTI 3 the names of QTI 2: qti-map-entry becomes mapEntry, map-key mapKey."""
    for node in root.walk():
        if node.name.startswith("qti-"):
            node.name = _camel(node.name.removeprefix("qti-"))
            node.attributes = {
                key if key.startswith(("data-", "aria-")) else _camel(key): value
                for key, value in node.attributes.items()
            }


def _camel(name: str) -> str:
    return CAMEL.sub(lambda match: match[1].upper(), name)


def as_html(inside: list[Node | str]) -> str:
    """What stands in an element, as HTML."""
    return "".join(escape(one, quote=False) if isinstance(one, str) else _element(one) for one in inside)


def _element(node: Node) -> str:
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes.items())
    if node.name in VOID:
        return f"<{node.name}{attributes}>"
    return f"<{node.name}{attributes}>{as_html(node.inside)}</{node.name}>"


def as_xml(root: Node) -> bytes:
    """The tree as a file of its own, in UTF-8."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_markup(root)}\n'.encode()


def _markup(node: Node) -> str:
    attributes = "".join(
        f' {key}="{_plain(value, in_attribute=True)}"' for key, value in node.attributes.items()
    )
    if not node.inside:
        return f"<{node.name}{attributes}/>"
    inside = "".join(_plain(one) if isinstance(one, str) else _markup(one) for one in node.inside)
    return f"<{node.name}{attributes}>{inside}</{node.name}>"


def _plain(text: str, *, in_attribute: bool = False) -> str:
    """Text as XML may hold it: control characters have no place there."""
    text = escape(UNWRITABLE.sub("", text), quote=in_attribute)
    return text.replace("\n", "&#10;").replace("\t", "&#9;") if in_attribute else text
