"""The library shows what the person may open; the author's page shows what needs a look."""

from datetime import date, timedelta

import pytest

from app.core.clock import now
from tests.conftest import Client
from tests.factories import catalogue as make
from tests.factories import people


@pytest.fixture
def library(client: Client) -> Client:
    """Two courses: one in a curriculum for everybody, one in none."""
    make.publish_course("leads", title=make.both("Managing leads", "ดูแลลีด"))
    make.publish_course(
        "secret", make.playbook("plan", title=make.both("A secret plan")), title=make.both("Secret")
    )
    make.publish_curriculum("basics", "leads")
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_a_rep_finds_a_caption_with_its_minute_and_link(library: Client) -> None:
    html = page(library.sign_in(people.rep()), "/library?q=friday")
    assert 'href="/learn/leads/film?t=4"' in html and "at 0:04" in html
    assert "on a <mark>Friday</mark>" in html


def test_a_page_of_a_datasheet_and_a_section_lead_to_their_place(library: Client) -> None:
    library.sign_in(people.rep())
    assert 'href="/learn/leads/sheet#page-2"' in page(library, "/library?q=page+2")
    assert 'href="/learn/leads/playbook#first-call"' in page(library, "/library?q=read+notes")
    assert 'href="/learn/leads/card#free"' in page(library, "/library?q=fetch")


def test_what_is_not_open_to_the_rep_is_not_there(library: Client) -> None:
    rep = people.rep()
    for path in ("/library", "/library?q=plan", "/library?q=secret", "/library?kind=playbook"):
        assert "secret plan" not in page(library.sign_in(rep), path).lower()
    assert "secret plan" in page(library.sign_in(people.author()), "/library?q=plan").lower().replace(
        "<mark>", ""
    ).replace("</mark>", "")


def test_internal_lines_are_found_by_the_vendor_only_and_marked(library: Client) -> None:
    assert "Nothing found for" in page(library.sign_in(people.rep()), "/library?q=scorm")
    html = page(library.sign_in(people.channel_manager()), "/library?q=scorm")
    assert "<mark>SCORM</mark>" in html and "Internal: do not pass on" in html


def test_a_hostile_query_is_shown_as_text(library: Client) -> None:
    html = page(
        library.sign_in(people.rep()),
        "/library?q=%3Cscript%3Ealert(1)%3C/script%3E%25_'\"&kind=x&language=y",
    )
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html


def test_without_words_the_library_shows_what_is_there_by_kind(library: Client) -> None:
    html = page(library.sign_in(people.rep()), "/library")
    for words in ("New and changed", "Managing leads", "Playbooks", "Competitive cards", "Film film"):
        assert words in html


def test_a_long_kind_is_shown_whole_on_its_own_page(client: Client) -> None:
    make.publish_course("leads", *(make.video(f"film-{n}") for n in range(8)))
    client.sign_in(people.author())
    assert "Film film-7" not in page(client, "/library") and "All 8" in page(client, "/library")
    assert "Film film-7" in page(client, "/library?kind=video")


def test_an_empty_library_says_what_happens_next(client: Client) -> None:
    html = page(client.sign_in(people.rep()), "/library")
    assert "The library is empty for you" in html and 'href="/learn"' in html


def test_the_library_is_searched_in_thai(library: Client) -> None:
    html = page(library.sign_in(people.rep(language="th")), "/library?q=ศุกร์")
    assert "วัน<mark>ศุกร์</mark>" in html


def test_the_authors_page_shows_versions_lines_and_translations(client: Client) -> None:
    today = now().date()
    lines = (
        make.line("Old claim", verify_by=today - timedelta(days=1)),
        make.line("Claim due", verify_by=today + timedelta(days=29), owner="Mali B."),
        make.line("Fresh claim", verify_by=today + timedelta(days=60)),
        make.line("Endless claim"),
    )
    make.publish_course("leads", make.card(why_we_win=lines), make.playbook(stale=("th",)))
    make.publish_course("leads", make.card(why_we_win=lines), make.playbook("again", stale=("th",)))
    html = page(client.sign_in(people.author()), "/content")
    assert "Old claim" in html and "Past, do not quote" in html and "Claim due" in html and "Mali B." in html
    assert "Fresh claim" not in html and "Endless claim" not in html
    assert "Playbook again" in html and "ภาษาไทย" in html
    assert 'data-label="Version">2</td>' in html


def test_the_authors_page_says_so_when_all_is_well(client: Client) -> None:
    assert "Nothing is published yet" in page(client.sign_in(people.admin()), "/content")
    make.publish_course("leads", make.card(why_we_win=(make.line("x", verify_by=date(2999, 1, 1)),)))
    html = page(client, "/content")
    assert "Every line is within its date." in html and "Every translation is as new as its source." in html


@pytest.mark.parametrize("role", ["rep", "partner_admin", "channel_manager"])
def test_the_authors_page_is_not_there_for_others(client: Client, role: str) -> None:
    assert client.sign_in(getattr(people, role)()).get("/content").status_code == 404


def test_pages_cost_the_same_statements_however_much_there_is(client: Client, statements: list[str]) -> None:
    def count(path: str, person: object) -> int:
        client.sign_in(person)
        client.get(path)
        statements.clear()
        client.get(path)
        return len(statements)

    def measure() -> list[int]:
        paths = ("/library", "/library?q=lead", "/content")
        return [count(path, author if path == "/content" else rep) for path in paths]

    rep, author = people.rep(), people.author()
    make.publish_course("leads")
    make.publish_curriculum("basics", "leads")
    few = measure()
    keys = [f"course-{n}" for n in range(10)]
    for key in keys:
        make.publish_course(key)
    make.publish_curriculum("basics", "leads", *keys)
    assert measure() == few
    assert max(few[:2]) <= 12 and few[2] <= 15
