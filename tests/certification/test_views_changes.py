"""Pages for managers: an award is extended, deferred, reinstated or given by hand; a second person decides."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.certification.models import AwardPeriod
from app.certification.records import DecisionRequest
from app.core import clock
from app.core.db import db
from app.people.models import Person
from tests.conftest import Client
from tests.factories import catalogue, certification, partners, people

WHY = "On parental leave, agreed with the partner."
AS = Callable[[Person], Client]


@pytest.fixture
def seller(app: Flask) -> Person:
    catalogue.publish_course("leads", catalogue.video())
    certification.publish_certification()
    return people.person(at=partners.company(name="Siam Cloud Solutions"), name="Ploy Srisuwan")


@pytest.fixture
def award(seller: Person) -> AwardPeriod:
    return certification.period(seller, certified_at=clock.now() - timedelta(days=300))


@pytest.fixture
def manager(app: Flask) -> Person:
    return people.channel_manager(name="Mali Manager")


@pytest.fixture
def second(app: Flask) -> Person:
    return people.admin(name="Sanga Second")


@pytest.fixture
def signed(app: Flask) -> AS:
    return lambda person: app.test_client().sign_in(person)  # type: ignore[attr-defined]


def path(award: AwardPeriod, change: str) -> str:
    return f"/certifications/awards/{award.id}/{change}"


def now_says(award: AwardPeriod) -> AwardPeriod:
    db.session.expire_all()
    return db.session.get_one(AwardPeriod, award.id)


def waiting() -> DecisionRequest:
    return db.session.scalars(select(DecisionRequest).where(DecisionRequest.verdict.is_(None))).one()


def test_an_award_is_extended_and_its_page_tells_what_it_said_until_then(
    award: AwardPeriod, manager: Person, signed: AS
) -> None:
    before, client = award.valid_until, signed(manager)
    assert before is not None
    until = before + timedelta(days=30)
    assert "Up to" in client.get(path(award, "extend")).text
    answer = client.post(path(award, "extend"), data={"until": until.isoformat(), "reason": WHY})
    assert answer.status_code == 303
    assert now_says(award).valid_until == until
    page = client.get(f"/certifications/awards/{award.id}").text
    for words in ("Extended", "By Mali Manager.", WHY, "Until then it said: valid until", "Awarded"):
        assert words in page


def test_beyond_the_limit_it_is_a_request_and_nothing_changes(
    award: AwardPeriod, manager: Person, signed: AS
) -> None:
    before, client = award.valid_until, signed(manager)
    assert before is not None
    form = {"until": (before + timedelta(days=200)).isoformat(), "reason": WHY}
    answer = client.post(path(award, "extend"), data=form, follow_redirects=True)
    assert "A second person has to approve it; nothing has changed yet." in answer.text
    assert "It waits for a second person." in answer.text
    assert now_says(award).valid_until == before
    again = client.post(path(award, "extend"), data=form)
    assert again.status_code == 422
    assert "This was asked for already" in again.text


def test_the_days_that_one_person_may_give_are_counted_from_the_award(
    award: AwardPeriod, manager: Person, signed: AS
) -> None:
    awarded, client = award.valid_until, signed(manager)
    assert awarded is not None
    first = (awarded + timedelta(days=60)).isoformat()
    client.post(path(award, "extend"), data={"until": first, "reason": WHY})
    beyond = (awarded + timedelta(days=91)).isoformat()
    client.post(path(award, "extend"), data={"until": beyond, "reason": WHY})
    assert waiting().details == {"until": beyond}


def test_a_renewal_is_deferred_and_the_last_day_stays(
    award: AwardPeriod, manager: Person, signed: AS
) -> None:
    end, grace = award.valid_until, award.grace_until
    assert grace is not None
    form = {"until": (grace + timedelta(days=20)).isoformat(), "reason": WHY}
    assert signed(manager).post(path(award, "defer"), data=form).status_code == 303
    changed = now_says(award)
    assert (changed.valid_until, changed.grace_until) == (end, grace + timedelta(days=20))


@pytest.mark.parametrize(
    ("change", "form", "said"),
    [
        ("extend", {"until": "2020-01-01", "reason": WHY}, "Choose a day after its present end."),
        ("defer", {"until": "2020-01-01", "reason": WHY}, "Choose a day after the present end of its grace."),
        ("extend", {"until": "", "reason": WHY}, "Choose a day."),
        ("extend", {"until": "soon", "reason": WHY}, "Extend"),
        ("extend", {"until": "2030-01-01", "reason": "x"}, "Extend"),
        ("reinstate", {"reason": WHY}, "It is not revoked; nothing has changed."),
        ("reinstate", {"reason": ""}, "Say why in at least 10 characters."),
    ],
)
def test_what_cannot_be_done_comes_back_in_words_and_changes_nothing(
    award: AwardPeriod, manager: Person, signed: AS, change: str, form: dict[str, str], said: str
) -> None:
    before = (award.valid_until, award.grace_until, award.changed_at)
    answer = signed(manager).post(path(award, change), data=form)
    assert answer.status_code == 422
    assert said in answer.text
    after = now_says(award)
    assert (after.valid_until, after.grace_until, after.changed_at) == before


def test_a_revoked_award_offers_to_be_reinstated_and_nothing_else(
    award: AwardPeriod, manager: Person, signed: AS
) -> None:
    client, page = signed(manager), f"/certifications/awards/{award.id}"
    client.post(f"{page}/revoke", data={"revoked_class": "error", "reason": "Taken for another person."})
    revoked = client.get(page).text
    assert path(award, "reinstate") in revoked
    assert path(award, "extend") not in revoked
    assert client.post(path(award, "reinstate"), data={"reason": "It was the right one."}).status_code == 303
    assert now_says(award).revoked_at is None
    assert "Until then it said: revoked." in client.get(page).text


def test_the_holder_sees_neither_the_history_nor_the_ways_to_change_it(
    award: AwardPeriod, seller: Person, manager: Person, signed: AS
) -> None:
    assert award.valid_until is not None
    form = {"until": (award.valid_until + timedelta(days=9)).isoformat(), "reason": WHY}
    signed(manager).post(path(award, "extend"), data=form)
    page = signed(seller).get(f"/certifications/awards/{award.id}").text
    assert WHY not in page and "Mali Manager" not in page
    assert path(award, "extend") not in page


@pytest.mark.parametrize("change", ["extend", "defer", "reinstate"])
def test_only_channel_managers_and_administrators_change_awards(
    award: AwardPeriod, seller: Person, signed: AS, change: str
) -> None:
    company = db.session.scalars(select(partners.Company).where(partners.Company.kind == "partner")).one()
    for person in (seller, people.partner_admin(at=company), people.author()):
        client = signed(person)
        assert client.get(path(award, change)).status_code == 404
        form = {"until": "2030-01-01", "reason": WHY}
        assert client.post(path(award, change), data=form).status_code == 404


def ask_to_give(client: Client, person: Person, **more: str) -> int:
    form = {"certification": "certified-seller", "kind": "external", "reference": "CSA 4711", "reason": WHY}
    return client.post(f"/people/{person.id}/certifications/give", data=form | more).status_code


def test_a_certification_is_given_by_hand_when_a_second_person_approves(
    seller: Person, manager: Person, second: Person, signed: AS
) -> None:
    client = signed(manager)
    assert f"/people/{seller.id}/certifications/give" in client.get(f"/people/{seller.id}").text
    assert "Certified Seller" in client.get(f"/people/{seller.id}/certifications/give").text
    assert ask_to_give(client, seller) == 303
    assert db.session.scalars(select(AwardPeriod)).all() == []
    wish = waiting()
    page = signed(second).get("/certifications/requests").text
    for words in ("Ploy Srisuwan", "CSA 4711", WHY, "Asked by Mali Manager", "Approve"):
        assert words in page
    signed(second).post(f"/certifications/requests/{wish.id}", data={"verdict": "approved"})
    given = db.session.scalars(select(AwardPeriod)).one()
    assert (given.origin, given.changed_by, given.approved_by) == ("manual", manager.id, second.id)
    assert "Approved by Sanga Second" in client.get("/certifications/requests").text
    award_page = client.get(f"/certifications/awards/{given.id}").text
    assert "Given: External credential" in award_page
    assert "By Mali Manager, approved by Sanga Second." in award_page


@pytest.mark.parametrize(
    "wrong",
    [{"certification": "never-heard-of"}, {"kind": "hearsay"}, {"reference": " "}, {"reason": "Because"}],
)
def test_giving_by_hand_asks_for_everything(
    seller: Person, manager: Person, signed: AS, wrong: dict[str, str]
) -> None:
    assert ask_to_give(signed(manager), seller, **wrong) == 422
    assert db.session.scalars(select(DecisionRequest)).all() == []


def test_nobody_decides_what_they_asked_for_themselves(seller: Person, manager: Person, signed: AS) -> None:
    client = signed(manager)
    ask_to_give(client, seller)
    wish = waiting()
    page = client.get("/certifications/requests").text
    assert "You asked for this. A colleague has to decide." in page
    assert 'name="verdict"' not in page
    answer = client.post(
        f"/certifications/requests/{wish.id}", data={"verdict": "approved"}, follow_redirects=True
    )
    assert "A second person has to decide this; ask a colleague." in answer.text
    assert waiting().id == wish.id


def test_a_refused_request_changes_nothing_and_is_not_decided_twice(
    seller: Person, manager: Person, second: Person, signed: AS
) -> None:
    ask_to_give(signed(manager), seller)
    address, client = f"/certifications/requests/{waiting().id}", signed(second)
    assert "Choose whether" in client.post(address, data={"verdict": "perhaps"}, follow_redirects=True).text
    assert "Refused." in client.post(address, data={"verdict": "refused"}, follow_redirects=True).text
    assert db.session.scalars(select(AwardPeriod)).all() == []
    again = client.post(address, data={"verdict": "approved"}, follow_redirects=True).text
    assert "Somebody has decided this already" in again
    assert client.post("/certifications/requests/999999", data={"verdict": "refused"}).status_code == 404


def test_requests_are_for_channel_managers_and_administrators(seller: Person, signed: AS) -> None:
    for person in (seller, people.partner_admin(), people.author()):
        assert signed(person).get("/certifications/requests").status_code == 404
