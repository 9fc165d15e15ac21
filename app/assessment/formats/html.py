"""Imported HTML as our Markdown. What it says is never changed: a form that cannot be kept gives way to the words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import nh3
from markupsafe import Markup

from app.assessment.formats.attachments import Attachments, Unusable, from_base64
from app.assessment.formats.blocks import TAGS, BlockReader, TooDeep
from app.assessment.formats.words import CONTROL, Words, escaped, from_plain
from app.assessment.questions import Picture
from app.core.markdown import render

MOST_CHARACTERS = 60_000
MOST_MARKUP = 150_000
"""Characters of HTML without the files in it."""
MOST_TAGS = 6_000
"""What is nested without end takes a sanitiser long."""
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "audio": {"src"},
    "video": {"src"},
    "source": {"src"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto", "data"}
DATA = re.compile(r"data:[\w.+/-]{1,80};base64,")
IN_TEXT = re.compile(r"data:[\w.+/-]{1,80};base64,[\w+/=\s]*")
MARKUP = re.compile(r"[<&\[]")

Find = Callable[[str], tuple[bytes, str] | None]
"""The bytes and the name of the file that an address in a text means, if it came along."""


class TooMuch(ValueError):
    """A text that cannot be taken over; the message says why."""


@dataclass
class Files:
    """Where the files of a text are found and kept. `takes` lifts its pictures out, for a place of their own; the
    others stay in the text as `stored:<sha256>`. `problems` say what could not be kept.
    """

    attachments: Attachments
    language: str
    find: Find = lambda _address: None
    takes: bool = False
    pictures: list[Picture] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def place(self, address: str, description: str) -> str:
        """Where the text shall point to for an address of it; "" when nothing is to stand there."""
        try:
            found = _data(address) if address.startswith("data:") else self.find(address)
            if found is None:
                return self._elsewhere(address, is_picture=bool(description))
            if description and self.takes:
                self.pictures.append(self.attachments.picture(*found, {self.language: description}))
                return ""
            return f"stored:{self.attachments.file(*found).sha256}"
        except Unusable as problem:
            self.problems.append(str(problem))
            return ""

    def _elsewhere(self, address: str, *, is_picture: bool) -> str:
        """Links to the web stay; pages show no pictures from elsewhere."""
        if is_picture or not address.startswith(("http://", "https://", "mailto:")):
            self.problems.append(f"{address[:200]} did not come with the file")
            return ""
        return address


def _data(address: str) -> tuple[bytes, str]:
    if not (head := DATA.match(address)):
        raise Unusable("a picture inside the text cannot be read")
    return from_base64(address[head.end() :], "a picture inside the text"), "picture"


def from_html(html: str, files: Files) -> Words:
    """The text of a fragment. Raises TooMuch."""
    html = CONTROL.sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
    if not MARKUP.search(html):
        return from_plain(" ".join(html.split()))
    if len(html) > MOST_MARKUP and len(IN_TEXT.sub("", html)) > MOST_MARKUP:
        raise TooMuch(f"a text has more than {MOST_MARKUP} characters")
    if html.count("<") > MOST_TAGS:
        raise TooMuch(f"a text has more than {MOST_TAGS} tags")
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    files.pictures = []
    reader = BlockReader(files.place)
    try:
        reader.feed(safe)
        blocks = reader.finish()
    except TooDeep as problem:
        raise TooMuch(str(problem)) from None
    plain = "\n".join(block.plain for block in blocks if block.plain).strip()
    markdown = "\n\n".join(block.markdown for block in blocks).strip()
    if max(len(markdown), len(plain)) > MOST_CHARACTERS:
        raise TooMuch(f"a text has more than {MOST_CHARACTERS} characters")
    if _letters(markdown) != "".join("".join(reader.letters).split()):
        markdown = escaped(plain)
    is_formatted = reader.is_formatted or len(blocks) > 1
    return Words(plain, markdown, is_formatted, tuple(files.pictures))


def _letters(markdown: str) -> str:
    """What a reader of the Markdown sees, without spaces."""
    return "".join(Markup(render(markdown)).striptags().split())
