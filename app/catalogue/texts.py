"""Checks on the texts of a file: every language is there, none is blank, Markdown holds only what is shown."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from app.core import markdown
from app.core.i18n import LANGUAGES
from app.core.yaml_files import Fault, Source

LANGUAGE = re.compile(r"^[a-z]{2}$")
FILES = {"captions": "WebVTT file", "file": "PDF"}


def text_faults(source: Source, languages: Sequence[str]) -> Iterator[Fault]:
    """Texts that lack a language, have one too many, or are blank."""
    for path, text in _texts(source.data, ()):
        where = ".".join(f"[{s}]" if isinstance(s, int) else s for s in path).replace(".[", "[")
        for missing in [code for code in languages if code not in text]:
            what = FILES.get(str(path[-1]), "text")
            yield source.fault(f"{where}: the language {missing} is missing; add the {what}", *path)
        for code, words in text.items():
            if code not in languages:
                known = ", ".join(languages)
                yield source.fault(
                    f"{where}: {code} is not a language of this course or file ({known})", *path, code
                )
            elif not str(words).strip():
                yield source.fault(f"{where}: the text in {code} is empty; write it", *path, code)


def language_faults(source: Source, languages: Sequence[str]) -> Iterator[Fault]:
    """The list of languages names each one once."""
    for n, code in enumerate(languages):
        if code in languages[:n]:
            yield source.fault(f"languages: {code} stands twice; keep one", "languages", n)


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every map of languages in a file, with its path."""
    if isinstance(value, dict):
        if _is_text(value):
            yield path, value
            return
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from _texts(part, (*path, n))


def _is_text(value: dict[Any, Any]) -> bool:
    """A map is a text when one of its keys is a language, or all of them look like one."""
    if any(key in LANGUAGES for key in value):
        return True
    return bool(value) and all(LANGUAGE.match(str(k)) and isinstance(v, str) for k, v in value.items())


def body_digest(body: str) -> str:
    """What `translated_from` names: the first 8 hex digits of the SHA-256 of the body."""
    return hashlib.sha256(body.encode()).hexdigest()[:8]


def markdown_problems(body: str) -> Iterator[tuple[int, str]]:
    """What would not be shown as its author thinks, as (line of the body, words)."""
    if len(body) > markdown.MAX_CHARACTERS:
        yield 1, f"the text has {len(body)} characters; split it below {markdown.MAX_CHARACTERS}"
        return
    for token in markdown.parser().parse(body):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "heading_open" and token.tag in ("h1", "h5", "h6"):
            yield line, f"a heading with {'#' * int(token.tag[1])} stands in the text; use ##, ### or ####"
        for child in token.children or ():
            yield from ((line, words) for words in _inline_problems(child))


def _inline_problems(token: Token) -> Iterator[str]:
    if token.type == "image":
        yield f"the picture {token.attrGet('src')} would not be shown; put it into a PDF or a film"
    if token.type == "link_open":
        scheme = re.match(r"^([a-z][a-z0-9+.-]*):", str(token.attrGet("href")), re.IGNORECASE)
        if scheme and scheme[1].lower() not in markdown.SCHEMES:
            yield f"the link {token.attrGet('href')} would not work; use https, http or mailto"


def links_to_items(body: str) -> Iterator[tuple[int, str]]:
    """Links without a scheme lead to other items: (line of the body, where to)."""
    for token in markdown.parser().parse(body):
        for child in token.children or ():
            address = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if address and not re.match(r"^([a-z][a-z0-9+.-]*:|#|/)", address, re.IGNORECASE):
                yield token.map[0] + 1 if token.map else 1, address.partition("#")[0]
