"""The texts of an imported question, kept both as plain words and as Markdown until it is known which serves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.assessment.formats.inline import escape
from app.assessment.questions import Picture
from app.catalogue.documents import Text

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Words:
    """One text. `is_formatted` when plain words would lose something; `pictures` were taken out of it."""

    plain: str = ""
    markdown: str = ""
    is_formatted: bool = False
    pictures: tuple[Picture, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.plain or self.markdown)


def from_plain(text: str) -> Words:
    """Words to be shown as they are."""
    text = _tidy(text)
    return Words(text, escaped(text))


def from_markdown(text: str) -> Words:
    """Markdown as somebody wrote it."""
    text = _tidy(text)
    return Words(text, text, is_formatted=bool(text))


def _tidy(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def escaped(text: str) -> str:
    """Markdown that shows exactly this text, line by line."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join("\\\n".join(escape(line.strip()) for line in p.split("\n")) for p in paragraphs)


class Wording:
    """Writes the texts of one question in one language: all as plain words, or all as Markdown if one needs it."""

    def __init__(self, language: str, texts: Iterable[Words]) -> None:
        self.language = language
        self.markup: Literal["plain", "markdown"] = (
            "markdown" if any(words.is_formatted for words in texts) else "plain"
        )

    def text(self, words: Words) -> Text:
        """The text as the question's markup wants it; nothing if it is empty."""
        shown = words.markdown if self.markup == "markdown" else words.plain
        return {self.language: shown} if shown else {}

    def line(self, words: Words) -> Text:
        """Words for a list to choose from, which knows no Markdown, in one line."""
        shown = " ".join(words.plain.split())
        return {self.language: shown} if shown else {}
