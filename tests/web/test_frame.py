"""The frame: who sees which way on, in which language, shape and light."""

import re

import pytest

from app.core.clock import now
from app.web.navigation import ENDPOINTS
from tests.factories import people
from tests.factories.partners import company

BAR = re.compile(r'<nav class="k-bottombar".*?</nav>', re.S)
SIDE = re.compile(r'<aside class="k-side".*?</aside>', re.S)
TOP = re.compile(r'<nav class="k-topnav.*?</nav>', re.S)
MENU = re.compile(r'<details class="k-menu.*?</details>', re.S)


def labels(html):
    text = re.sub(r"<svg.*?</svg>", "", html, flags=re.S)
    return [re.sub(r"<[^>]+>", "", link).strip() for link in re.findall(r"<a .*?</a>", text, re.S)]


def page(client, who=None, path="/nothing-here"):
    if who:
        client.sign_in(who)
    return client.get(path).get_data(as_text=True)


def test_every_way_on_exists(app):
    assert sorted(ENDPOINTS - app.view_functions.keys()) == []


def test_a_rep_has_four_places_in_bar_and_bottom_bar(client):
    html = page(client, people.rep())
    assert labels(TOP.search(html)[0]) == ["Home", "Learn", "Certifications", "Points"]
    assert labels(BAR.search(html)[0]) == ["Home", "Learn", "Certifications", "Points"]
    assert 'aria-label="Search the library"' in html


def test_a_partner_admin_also_has_company_and_people(client):
    who = people.partner_admin()
    html = page(client, who)
    assert labels(TOP.search(html)[0])[4:] == ["My company", "People"]
    assert labels(BAR.search(html)[0]) == ["Home", "Learn", "Certifications", "Points"]
    assert {"My company", "People"} <= set(labels(MENU.search(html)[0]))
    assert f'/companies/{people.actor(who).company_id}"' in html


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            people.channel_manager,
            ["Board", "Partners", "People", "Requests", "Points", "Quizzes", "Grading", "Library"],
        ),
        (people.author, ["Content", "Question banks", "Quizzes", "Grading", "Library"]),
        (
            people.admin,
            [
                "Board",
                "Partners",
                "People",
                "Requests",
                "Points",
                "Content",
                "Question banks",
                "Quizzes",
                "Grading",
                "Library",
                "Audit",
                "Mail",
            ],
        ),
    ],
)
def test_vendor_roles_have_a_side_bar(client, make, expected):
    side = SIDE.search(page(client, make()))[0]
    assert labels(side[: side.index("k-side__foot")])[1:] == expected


def test_mail_is_not_offered_in_production(client, production):
    assert "Mail" not in labels(SIDE.search(page(client, people.admin()))[0])


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "Home"), ("/certifications", "Certifications"), ("/points", "Points"), ("/nothing-here", None)],
)
def test_the_current_place_is_marked(client, path, current):
    bar = BAR.search(page(client, people.rep(), path))[0]
    marked = re.findall(r'<a [^>]*aria-current="page".*?</a>', bar, re.S)
    assert labels("".join(marked)) == ([current] if current else [])


def test_a_manager_always_sees_where_they_are(client):
    rep = people.rep()
    at = people.actor(rep).company_id
    client.sign_in(people.channel_manager())
    for path, current in (
        ("/board", "Board"),
        (f"/companies/{at}", "Board"),
        (f"/partners/{at}/edit", "Partners"),
        (f"/people/{rep.id}", "People"),
        (f"/people/invite?company={at}", "People"),
        ("/people/import", "People"),
        ("/points/board", "Points"),
        ("/library", "Library"),
    ):
        side = SIDE.search(client.get(path).get_data(as_text=True))[0]
        marked = re.findall(r'<a [^>]*aria-current="page".*?</a>', side, re.S)
        assert labels("".join(marked)) == [current], path


def test_signed_out_there_is_no_navigation(client):
    html = page(client)
    assert "k-gate" in html and "k-topnav" not in html and "k-bottombar" not in html


def test_other_seats_can_be_taken_and_the_one_in_use_is_not_offered(client):
    who = people.rep()
    own = people.open_seat(who.id)
    people.seat(who, company(name="Andaman Networks"))
    closed = company(name="Gone Ltd", closed_at=now())
    people.seat(who, closed)
    client.sign_in(who, own)
    menu = MENU.search(client.get("/nothing-here").get_data(as_text=True))[0]
    assert re.findall(r"Go on as ([^<]+)<", menu) == ["Andaman Networks"]


@pytest.mark.parametrize(
    ("cookie", "account", "written", "kept"),
    [
        (None, "auto", "light", "auto"),
        ("dark", "light", "dark", "dark"),
        (None, "dark", "dark", "dark"),
        ("purple", "auto", "light", "auto"),
    ],
)
def test_the_theme_is_written_by_the_server(client, cookie, account, written, kept):
    if cookie:
        client.set_cookie("kru_theme", cookie)
    html = page(client, people.rep(theme=account))
    assert f'data-bs-theme="{written}" data-theme="{kept}"' in html


def test_the_frame_speaks_the_persons_language(client):
    assert '<html lang="th"' in page(client, people.rep(language="th"))
    assert '<html lang="en"' in page(client, people.rep(language="en"))


def test_the_frame_costs_no_statement_of_its_own_for_one_seat(client, statements):
    client.sign_in(people.rep())
    statements.clear()
    client.get("/nothing-here")
    assert len(statements) == 1, statements


def test_flashes_become_notices_and_toasts(app, client):
    with client.session_transaction() as session:
        session["_flashes"] = [("toast", "Saved."), ("bad", "Not <sent>."), ("info", "Version 8 is live.")]
    html = page(client)
    toasts = html[html.index("data-toasts") :]
    assert "Saved." in toasts and "Not" not in toasts
    assert html.index('class="k-notice is-bad" role="alert"') < html.index("<h1>There is no such page")
    assert "Not &lt;sent&gt;." in html


@pytest.mark.parametrize(
    "make", [people.rep, people.partner_admin, people.channel_manager, people.author, people.admin]
)
def test_every_way_on_opens_for_whom_it_is_shown_to(client, make):
    html = page(client, make())
    ways = set(re.findall(r'<a [^>]*href="(/[^"]*)"', html)) - {"/"}
    assert len(ways) >= 4
    for way in sorted(ways | {"/"}):
        assert client.get(way).status_code in (200, 303), way
