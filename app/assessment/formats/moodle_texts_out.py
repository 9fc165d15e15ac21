"""Texts in Moodle XML, each with the files that it needs.

Moodle knows plain text and Markdown, so both are written as they are. Our pictures have a place of their own: they
are put below the text, in a way that Moodle shows and that we find again.
"""

import mimetypes
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

import magic
from lxml import etree

from app.assessment.formats.words import CONTROL
from app.assessment.formats.writing import Outgoing
from app.assessment.questions import Picture, QuestionDocument, Text
from app.core.i18n import gettext as _

STORED = re.compile(r"stored:([0-9a-f]{64})")


@dataclass
class TextsOut:
    """Writes the texts of one question; `lost` are the files that are missing."""

    outgoing: Outgoing
    question: QuestionDocument
    lost: list[str] = field(default_factory=list)

    def add(
        self,
        parent: etree._Element,
        tag: str,
        text: Text,
        *,
        pictures: Sequence[Picture] = (),
        **attributes: str,
    ) -> etree._Element:
        """An element with this text and its files."""
        return self.fill(etree.SubElement(parent, tag, attributes), self.outgoing.say(text), pictures)

    def fill(
        self,
        element: etree._Element,
        words: str,
        pictures: Sequence[Picture] = (),
        change: Callable[[str, Callable[[str], str]], str] | None = None,
    ) -> etree._Element:
        """Put words into an element. `change` is done to them last, and is told how to write words in their format."""
        files: dict[str, tuple[str, str, bytes]] = {}
        is_html = bool(pictures) and self.question.markup == "plain"
        element.set("format", "html" if is_html else self.format)
        shown = escape(words, quote=False) if is_html else self._with_files(words, files)
        if change:
            shown = change(shown, _as_html if is_html else str)
        if is_html and shown:
            shown = f'<div class="kru-plain" style="white-space: pre-line">{shown}</div>'
        shown += "".join(self._picture(picture, n, files) for n, picture in enumerate(pictures, 1))
        etree.SubElement(element, "text").text = CONTROL.sub("", shown)
        for path, name, data in files.values():
            attributes = {"name": name, "path": path, "encoding": "base64"}
            etree.SubElement(element, "file", attributes).text = b64encode(data).decode()
        return element

    @property
    def format(self) -> str:
        return "markdown" if self.question.markup == "markdown" else "plain_text"

    def _with_files(self, words: str, files: dict[str, tuple[str, str, bytes]]) -> str:
        """Markdown whose files are found where Moodle has them."""

        def place(found: re.Match[str]) -> str:
            data = self._load(found[1])
            if data is None:
                return found[0]
            ending = mimetypes.guess_extension(magic.from_buffer(data[:8192], mime=True)) or ""
            files[found[1]] = ("/", f"{found[1][:16]}{ending}", data)
            return f"@@PLUGINFILE@@/{files[found[1]][1]}"

        return STORED.sub(place, words) if self.question.markup == "markdown" else words

    def _picture(self, picture: Picture, number: int, files: dict[str, tuple[str, str, bytes]]) -> str:
        data = self._load(picture.file.sha256)
        if data is None:
            return ""
        name = " ".join(CONTROL.sub("", picture.file.name).split()) or "picture"
        files[f"picture {number}"] = (f"/picture-{number}/", name, data)
        address = f"@@PLUGINFILE@@/picture-{number}/{quote(name)}"
        alt = escape(self.outgoing.say(picture.alt))
        sides = f'width="{picture.width}" height="{picture.height}"'
        return f'\n<p class="kru-picture"><img src="{address}" alt="{alt}" {sides}></p>'

    def _load(self, sha256: str) -> bytes | None:
        try:
            return self.outgoing.load(sha256)
        except FileNotFoundError:
            self.lost.append(_("a file that is no longer there"))
            return None


def _as_html(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>")
