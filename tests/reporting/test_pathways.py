"""Which curriculum leads to a certification, and where a certification that ends leads its manager."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.catalogue.documents import AudienceRule
from app.reporting.pathways import curricula_towards
from tests.factories import catalogue, partners, people
from tests.factories import certification as make

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_curriculum_with_most_of_its_courses_leads_to_a_certification(app):
    catalogue.publish_course("leads")
    catalogue.publish_course("deals")
    make.publish_certification()
    apart, essentials = (
        catalogue.curriculum("apart", "deals"),
        catalogue.curriculum("essentials", "deals", "leads"),
    )
    assert curricula_towards({}) == {}
    assert curricula_towards({"apart": apart}) == {}
    assert curricula_towards({"apart": apart, "essentials": essentials}) == {"certified-seller": "essentials"}


def test_a_partner_admin_is_led_only_to_what_they_may_assign(app, client):
    catalogue.publish_course("leads")
    make.publish_certification()
    catalogue.publish_curriculum("for-others", "leads", audience=AudienceRule(regions=("south",)))
    company = partners.company(region="bangkok")
    holder = people.rep(at=company)
    make.period(holder, certified_at=NOW - timedelta(days=345))
    client.sign_in(people.partner_admin(at=company))
    for path in (f"/companies/{company.id}", f"/people/{holder.id}/certifications/certified-seller"):
        page = client.get(path)
        assert page.status_code == 200
        assert "/learn/curricula/for-others/assign" not in page.text


def test_from_what_ends_next_straight_to_a_date_for_that_person(app, client):
    catalogue.publish_course("leads")
    make.publish_certification()
    catalogue.publish_curriculum("essentials", "leads")
    holder = people.rep(at=partners.company(name="Siam Cloud"), name="Ploy")
    people.rep(at=partners.company(name="Siam Cloud Two"), name="Wan")
    make.period(holder, certified_at=NOW - timedelta(days=345))
    board = client.sign_in(people.channel_manager()).get("/board").get_data(as_text=True)
    link = re.search(r'href="(/learn/curricula/essentials/assign[^"]*)"', board)
    assert link is not None
    page = client.get(link[1].replace("&amp;", "&")).get_data(as_text=True)
    assert re.search(rf'value="{holder.id}" checked', page)
    assert 'value="2026-12-13"' in page


def test_what_ends_next_follows_the_filters(app, client):
    make.publish_certification()
    south = people.rep(at=partners.company(name="Andaman", region="south"), name="Somchai")
    make.period(south, certified_at=NOW - timedelta(days=345))
    client.sign_in(people.channel_manager())
    assert "Somchai" in client.get("/board?region=south").get_data(as_text=True)
    assert "Somchai" not in client.get("/board?region=north").get_data(as_text=True)
