"""The grammar of playbooks, and their HTML."""

from html.parser import HTMLParser

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalogue import playbook_grammar as grammar
from app.catalogue.playbooks import render_playbook
from app.core import markdown
from tests.factories import catalogue as make

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    '![x](https://example.com/"onerror=alert(1))',
    "<svg/onload=alert(1)>",
    "<a href='vbscript:x'>y</a>",
    ":::play <script>alert(1)</script>\n1. a {<img src=x onerror=alert(1)>}\n:::",
    ':::tip "onmouseover="alert(1)\nx\n:::',
    "## <iframe src=//evil></iframe>",
    "| <b onclick=x> |\n|--|\n| <style>*{}</style> |",
    "```<script>\nx\n```",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
)


def rendered(body: str, language: str = "en") -> str:
    found = grammar.outline(body)
    ids = grammar.section_ids([h.title for h in found.headings])
    sections = tuple(make.Section(id_, make.both(id_)) for id_ in ids)
    return str(render_playbook(make.playbook(body={language: body}, sections=sections), language).html)


def problems(body: str) -> list[tuple[int, str]]:
    return list(grammar.outline(body).problems)


def test_sections_plays_and_steps_are_counted() -> None:
    found = grammar.outline(make.PLAYBOOK_BODY)
    assert [h.title for h in found.headings] == ["First call", "After the call"]
    assert found.plays == (2,) and not found.problems


def test_the_page_has_exactly_the_steps_that_were_counted(app: Flask) -> None:
    body = make.PLAYBOOK_BODY + "\n:::play Again\n1. One\n2. Two\n\n3. Three {you}\n:::\n\n1. not a step\n"
    assert grammar.outline(body).plays == (2, 3)
    html = rendered(body)
    assert [s for s in ("1.1", "1.2", "2.1", "2.2", "2.3") if f'data-step="{s}"' in html] == [
        "1.1", "1.2", "2.1", "2.2", "2.3",
    ]  # fmt: skip
    assert html.count("data-step=") == 5 and html.count('data-play="') == 2


def test_who_does_a_step_stands_apart(app: Flask) -> None:
    html = rendered(make.PLAYBOOK_BODY)
    assert (
        '<span class="k-play__step">Read the notes</span><span class="k-play__who">you, 5 min</span>' in html
    )


def test_a_translation_keeps_the_ids_of_the_source(app: Flask) -> None:
    item = make.playbook(body={"en": "## First call\n\n## After", "th": "## โทรครั้งแรก\n\n## หลังโทร"})
    shown = render_playbook(item, "th")
    assert [(s.id, s.title) for s in shown.sections] == [
        ("first-call", "โทรครั้งแรก"),
        ("after-the-call", "หลังโทร"),
    ]
    assert '<h2 id="first-call" data-section="first-call">โทรครั้งแรก</h2>' in shown.html


def test_a_language_that_is_missing_is_shown_in_the_first_one(app: Flask) -> None:
    assert "First call" in render_playbook(make.playbook(body={"en": make.PLAYBOOK_BODY}), "th").html


def test_labels_are_in_the_language_of_the_text(app: Flask) -> None:
    item = make.playbook()
    assert "Play 1" in render_playbook(item, "en").html
    assert render_playbook(item, "en").html is render_playbook(item, "en").html


def test_ticked_steps_come_back_ticked(app: Flask) -> None:
    html = render_playbook(make.playbook(), "en").ticked(["1.2"])
    assert 'data-step="1.2" checked' in html and 'data-step="1.1" checked' not in html


def test_equal_headings_get_ids_of_their_own() -> None:
    assert grammar.section_ids(["Ask", "Ask", "ถาม"]) == ("s-ask", "s-ask-2", "s-ถาม")


def test_tables_scroll_and_call_outs_have_their_icon(app: Flask) -> None:
    html = rendered("## A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n:::watch Mind\nthe *gap*\n:::\n")
    assert '<table class="k-table">' in html and '<th scope="col">a</th>' in html
    assert '<div class="k-callout is-watch">' in html and "#exclamation-triangle-fill" in html
    assert "<em>gap</em>" in html


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("x\n\n# Title", 3, "a heading with one # stands in the text; start sections with ##"),
        (":::play\n1. a\n:::", 1, "this play has no title; write it after :::play"),
        (":::play A\n- a\n:::", 1, "this play has no steps; write them as a numbered list"),
        (
            ":::play A\n1. a\n   - b\n:::",
            3,
            "a step is one paragraph; move what is nested in it out of the play",
        ),
        ("x\n\n:::tip\ny", 3, "this block is never closed; add a line with :::"),
        (":::hint\ny\n:::", 1, "unknown block :::hint; use play, say, watch, tip"),
        ("y\n:::", 2, "::: closes nothing; remove it or open a block with :::tip"),
        (":::tip\n:::say\n:::", 2, ":::say stands inside the block of line 1; close that one first with :::"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body: str, line: int, words: str) -> None:
    assert (line, words) in problems(body)


def test_marks_inside_code_are_left_alone() -> None:
    assert problems("```\n:::hint\n# x\n```\n") == []


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_harmless(app: Flask, text: str) -> None:
    for html in (rendered(f"## A\n\n{text}\n"), str(markdown.render(text))):
        for tag, attributes in Elements(html).found:
            assert tag in markdown.TAGS
            assert not any(name.startswith(("on", "style")) for name in attributes)
            for address in (attributes.get("href"), attributes.get("src")):
                assert not address or address.startswith(("https://", "/static/"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=":play say{}#-1. \n|*[]()<>ก", max_size=200))
def test_any_text_renders_to_something_that_is_clean_already(app: Flask, text: str) -> None:
    html = rendered(text)
    assert str(markdown.clean(html)) == html


def test_long_brackets_take_no_long_time(app: Flask) -> None:
    assert rendered("[" * 4000 + "*" * 4000)
