"""Playbooks as HTML: contents, plays whose steps are ticked off, call-outs, tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from app.catalogue import playbook_grammar as grammar
from app.catalogue.documents import Playbook
from app.core import markdown
from app.core.i18n import gettext as _
from app.core.i18n import in_language

ICONS = {
    "play": "list-check",
    "say": "chat-left-quote-fill",
    "watch": "exclamation-triangle-fill",
    "tip": "lightbulb-fill",
}


@dataclass(frozen=True)
class RenderedSection:
    """An entry of the contents list: `#id` leads to it."""

    id: str
    title: str


@dataclass(frozen=True)
class RenderedPlaybook:
    """The page's HTML: headings have `data-section`, plays `data-play`, check boxes `data-step`."""

    html: Markup
    sections: tuple[RenderedSection, ...]

    def ticked(self, steps: Sequence[str]) -> Markup:
        """The HTML with the boxes of these steps ticked."""
        html = str(self.html)
        for step in steps:
            box = f'value="{step}" data-step="{step}"'
            html = html.replace(box, f"{box} checked")
        return Markup(html)  # nosec B704: only fixed words were added to sanitised HTML


def render_playbook(item: Playbook, language: str) -> RenderedPlaybook:
    """A playbook in that language, or in its first one; kept in the process, for a body never changes."""
    shown = language if language in item.body else next(iter(item.body))
    return _render(item.body[shown], tuple(s.id for s in item.sections), shown)


@lru_cache(maxsize=256)
def _render(body: str, ids: tuple[str, ...], language: str) -> RenderedPlaybook:
    with in_language(language):
        writer = _writer()
        tokens = writer.parse(body)
        titles = _name_sections(tokens, ids)
        html = markdown.clean(writer.renderer.render(tokens, writer.options, {}))
    return RenderedPlaybook(html, tuple(map(RenderedSection, ids, titles)))


def _name_sections(tokens: list[Token], ids: Sequence[str]) -> list[str]:
    """Give every `##` its id; returns their titles."""
    heads = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    for n, section_id in zip(heads, ids, strict=False):
        tokens[n].attrs = {"id": section_id, "data-section": section_id}
    return [grammar.plain(tokens[n + 1]) for n in heads]


FIXED = {
    "container_play_close": "</section>\n",
    "table_close": "</table></div>\n",
    "th_open": '<th scope="col">',
}


@lru_cache(maxsize=1)
def _writer() -> MarkdownIt:
    """The grammar's parser with our own way to write its blocks."""
    writer = grammar.make_parser()
    for kind in grammar.CALLOUTS:
        writer.add_render_rule(f"container_{kind}_open", _write_callout)
    writer.add_render_rule("container_play_open", _write_play)
    writer.add_render_rule("step_open", _open_step)
    writer.add_render_rule("step_close", _close_step)
    writer.add_render_rule("table_open", _open_table)
    for name, html in FIXED.items():
        writer.add_render_rule(name, _fixed(html))
    return writer


def _icon(kind: str) -> str:
    sprite = current_app.jinja_env.globals["asset"]("icons.svg")  # type: ignore[operator]
    use = f'<use href="{sprite}#{ICONS[kind]}"></use>'
    return f'<svg class="k-icon" aria-hidden="true" viewBox="0 0 16 16">{use}</svg>'


def _write_play(self: RendererHTML, tokens: Sequence[Token], n: int, *_more: Any) -> str:
    number = tokens[n].meta["number"]
    label = _("Play %(number)s", number=number)
    return (
        f'<section class="k-play" data-play="{number}" aria-labelledby="play-{number}">'
        f'<div class="k-play__head"><p class="k-play__label">{_icon("play")}{label}</p>'
        '<span class="k-sm k-muted" data-play-standing></span>'
        f'<h3 id="play-{number}">{escape(tokens[n].meta["title"])}</h3></div>\n'
    )


def _write_callout(self: RendererHTML, tokens: Sequence[Token], n: int, *_more: Any) -> str:
    token = tokens[n]
    kind = token.type.split("_")[1]
    names = {"say": _("Say it like this"), "watch": _("Watch out"), "tip": _("Tip")}
    title = escape(token.meta["title"] or names[kind])
    return f'<div class="k-callout is-{kind}"><p class="k-callout__title">{_icon(kind)}{title}</p>\n'


def _open_step(self: RendererHTML, tokens: Sequence[Token], n: int, *_more: Any) -> str:
    step = tokens[n].meta["step"]
    return (
        f'<li><label class="k-check"><input type="checkbox" name="step" value="{step}" data-step="{step}">'
        '<span><span class="k-play__step">'
    )


def _close_step(self: RendererHTML, tokens: Sequence[Token], n: int, *_more: Any) -> str:
    opening = next(t for t in reversed(tokens[:n]) if t.type == "step_open")
    who = opening.meta.get("who")
    by = f'<span class="k-play__who">{escape(who)}</span>' if who else ""
    return f"</span>{by}</span></label></li>\n"


def _open_table(self: RendererHTML, tokens: Sequence[Token], n: int, *_more: Any) -> str:
    name = escape(_("Table"))
    return f'<div class="k-scroll" role="region" aria-label="{name}" tabindex="0"><table class="k-table">\n'


def _fixed(html: str) -> Callable[..., str]:
    return lambda *_token: html
