"""Twenty invitations and twenty acceptances at the same moment, through the running server."""

from collections import Counter

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.partners.models import Company
from app.people.links import INVITATION, make_link
from tests.factories import people
from tests.factories.partners import company
from tests.live.crowd import CROWD, at_once

pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def nothing_breaks(live):
    yield
    assert live.complaints() == []


def test_twenty_invitations_of_an_address_are_one_person_and_one_link(live):
    with live.app.app_context():
        at = company()
        partner_admin = people.partner_admin(at=at).id
    browser = live.browser_of(partner_admin)
    form = {"email": "ploy@example.com", "name": "Ploy", "company": at.id, "roles": "rep", "language": "en"}
    assert browser.token
    answers = at_once(lambda _n: browser.fill_in("/people/invite", **form))
    assert Counter(a.status_code for a in answers) == {303: 1, 422: CROWD - 1}
    assert all("invited a moment ago" in a.text for a in answers if a.status_code == 422)
    assert live.count("person WHERE email = 'ploy@example.com'") == 1
    assert live.count("mailed_link WHERE company_id = :c", c=at.id) == 1
    links = "SELECT 'link:' || id FROM mailed_link WHERE company_id = :c"
    assert live.count(f"outbox_job WHERE key IN ({links})", c=at.id) == 1
    assert live.count("affiliation WHERE company_id = :c", c=at.id) == 1  # the inviter's own


def test_twenty_companies_inviting_an_address_at_once_make_one_person_with_twenty_links(live):
    with live.app.app_context():
        companies = [company().id for _n in range(CROWD)]
        admins = [people.partner_admin(at=company_row(c)).id for c in companies]
    browsers = [live.browser_of(admin) for admin in admins]
    assert all(browser.token for browser in browsers)

    def invite(number):
        form = {"name": "Niran", "company": companies[number], "roles": "rep", "language": "th"}
        return browsers[number].fill_in("/people/invite", email="niran@example.com", **form)

    assert {a.status_code for a in at_once(invite)} == {303}
    [(person_id,)] = live.rows("SELECT id FROM person WHERE email = 'niran@example.com'")
    assert live.count("mailed_link WHERE person_id = :p AND used_at IS NULL", p=person_id) == CROWD


def company_row(company_id):
    return db.session.get_one(Company, company_id)


def test_of_twenty_acceptances_of_a_link_one_counts(live):
    with live.app.app_context():
        at, invited = company(), people.rep(password=None)
        with transaction() as session:
            link = make_link(
                session,
                INVITATION,
                invited.id,
                now=clock.now(),
                company_id=at.id,
                roles=frozenset({"rep"}),
                name="Mali",
            )
    browsers = [live.browser() for _n in range(CROWD)]
    assert all(browser.token for browser in browsers)
    form = {"name": "Mali", "password": "nine loud waterfalls", "language": "en"}
    answers = at_once(lambda n: browsers[n].fill_in(f"/invitation/{link.token}", **form))
    assert Counter(a.status_code for a in answers) == {303: 1, 410: CROWD - 1}
    p = {"p": invited.id}
    assert live.count("affiliation WHERE person_id = :p AND company_id = :c", c=at.id, **p) == 1
    assert live.count("sign_in WHERE person_id = :p", **p) == 1
    assert live.count("audit_entry WHERE verb = 'invitation.accepted'") == 1
    winner = next(b for b, a in zip(browsers, answers, strict=True) if a.status_code == 303)
    assert winner.get("/account").status_code == 200
