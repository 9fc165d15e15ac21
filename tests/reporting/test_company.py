"""A company's page: its people and nobody else's."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.core.export import BOM
from tests.factories import catalogue, learning, partners, people
from tests.factories import certification as make

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def siam(app):
    catalogue.publish_course("leads")
    make.publish_certification()
    company = partners.company(name="Siam Cloud", tier="gold")
    holder = people.rep(at=company, name="Ploy Srisuwan")
    make.period(holder, certified_at=NOW - timedelta(days=100))
    learner = people.rep(at=company, name="Anan Chaiyasit")
    learning.finish_items(learner.id, "leads", "film", now=NOW - timedelta(days=3))
    return company


def text(response):
    assert response.status_code == 200
    return response.get_data(as_text=True)


def not_found(client, path, number):
    """The answer for something that is not there, without the address that was asked for."""
    answer = client.get(path.format(number))
    assert answer.status_code == 404
    page = answer.get_data(as_text=True).replace(path.format(number), "")
    return page.replace(answer.headers["X-Request-Id"], "")


def test_its_people_stand_with_state_date_and_last_activity(siam, client):
    page = text(client.sign_in(people.channel_manager()).get(f"/companies/{siam.id}"))
    assert "Ploy Srisuwan" in page and "until 15 Aug 2027" in page
    assert "Anan Chaiyasit" in page and "In progress" in page and "20 Nov 2026" in page


def test_its_own_admin_sees_the_same_but_cannot_edit_the_company(siam, client):
    admin = people.partner_admin(at=siam)
    page = text(client.sign_in(admin).get(f"/companies/{siam.id}"))
    assert "Ploy Srisuwan" in page
    assert f"/partners/{siam.id}/edit" not in page


@pytest.mark.parametrize("path", ["/companies/{}", "/companies/{}.csv", "/companies/{}.xlsx"])
def test_another_companys_admin_gets_what_a_missing_page_gives(siam, client, path):
    client.sign_in(people.partner_admin())
    assert not_found(client, path, siam.id) == not_found(client, path, 999_999)


def test_the_vendor_is_no_partner_company(siam, client):
    manager = people.channel_manager()
    vendor = partners.company(kind="vendor", name="Other vendor")
    assert client.sign_in(manager).get(f"/companies/{vendor.id}").status_code == 404


def test_who_moved_away_counts_there_no_more(siam, client):
    from app.core.db import transaction
    from app.people.models import Affiliation

    person = people.rep(at=siam, name="Wan Saelim")
    with transaction() as session:
        seat = session.get_one(Affiliation, people.open_seat(person.id))
        seat.ended_at = NOW - timedelta(days=1)
    assert "Wan Saelim" not in text(client.sign_in(people.channel_manager()).get(f"/companies/{siam.id}"))


def test_the_export_says_what_the_screen_says(siam, client):
    client.sign_in(people.channel_manager())
    lines = list(csv.reader(io.StringIO(text(client.get(f"/companies/{siam.id}.csv")).removeprefix(BOM))))
    assert lines[0] == ["Person", "Job title", "Last active", "Certified Seller"]
    assert lines[1] == ["Anan Chaiyasit", "", "2026-11-20", "In progress"]
    assert lines[2] == ["Ploy Srisuwan", "", "", "Certified 2027-08-15"]


def test_the_evidence_of_a_foreign_person_is_a_missing_page(siam, client):
    stranger = people.rep()
    admin = people.partner_admin(at=siam)
    client.sign_in(admin)
    path = "/people/{}/certifications/certified-seller"
    assert not_found(client, path, stranger.id) == not_found(client, path, 999_999)


def test_it_costs_the_same_at_ten_times_the_people(siam, client, statements):
    client.sign_in(people.channel_manager())
    path = f"/companies/{siam.id}"

    def cost():
        statements.clear()
        text(client.get(path))
        return len(statements)

    cost()
    before = cost()
    for number in range(20):
        make.period(people.rep(at=siam), certified_at=NOW - timedelta(days=10 * number))
    assert cost() == before
    assert before <= 15, statements
