"""The certification board: who sees which companies, what the cells say, and what it costs."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from app.core.export import BOM
from tests.factories import catalogue, learning, partners, people
from tests.factories import certification as make

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def programme(app):
    """Two companies; one has a holder whose certification ends in 20 days and a learner."""
    catalogue.publish_course("leads")
    make.publish_certification()
    siam = partners.company(name="Siam Cloud", region="bangkok", tier="gold")
    lanna = partners.company(name="Lanna Digital", region="north", tier="silver")
    holder = people.rep(at=siam, name="Ploy Srisuwan")
    make.period(holder, certified_at=NOW - timedelta(days=345))
    learner = people.rep(at=siam, name="Anan Chaiyasit")
    learning.finish_items(learner.id, "leads", "film", now=NOW - timedelta(days=2))
    people.rep(at=lanna)
    return siam, lanna, holder


@pytest.fixture
def manager(client):
    return client.sign_in(people.channel_manager())


def text(response):
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_board_shows_who_is_certified_and_what_ends(programme, manager):
    page = text(manager.get("/board"))
    assert "Siam Cloud" in page and "Lanna Digital" in page
    assert "1 certified" in page
    assert "1 lapses 13 Dec" in page
    assert "not started" in page


def test_the_list_of_what_lapses_next_leads_to_the_evidence(programme, manager):
    _siam, _lanna, holder = programme
    page = text(manager.get("/board"))
    assert f"/people/{holder.id}/certifications/certified-seller" in page
    assert "Valid from" in text(manager.get(f"/people/{holder.id}/certifications/certified-seller"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=siam", {"Siam Cloud"}),
        ("region=north", {"Lanna Digital"}),
        ("tier=gold", {"Siam Cloud"}),
        ("company_type=integrator", set()),
        ("state=lapses_soon", {"Siam Cloud"}),
        ("state=none", {"Lanna Digital"}),
        ("state=in_grace", set()),
        ("state=in_progress", {"Siam Cloud"}),
        ("manager=me", set()),
        ("q=%25", set()),
        ("sort=tier&certification=nonsense&on=nonsense&at=nonsense&manager=9999999999", set()),
        ("sort=next_end", {"Siam Cloud", "Lanna Digital"}),
    ],
)
def test_filters_narrow_the_board(programme, manager, query, shown):
    page = text(manager.get(f"/board?{query}"))
    assert {name for name in ("Siam Cloud", "Lanna Digital") if f">{name}<span" in page} == shown


def test_a_past_day_shows_what_was_true_then(programme, manager):
    page = text(manager.get("/board?on=2025-12-01"))
    assert "1 certified" not in page
    assert "1 certified" in text(manager.get("/board?on=2026-01-20"))


def test_the_sums_are_loaded_apart(programme, manager):
    page = text(manager.get("/board/figures"))
    assert "Lapse in 90 days" in page and "in 1 company" in page


def test_the_exports_match_the_screen(programme, manager):
    lines = list(csv.reader(io.StringIO(text(manager.get("/board.csv?region=bangkok")).removeprefix(BOM))))
    assert lines[0] == ["Company", "Tier", "Region", "Company type", "Manager", "Certified Seller"]
    assert lines[1:] == [["Siam Cloud", "Gold", "Bangkok", "Reseller", "", "1 certified, 1 lapses 13 Dec"]]
    book = load_workbook(io.BytesIO(manager.get("/board.xlsx?region=bangkok").data))
    assert [[cell.value or "" for cell in row] for row in book.active.iter_rows()] == lines


def test_a_hostile_company_name_is_text_in_every_export(programme, manager):
    partners.company(name='=HYPERLINK("http://evil.example","x")')
    assert "'=HYPERLINK" in text(manager.get("/board.csv"))
    book = load_workbook(io.BytesIO(manager.get("/board.xlsx").data))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize("path", ["/board", "/board.csv", "/board.xlsx", "/board/figures"])
@pytest.mark.parametrize("who", ["rep", "partner_admin", "author"])
def test_the_board_is_not_there_for_others(programme, client, path, who):
    client.sign_in(getattr(people, who)())
    assert client.get(path).status_code == 404


def test_it_costs_the_same_at_ten_times_the_companies(programme, manager, statements):
    def cost():
        statements.clear()
        text(manager.get("/board"))
        return len(statements)

    cost()
    before = cost()
    for number in range(20):
        company = partners.company(name=f"More {number}")
        for _ in range(3):
            make.period(people.rep(at=company), certified_at=NOW - timedelta(days=30 * number))
    assert cost() == before
    assert before <= 15, statements


def test_pages_follow_each_other(programme, manager):
    for number in range(30):
        partners.company(name=f"Partner {number:02}")
    first = text(manager.get("/board"))
    assert "25 of 32 companies" in first
    onward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "7 of 32 companies" in text(manager.get(onward))
