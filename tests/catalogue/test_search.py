"""Search gives the same hits on both databases, in English and Thai, and only what the person may see."""

import pytest
from flask import Flask

from app.catalogue.documents import Cue
from app.catalogue.search import Hit, search, snippet, words_of
from app.catalogue.services import retire_absent
from tests.factories import catalogue as make

THAI_PAGE = "เอกสารนี้อธิบายเครือข่ายคู่ค้าและความปลอดภัย น้ํามันแพง"


@pytest.fixture
def library(app: Flask) -> None:
    cues = {
        "en": (Cue(12.5, 15, "Nobody owns the lead on Friday"),),
        "th": (Cue(12.5, 15, "ไม่มีใครดูแลลีดในวันศุกร์"),),
    }
    film = make.video(title=make.both("Why leads get lost", "ทำไมลีดหาย"), cues=cues)
    sheet = make.datasheet()
    pages = sheet.sheets["th"].pages
    thai = make.Sheet(sheet.sheets["th"].file, (pages[0], make.Page(pages[1].image, 1400, 1980, THAI_PAGE)))
    sheet = make.datasheet(sheets={"en": sheet.sheets["en"], "th": thai})
    make.publish_course("leads", film, sheet, make.playbook(), make.card(), title=make.both("Leads", "ลีด"))
    body = make.both("A lead in a 100% body with a_b and C++.")
    make.publish_course("deals", make.acknowledgement(body=body), title=make.both("Deals", "ดีล"))


def find(query: str, **more: object) -> list[Hit]:
    options: dict[str, object] = {
        "language": None, "course_keys": {"leads", "deals"}, "with_internal": False, "limit": 20,
    }  # fmt: skip
    return search(query, **options | more)  # type: ignore[arg-type]


def places(hits: list[Hit]) -> list[tuple[str, str | None, str]]:
    return [(hit.course_key, hit.item_key, hit.place) for hit in hits]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("friday", ("leads", "film", "t=12")),
        ("FRIDAY owns", ("leads", "film", "t=12")),
        ("วันศุกร์", ("leads", "film", "t=12")),
        ("เครือข่าย", ("leads", "sheet", "page=2")),
        ("ความปลอดภัย", ("leads", "sheet", "page=2")),
        ("น้ำมัน", ("leads", "sheet", "page=2")),
        ("น้ํามัน", ("leads", "sheet", "page=2")),
        ("page 2", ("leads", "sheet", "page=2")),
        ("hour", ("leads", "playbook", "after-the-call")),
        ("read notes", ("leads", "playbook", "first-call")),
        ("fetch", ("leads", "card", "free")),
        ("a_b", ("deals", "rules", "")),
        ("100%", ("deals", "rules", "")),
        ("c++", ("deals", "rules", "")),
        ("ดีล", ("deals", None, "")),
    ],
)
def test_what_is_written_is_found_at_its_place(
    library: None, query: str, place: tuple[str, str, str]
) -> None:
    assert place in places(find(query))


HOSTILE = [
    "", "   ", "%", "_", "%%%", '"', '""" OR x', "friday*", "NEAR(a b)", "a' OR 1=1 --", "lead AND NOT x", "-", "\\",
    "text:lead", "\x00", "(", "^lead", "{lead}",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_signs_that_databases_interpret_are_only_signs(library: None, query: str) -> None:
    for hit in find(query):
        plain = str(hit.snippet).replace("<mark>", "").replace("</mark>", "")
        assert all(word.lower() in plain.lower() or len(plain) > 100 for word in words_of(query)), plain
    if query in ("", "   ", "%%%", "friday*", '"', "\x00"):
        assert find(query) == []


def test_short_words_are_found_too(library: None) -> None:
    assert ("leads", "sheet", "page=2") in places(find("2"))
    assert ("leads", None, "") in places(find("ลี"))


def test_titles_come_before_text(library: None) -> None:
    assert places(find("lead"))[:2] == [("leads", None, ""), ("leads", "film", "")]
    assert places(find("lead"))[2:] == [("deals", "rules", ""), ("leads", "film", "t=12")]


def test_every_word_must_be_there(library: None) -> None:
    assert places(find("friday lead")) == [("leads", "film", "t=12")]
    assert find("friday register") == []


def test_internal_lines_stay_inside_the_vendor(library: None) -> None:
    assert find("scorm") == []
    (hit,) = find("scorm", with_internal=True)
    assert hit.is_internal and hit.item_key == "card"


def test_an_objection_with_an_internal_answer_is_internal(app: Flask) -> None:
    objection = make.Objection("price", make.both("Too dear"), make.line("Give 20 %", audience="internal"))
    make.publish_course("leads", make.card(objections=(objection,)))
    assert find("dear") == [] and find("20") == [] and len(find("dear", with_internal=True)) == 1


def test_only_the_courses_that_are_open_are_searched(library: None) -> None:
    assert {hit.course_key for hit in find("lead", course_keys={"deals"})} == {"deals"}
    assert find("lead", course_keys=set()) == []


def test_the_search_can_be_narrowed(library: None) -> None:
    assert {hit.item_kind for hit in find("e", kind="datasheet")} == {"datasheet"}
    assert {hit.language for hit in find("ลีด", language="th")} == {"th"}
    assert find("ลีด", language="en") == []


def test_a_place_found_in_two_languages_is_shown_once_in_the_readers(library: None) -> None:
    shown = find("first call", prefer="th")
    assert [hit.language for hit in shown if hit.place == "first-call"] == ["th"]


def test_one_item_does_not_fill_the_page(app: Flask) -> None:
    cues = {"en": tuple(Cue(n, n + 1, f"lead number {n}") for n in range(50))}
    make.publish_course("leads", make.video(cues=cues))
    assert len(find("lead number")) == 3


def test_a_new_version_replaces_what_was_found(library: None) -> None:
    make.publish_course("leads", make.video(title=make.both("Something else"), cues={}))
    assert find("friday") == [] and len(find("something")) == 1


def test_a_retired_course_is_not_found(library: None) -> None:
    retire_absent("course", {"leads"}, now=make.LONG_AGO)
    assert {hit.course_key for hit in find("lead")} == {"leads"}


def test_questions_are_never_found(app: Flask) -> None:
    make.publish_course("leads", make.quiz(title=make.both("The exam")))
    assert places(find("exam")) == [("leads", "quiz", "")]


def test_snippets_mark_the_hit_and_escape_the_rest() -> None:
    shown = snippet('<img src=x onerror="alert(1)"> the lead & more', ["lead", "<img"])
    assert shown == (
        "<mark>&lt;img</mark> src=x onerror=&#34;alert(1)&#34;&gt; the <mark>lead</mark> &amp; more"
    )


def test_snippets_are_short_and_cut_at_words() -> None:
    shown = str(snippet("word " * 100 + "needle " + "word " * 100, ["needle"]))
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) < 230
    assert set(shown.replace("<mark>needle</mark>", "word").strip("… ").split()) == {"word"}


def test_thai_snippets_are_never_cut_before_a_vowel_or_tone() -> None:
    text = "ที่นี่มีน้ำใจ" * 40 + "เป้าหมาย" + "ที่นี่มีน้ำใจ" * 40
    for at in range(20):
        shown = str(snippet("ก" * at + text, ["เป้าหมาย"])).removeprefix("… ").removesuffix(" …")
        assert (
            shown[0]
            not in "ะาำ\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        )


def test_a_search_is_one_statement(library: None, statements: list[str]) -> None:
    statements.clear()
    find("lead friday ลีด")
    assert len(statements) == 1
