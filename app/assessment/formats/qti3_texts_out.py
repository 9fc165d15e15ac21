"""Texts and pictures of a question as the HTML that QTI 3 allows."""

import mimetypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import magic
from lxml import html as lxml_html

from app.assessment.formats.writing import Outgoing
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import GAP, Picture
from app.catalogue.documents import Text
from app.core.markdown import render

TAGS = {
    "p", "div", "span", "em", "strong", "ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr", "th", "td",
    "blockquote", "pre", "code", "a", "img", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "sub", "sup",
}  # fmt: skip
ATTRIBUTES = {"href", "src", "alt"}
STORED = re.compile(r"stored:([0-9a-f]{64})")
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


@dataclass
class Sheet:
    """The files of a package while it is written: texts as nodes, and the pictures that they need beside them.

    `lost` are pictures that are not in the storage any more.
    """

    outgoing: Outgoing
    files: dict[str, bytes] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def say(self, text: Text) -> str:
        return self.outgoing.say(text)

    def blocks(self, text: Text, markup: str) -> list[Node | str]:
        """A text as paragraphs, lists and so on."""
        said = self.say(text)
        if not said:
            return []
        if markup != "markdown":
            return [_paragraph(part) for part in re.split(r"\n\s*\n", said) if part.strip()]
        rendered = str(render(STORED.sub(self._place, said)))
        return _cleaned(lxml_html.fragment_fromstring(rendered, create_parent="div")) if rendered else []

    def inline(self, text: Text, markup: str) -> list[Node | str]:
        """A text for the inside of an option: one paragraph stands without its frame."""
        blocks = self.blocks(text, markup)
        if len(blocks) == 1 and isinstance(blocks[0], Node) and blocks[0].name == "p":
            return blocks[0].inside
        return blocks

    def picture(self, picture: Picture) -> Node:
        """An `img` of a picture, which comes along."""
        return Node(
            "img",
            {
                "src": self._keep(picture.file.sha256),
                "alt": self.say(picture.alt),
                "width": str(picture.width),
                "height": str(picture.height),
            },
        )

    def _place(self, found: re.Match[str]) -> str:
        return self._keep(found[1])

    def _keep(self, sha256: str) -> str:
        """The address of a stored file from within items/."""
        known = next((path for path in self.files if path.startswith(f"files/{sha256}")), None)
        path = known or self._load(sha256)
        self.used.append(path)
        return f"../{path}"

    def _load(self, sha256: str) -> str:
        try:
            data = self.outgoing.load(sha256)
        except FileNotFoundError:
            self.lost.append(sha256)
            return f"files/{sha256}"
        kind = magic.from_buffer(data[:8192], mime=True)
        path = f"files/{sha256}{ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ''}"
        self.files[path] = data
        return path


def _paragraph(text: str) -> Node:
    """Lines of plain words."""
    inside: list[Node | str] = []
    for number, line in enumerate(text.strip().split("\n")):
        inside += [Node("br"), line] if number else [line]
    return Node("p", {}, inside)


def _cleaned(element: lxml_html.HtmlElement) -> list[Node | str]:
    """What stands in an element, without the tags that QTI has not; their words stay."""
    inside: list[Node | str] = [element.text] if element.text else []
    for below in element:
        name = below.tag if isinstance(below.tag, str) else ""
        within = _cleaned(below)
        if name in TAGS:
            given = {key: value for key, value in below.attrib.items() if key in ATTRIBUTES}
            inside.append(Node(name, given, within))
        else:
            inside += within
        if below.tail:
            inside.append(below.tail)
    return [one for one in inside if not (isinstance(one, str) and one == "\n")]


def with_gaps(inside: Sequence[Node | str], gap: Callable[[str], Node]) -> list[Node | str]:
    """The nodes with an interaction in the place of each [[key]]."""
    made: list[Node | str] = []
    for one in inside:
        if isinstance(one, Node):
            made.append(Node(one.name, one.attributes, with_gaps(one.inside, gap)))
            continue
        at = 0
        for found in GAP.finditer(one):
            made += [one[at : found.start()], gap(found[1])]
            at = found.end()
        made.append(one[at:])
    return [one for one in made if one != ""]
