"""Circles, wording, freshness, texts."""

from datetime import date

import pytest

from app.catalogue.captions import parse_captions
from app.catalogue.cycles import find_circle
from app.catalogue.freshness import lines_due, stale_translations
from app.catalogue.texts import body_digest, links_to_items, markdown_problems
from app.catalogue.wording import one_line, recompose
from tests.factories import catalogue as make

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("needs", "circle"),
    [
        ({}, None),
        ({"a": ["b"], "b": ["c"], "d": ["c"]}, None),
        ({"a": ["a"]}, ["a", "a"]),
        ({"a": ["b"], "b": ["a"]}, ["a", "b", "a"]),
        ({"x": ["a"], "a": ["b", "c"], "c": ["a"]}, ["a", "c", "a"]),
        ({"a": ["gone"]}, None),
    ],
)
def test_a_circle_is_found_and_named(needs: dict[str, list[str]], circle: list[str] | None) -> None:
    assert find_circle(needs) == circle


def test_a_long_chain_is_no_circle() -> None:
    assert find_circle({str(n): [str(n + 1)] for n in range(5000)}) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("น้ํา", "น้ำ"), ("นํ้า", "น้ำ"), ("สําหรับ", "สำหรับ"), ("น้ำ", "น้ำ"), ("e\u0301", "é"),
        ("a\u00ad\u200bb\x00", "ab"), ("a \u00a0 b\n\n c ", "a b\n\nc"),
    ],
)  # fmt: skip
def test_text_is_spelt_in_one_way(given: str, expected: str) -> None:
    assert recompose(given) == expected
    assert recompose(expected) == expected


def test_a_passage_is_one_line() -> None:
    assert one_line(" a\n b\t c ") == "a b c"


def test_a_line_is_good_on_its_last_day_and_past_on_the_next() -> None:
    card = make.card(why_we_win=(make.line("a", verify_by=TODAY),))
    course = make.course("leads", card)
    assert [due.is_past for due in lines_due([course], TODAY)] == [False]
    assert [due.is_past for due in lines_due([course], date(2026, 11, 26))] == [True]


def test_lines_are_listed_thirty_days_ahead_the_oldest_first() -> None:
    days = [date(2026, 12, 25), date(2026, 12, 26), date(2026, 10, 1)]
    card = make.card(why_we_win=tuple(make.line(str(day), verify_by=day) for day in days))
    assert [due.verify_by for due in lines_due([make.course("leads", card)], TODAY)] == [days[2], days[0]]


def test_stale_translations_are_listed() -> None:
    course = make.course("leads", make.playbook(stale=("th",)), make.video())
    assert [(one.item.key, one.languages) for one in stale_translations([course])] == [("playbook", ("th",))]


def test_a_digest_is_eight_hex_digits() -> None:
    assert body_digest("abc") == "ba7816bf"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("# T", "a heading with # stands in the text; use ##, ### or ####"),
        ("##### T", "a heading with ##### stands in the text; use ##, ### or ####"),
        ("[a](ftp://x)", "the link ftp://x would not work; use https, http or mailto"),
        ("x" * 100_001, "the text has 100001 characters; split it below 100000"),
    ],
)
def test_markdown_that_would_not_be_shown_is_named(body: str, words: str) -> None:
    assert list(markdown_problems(body)) == [(1, words)]


def test_links_to_items_are_those_without_a_scheme() -> None:
    body = "[a](first-call#x) [b](https://x.y) [c](#z) [d](/learn)\n\n[e](../other/item)\n"
    assert list(links_to_items(body)) == [(1, "first-call"), (3, "../other/item")]


def test_captions_lose_their_marks_but_keep_their_words() -> None:
    head = "WEBVTT\n\nNOTE x\n\nSTYLE\n::cue { color: red }\n\n"
    text = f"{head}1\n00:01.000 --> 00:02.500 align:start\n<v Ann><b>A &amp; B</b>\nline 2\n"
    found = parse_captions(text)
    assert found.problems == []
    assert [(c.start, c.end, c.text) for c in found.cues] == [(1.0, 2.5, "A & B\nline 2")]


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("00:02.000 --> 00:01.000\nx", "this cue ends before it begins; correct its times"),
        ("00:01.000 --> 00:02.000 size:big\nx", "unknown cue setting 'size:big'; remove it"),
        ("00:01.000 --> 00:02.000", "this cue has no text; remove it or write one"),
        ("00:01.000 --> 00:02.000\nx\n--> y", "--> stands in the text; leave an empty line between cues"),
    ],
)  # fmt: skip
def test_bad_cues_are_named(cue: str, words: str) -> None:
    assert words in [said for _line, said in parse_captions(f"WEBVTT\n\n{cue}\n").problems]
