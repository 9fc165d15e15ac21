"""Who holds one certification, for those who look after them."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.partners.models import Company
from app.people.models import Person
from tests.conftest import Client
from tests.factories import catalogue, certification, partners, people

HOLDERS = "/certifications/certified-seller/holders"


@pytest.fixture
def siam(app: Flask) -> Company:
    catalogue.publish_course("leads", catalogue.video())
    certification.publish_certification()
    return partners.company(name="Siam Cloud Solutions")


def holder(at: Company, name: str, days_ago: int = 10) -> Person:
    person = people.rep(at=at, name=name)
    certification.period(person, certified_at=clock.now() - timedelta(days=days_ago))
    return person


def test_holders_stand_with_state_day_and_company(siam: Company, client: Client) -> None:
    holder(siam, "Anan Holds")
    holder(siam, "Boon Grace", 380)
    holder(siam, "Chai Lapsed", 700)
    people.rep(at=siam, name="Dao Nothing")
    page = client.sign_in(people.channel_manager()).get(HOLDERS).text
    assert "2 people hold Certified Seller today." in page
    for words in ("Anan Holds", "Boon Grace", "Chai Lapsed", "Siam Cloud Solutions", "Certified (1)"):
        assert words in page
    assert "Dao Nothing" not in page


def test_a_later_cycle_speaks_for_its_holder_and_each_stands_once(siam: Company, client: Client) -> None:
    person = holder(siam, "Anan Holds", 700)
    certification.period(person, certified_at=clock.now() - timedelta(days=5), cycle=2)
    page = client.sign_in(people.channel_manager()).get(HOLDERS).text
    assert page.count("Anan Holds</a>") == 1
    assert "Lapsed (0)" in page


def test_they_are_narrowed_to_a_state(siam: Company, client: Client) -> None:
    holder(siam, "Anan Holds")
    holder(siam, "Chai Lapsed", 700)
    client.sign_in(people.channel_manager())
    lapsed = client.get(f"{HOLDERS}?state=lapsed").text
    assert "Chai Lapsed" in lapsed and "Anan Holds" not in lapsed
    assert "Nobody is in this state" in client.get(f"{HOLDERS}?state=revoked").text
    assert "Anan Holds" in client.get(f"{HOLDERS}?state=hearsay").text


def test_a_partner_admin_sees_their_own_people_and_no_other_company(siam: Company, client: Client) -> None:
    other = partners.company(name="Rival Networks")
    holder(other, "Eve Elsewhere")
    both = holder(other, "Fon Both")
    people.seat(both, siam, "rep")
    holder(siam, "Anan Holds")
    page = client.sign_in(people.partner_admin(at=siam)).get(HOLDERS).text
    assert "Anan Holds" in page and "Fon Both" in page
    assert "Eve Elsewhere" not in page and "Rival Networks" not in page
    assert "2 people hold" in page


def test_it_is_for_managers_and_for_certifications_that_exist(siam: Company, app: Flask) -> None:
    for person in (people.rep(at=siam), people.author()):
        client = app.test_client().sign_in(person)  # type: ignore[attr-defined]
        assert client.get(HOLDERS).status_code == 404
        assert HOLDERS not in client.get("/certifications/certified-seller").text
    client = app.test_client().sign_in(people.channel_manager())  # type: ignore[attr-defined]
    assert client.get("/certifications/never-heard-of/holders").status_code == 404
    assert HOLDERS in client.get("/certifications/certified-seller").text


def test_pages_follow_each_other_and_cost_the_same_for_more_people(
    siam: Company, client: Client, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.reporting import holders

    monkeypatch.setattr(holders, "PAGE_SIZE", 2)
    for name in ("Anan", "Boon", "Chai"):
        holder(siam, name)
    client.sign_in(people.channel_manager())

    def cost() -> int:
        client.get(HOLDERS)
        statements.clear()
        assert client.get(HOLDERS).status_code == 200
        return len(statements)

    before = cost()
    first = client.get(HOLDERS).text
    assert "Boon</a>" in first and "Chai</a>" not in first
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(address).text
    assert "Chai</a>" in second and "Anan</a>" not in second
    for number in range(8):
        holder(siam, f"More {number}")
    assert cost() == before
