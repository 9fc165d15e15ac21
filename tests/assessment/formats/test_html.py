"""HTML becomes our Markdown and never says anything else than before."""

import base64
from html import unescape as html_without_tags

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.assessment.formats.attachments import Attachments, Unusable
from app.assessment.formats.html import Files, from_html
from app.assessment.formats.words import TooMuch, Wording, escaped, from_markdown, from_plain
from app.core.markdown import render
from tests.assessment.formats import made


def files(**kept) -> Files:
    found = {name.replace("_", "."): data for name, data in kept.items()}
    return Files(Attachments(), "en", lambda address: (found[address], address) if address in found else None)


def letters(text: str) -> str:
    return "".join(text.split())


def shown(markdown: str) -> str:
    """The letters that a page shows of Markdown."""
    return letters(Markup(render(markdown)).striptags())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("Is <b>this</b> or <em>that</em> <del>it</del>?", "Is **this** or *that* ~~it~~?"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/><br/>three", "One\\\ntwo\n\nthree"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1|</td><td><b>2</b></td></tr></table>",
         "| A | B |\n| --- | --- |\n| 1\\| | **2** |"),
        ("<table><tr><td>only one</td></tr></table>", "only one"),
        ('<a href="https://x.org/a b">link [1]</a>', "[link \\[1\\]](https://x.org/a%20b)"),
        ('<a href="javascript:alert(1)">link</a><a href="#top">x</a>', "linkx"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<code>a`b</code>", "``a`b``"),
        ("<h1>Head</h1>text", "## Head\n\ntext"),
        ("<blockquote>said</blockquote>", "> said"),
        ("H<sub>2</sub>O and x<sup>n+1</sup>, a<sub>max</sub>", "H₂O and xⁿ⁺¹, a\\_(max)"),
        ("<b>Bold<p>through</p></b>", "**Bold**\n\n**through**"),
        ("<script>alert(1)</script><style>p{}</style>ok<!-- no -->", "ok"),
        ("1. no list<br># no heading<br>- no item<br>+ no item",
         "1\\. no list\\\n\\# no heading\\\n\\- no item\\\n\\+ no item"),
        ("snake_case, 2 * 3 is _____ or *x*, [a](b), [[gap]], `c`, a < b",
         "snake_case, 2 * 3 is _____ or \\*x\\*, [a\\](b), \\[\\[gap\\]\\], \\`c\\`, a < b"),
        ("<b>no</b><i>thing</i> glued, <b>(so)</b>what", "**no**thing glued, (so)what"),
        ("&nbsp;&lt;p&gt; &amp;amp;", "\\<p> \\&amp;"),
    ],
)  # fmt: skip
def test_forms_are_kept(html, markdown):
    assert from_html(html, files()).markdown == markdown


@pytest.mark.parametrize(
    ("html", "is_formatted"),
    [("plain", False), ("<p>one</p>", False), ("<div>a<br>b</div>", False), ("<p>a</p><p>b</p>", True),
     ("<b>a</b>", True), ("<span style='color:red'>a</span>", False), ('<a href="https://x.org">a</a>', True)],
)  # fmt: skip
def test_what_needs_no_form_stays_plain(html, is_formatted):
    assert from_html(html, files()).is_formatted is is_formatted


def test_a_picture_goes_to_a_place_of_its_own_or_stays_in_the_text():
    sha256, data = made.picture(1)
    html = 'See <img src="a.png" alt="It &amp; that"> here'
    taken = files(a_png=data)
    taken.takes = True
    words = from_html(html, taken)
    assert words.markdown == "See here"
    [picture] = words.pictures
    assert (picture.file.sha256, picture.alt, picture.width, picture.height) == (
        sha256,
        {"en": "It & that"},
        2,
        2,
    )
    left = files(a_png=data)
    assert from_html(html, left).markdown == f"See ![It & that](stored:{sha256}) here"
    assert left.attachments.kept[sha256].media_type == "image/png"


def test_a_picture_written_inside_the_text_is_kept():
    sha256, data = made.picture(2)
    html = f'<img alt="x" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
    assert from_html(html, files()).markdown == f"![x](stored:{sha256})"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("missing.png", "did not come with the file"),
        ("https://x.org/spy.png", "did not come with the file"),
        ("text.png", "no picture in PNG"),
        ("data:image/png;base64,!!!", "not valid base64"),
    ],
)
def test_a_picture_that_cannot_be_kept_is_named_and_its_words_stay(source, problem):
    given_files = files(text_png=b"<svg onload=alert(1)>")
    words = from_html(f'a <img src="{source}" alt="It"> b', given_files)
    assert words.markdown == "a It b"
    assert problem in given_files.problems[0]


def test_a_picture_that_is_too_large_is_refused():
    with pytest.raises(Unusable, match="larger than 8 MiB"):
        Attachments().picture(b"\x89PNG" + bytes(9 * 1024 * 1024), "x.png", {})


@pytest.mark.parametrize(
    "html", ["<ul><li>" * 100, "<b>" * 10_000, "x" * 70_000 + "&amp;", "&amp;" * 200_000]
)
def test_what_is_nested_or_long_without_end_is_refused(html):
    with pytest.raises(TooMuch):
        from_html(html, files())


TAGS = ["b", "i", "p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "a", "code", "pre", "blockquote", "h2",
        "span", "del"]  # fmt: skip
PIECES = st.one_of(
    made.lines, st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)]),
    st.sampled_from(["<br>", "<hr>", " ", "\n", "&amp;", "&lt;b&gt;", '<a href="https://x.org/(1)">', "<img src=x>"]),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_a_page_shows_the_letters_of_the_html_and_no_others(html):
    text = html_without_tags(nh3.clean(html, tags=set()))
    assert shown(from_html(html, files()).markdown) == letters(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(made.texts, min_size=1, max_size=4).map("\n\n".join))
def test_escaped_text_shows_exactly_itself(text):
    assert shown(escaped(text)) == letters(text)


def test_all_texts_of_a_question_have_one_markup():
    plain, formatted = from_plain("2 * 3 *x*"), from_markdown("**so**")
    assert Wording("en", [plain]).text(plain) == {"en": "2 * 3 *x*"}
    both = Wording("th", [plain, formatted])
    assert (both.markup, both.text(plain), both.text(formatted)) == (
        "markdown", {"th": "2 * 3 \\*x\\*"}, {"th": "**so**"},
    )  # fmt: skip
    assert both.line(from_plain("a\n b")) == {"th": "a b"}
    assert both.text(from_plain("")) == {}
