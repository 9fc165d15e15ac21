"""How a paper's words come onto a page: plain or Markdown, with their files, and with gaps to fill."""

import re
from collections.abc import Callable

from flask import url_for
from markupsafe import Markup

from app.assessment.paper import STORED
from app.assessment.views.blueprint import bp
from app.core.i18n import minutes, ngettext
from app.core.markdown import render

TAG_OR_GAP = re.compile(r"(<[^>]*>)|\[\[(\d{1,4})\]\]")
WORD_LIKE = 40
"""How many characters a right side may have and still be read in a closed list."""


FileUrl = Callable[[str], str]
"""Where a file of a question is to be had, by its SHA-256."""


@bp.app_template_filter("formatted")
def formatted(text: str, markup: str, file_url: FileUrl) -> Markup | str:
    """A text of a question; `markup` is "plain" or "markdown"."""
    if markup != "markdown":
        return text
    return render(STORED.sub(lambda found: file_url(found[1]), text))


@bp.app_template_global("files_of")
def files_of(attempt_id: int) -> FileUrl:
    """The addresses of an attempt's own files."""
    return lambda sha256: url_for("assessment.picture", attempt_id=attempt_id, sha256=sha256)


@bp.app_template_filter("with_gaps")
def with_gaps(text: Markup | str) -> list[Markup | str | int]:
    """A formatted text taken apart at its gaps, which come as their numbers. What looks like a gap inside a tag is
    none: there only words of an attribute can stand.
    """
    pieces: list[Markup | str | int] = []
    start = 0
    for found in TAG_OR_GAP.finditer(text):
        if found[2]:
            pieces += [text[start : found.start()], int(found[2])]
            start = found.end()
    return [*pieces, text[start:]]


@bp.app_template_filter("seconds_long")
def seconds_long(seconds: int) -> str:
    """90 s · 3 min · 2 min 30 s"""
    whole, rest = divmod(seconds, 60)
    if seconds < 120 and rest:
        return ngettext("%(num)d s", "%(num)d s", seconds)
    return f"{minutes(whole)} {ngettext('%(num)d s', '%(num)d s', rest)}" if rest else minutes(whole)


@bp.app_template_test("long_words")
def is_long(text: str) -> bool:
    """Whether a text is too long to be read in a closed list."""
    return len(text) > WORD_LIKE
