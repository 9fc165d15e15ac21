"""Everybody's first page answers "what now?"."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import catalogue, learning, people
from tests.factories import certification as make

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def curriculum(app):
    catalogue.publish_course("leads")
    catalogue.publish_course("pitch")
    catalogue.publish_curriculum("essentials", "leads", "pitch", after={"pitch": ("leads",)})
    make.publish_certification(validity_months=12)


def home_of(client, person):
    response = client.sign_in(person).get("/")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_newcomer_is_led_to_the_first_open_course(curriculum, client):
    page = home_of(client, people.rep(name="Ploy Srisuwan"))
    assert "Good afternoon, Ploy" in page
    assert "Next for you · new" in page and 'href="/learn/leads"' in page


def test_who_has_begun_goes_on_there(curriculum, client):
    person = people.rep()
    learning.finish_items(person.id, "leads", "film", now=NOW - timedelta(hours=1))
    page = home_of(client, person)
    assert "you have begun" in page and "1 of 5 items done" in page


def test_an_end_within_thirty_days_comes_before_what_has_begun(curriculum, client):
    person = people.rep()
    make.period(person, certified_at=NOW - timedelta(days=345))
    learning.finish_items(person.id, "leads", "film", now=NOW - timedelta(hours=1))
    page = home_of(client, person)
    assert "Renew your Certified Seller" in page and "lapses in 20 days" in page


def test_a_grace_says_how_long_it_still_counts(curriculum, client):
    person = people.rep()
    make.period(person, certified_at=NOW - timedelta(days=375))
    assert "20 days of grace left" in home_of(client, person)


def test_nothing_offered_is_said_with_what_to_do(app, client):
    page = home_of(client, people.rep())
    assert "Nothing is offered to you yet" in page


def test_a_partner_admin_also_sees_what_lapses_among_their_people(curriculum, client):
    admin = people.partner_admin()
    from app.core.db import db
    from app.partners.models import Company
    from app.people.models import Affiliation

    company = db.session.get_one(
        Company, db.session.get_one(Affiliation, people.open_seat(admin.id)).company_id
    )
    colleague, stranger = people.rep(at=company, name="Anan"), people.rep(name="Stranger")
    for person in (colleague, stranger):
        make.period(person, certified_at=NOW - timedelta(days=345))
    page = home_of(client, admin)
    assert "Anan" in page and "Stranger" not in page


@pytest.mark.parametrize(
    ("role", "place"), [("channel_manager", "/board"), ("admin", "/board"), ("author", "/content")]
)
def test_vendor_roles_are_led_to_their_desk(app, client, role, place):
    response = client.sign_in(getattr(people, role)()).get("/")
    assert (response.status_code, response.headers["Location"]) == (303, place)


def test_it_costs_at_most_twelve_statements_however_much_there_is(curriculum, client, statements):
    person = people.rep()
    client.sign_in(person)

    def cost():
        statements.clear()
        assert client.get("/").status_code == 200
        return len(statements)

    cost()
    before = cost()
    for number in range(10):
        catalogue.publish_course(f"more-{number}")
        catalogue.publish_curriculum(f"more-{number}", f"more-{number}")
        make.publish_certification(f"more-{number}", make.course(f"more-{number}"))
        learning.finish_course(person.id, f"more-{number}", now=NOW - timedelta(days=number))
        make.period(person, key=f"more-{number}", certified_at=NOW - timedelta(days=10 * number))
    cost()
    assert cost() == before
    assert before <= 12, statements
