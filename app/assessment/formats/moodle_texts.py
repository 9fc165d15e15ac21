"""The texts of one question of Moodle XML, in whichever of Moodle's formats, with the files that came with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from app.assessment.formats.attachments import Attachments, Unusable, from_base64
from app.assessment.formats.html import Files, from_html
from app.assessment.formats.words import Words, from_markdown, from_plain
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Picture

PLUGIN_FILE = "@@PLUGINFILE@@/"
IN_MARKDOWN = re.compile(r"@@PLUGINFILE@@/([^\s()\"'<>]{1,400})")
PLAIN = re.compile(r'<div class="kru-plain"[^<>]{0,80}>([^<>]*)</div>')
OWN_PICTURE = re.compile(
    r'\s*<p class="kru-picture"><img src="@@PLUGINFILE@@/([^"<>]{1,400})" alt="([^"<>]{0,2000})"[^<>]{0,80}></p>'
)
TAG = re.compile(r"<[a-zA-Z/][^<>]{0,500}>|&#?\w{1,31};")


def as_is(text: str) -> str:
    """No change."""
    return text


@dataclass
class Texts:
    """Reads texts; what could not be kept of them is noted."""

    attachments: Attachments
    language: str
    format: str
    notes: list[str] = field(default_factory=list)

    def words(self, node: Node | None, *, takes: bool = False, change: Callable[[str], str] = as_is) -> Words:
        """The words in an element with `<text>` and its `<file>`s; `takes` lifts pictures out. `change` is done to
        the raw text first. Raises TooMuch.
        """
        if node is None:
            return Words()
        raw = node.child("text")
        text = change((raw or node).text() if raw or not node.children else "")
        kind = node.get("format") or self.format
        files = Files(self.attachments, self.language, _finder(node), takes)
        own, text = self._own_pictures(text, files)
        words = self._in_format(text, kind, files)
        self.notes += files.problems
        return Words(words.plain, words.markdown, words.is_formatted, (*words.pictures, *own))

    def _in_format(self, text: str, kind: str, files: Files) -> Words:
        if kind == "plain_text":
            return from_plain(text)
        if kind == "markdown":
            return from_markdown(IN_MARKDOWN.sub(lambda found: _stored(found, files), text))
        if kind == "moodle_auto_format":
            text = text.strip()
            if not TAG.search(text):
                return from_plain(text)
            return from_html(text.replace("\n", "<br>"), files)
        if plain := PLAIN.fullmatch(text.strip()):
            return from_plain(unescape(plain[1]))
        return from_html(text, files)

    def _own_pictures(self, text: str, files: Files) -> tuple[list[Picture], str]:
        """Pictures that we wrote at the end of a text, in their order, and the text without them."""
        pictures: list[Picture] = []
        for found in OWN_PICTURE.finditer(text) if files.takes else ():
            try:
                if place := files.find(PLUGIN_FILE + found[1]):
                    pictures.append(self.attachments.picture(*place, {self.language: unescape(found[2])}))
            except Unusable as problem:
                self.notes.append(str(problem))
        return pictures, OWN_PICTURE.sub("", text) if files.takes else text

    def fragment(self, node: Node) -> Callable[[str], Words]:
        """Turns pieces of that element's text into words: the answers inside a text with gaps."""

        def words(text: str) -> Words:
            files = Files(self.attachments, self.language, _finder(node))
            read = self._in_format(text, node.get("format") or self.format, files)
            self.notes += files.problems
            return read

        return words


def _finder(node: Node) -> Callable[[str], tuple[bytes, str] | None]:
    """Finds the files of an element by the addresses that its text uses for them."""
    by_name = {
        (one.get("path", "/").strip("/") + "/" + one.get("name")).lstrip("/"): one
        for one in node.named("file")
    }

    def find(address: str) -> tuple[bytes, str] | None:
        if not address.startswith(PLUGIN_FILE):
            return None
        wanted = address.removeprefix(PLUGIN_FILE).partition("?")[0]
        file = by_name.get(wanted) or by_name.get(unquote(wanted))
        return None if file is None else (from_base64(file.text(), file.get("name")), file.get("name"))

    return find


def _stored(found: re.Match[str], files: Files) -> str:
    return files.place(found[0], "") or found[1]
