"""Markdown to HTML: no raw HTML in, only an allow-list out. The one place that makes markup from text."""

import unicodedata
from collections.abc import Callable
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MAX_CHARACTERS = 100_000

TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "hr", "img", "input", "label", "li",
    "ol", "p", "pre", "s", "section", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "svg", "use",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start", "role"},
    "ul": {"role"},
    "th": {"scope"},
    "div": {"role", "aria-label", "tabindex"},
    "section": {"aria-labelledby"},
    "input": {"type", "name", "value"},
    "svg": {"aria-hidden", "viewBox"},
    "use": {"href"},
    "*": {"id", "class", "data-step", "data-section", "data-play", "data-play-standing", "lang"},
}
SCHEMES = {"http", "https", "mailto"}


def parser() -> MarkdownIt:
    """CommonMark with tables and strike-through; raw HTML is shown as text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def slug(text: str) -> str:
    """An id for a heading that keeps Thai letters and vowels."""
    plain = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else "-" for c in plain)
    return "-".join(part for part in kept.split("-") if part)[:80] or "section"


def clean(html: str) -> Markup:
    """Sanitise, last of all. Links get rel, pictures and links only known schemes."""
    return Markup(  # nosec B704: the output of the sanitiser
        nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    )


@cache
def _kept_parser() -> MarkdownIt:
    """The parser without blocks of anybody's own; rendering changes nothing in it."""
    return parser()


def render(text: str, *, prepare: Callable[[MarkdownIt], None] | None = None) -> Markup:
    """Markdown as safe HTML; `prepare` adds the caller's own blocks to the parser."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"more than {MAX_CHARACTERS} characters")
    markdown = parser() if prepare else _kept_parser()
    if prepare:
        prepare(markdown)
    return clean(markdown.render(text))
