"""From the invitation to the verified certificate, in real browsers, with the real server, worker and content.

Once in English on a desk, once in Thai on a phone. Only what would make it long is done by the services.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.flows.publish_content import publish
from app.flows.settle import settle
from app.people.identity import email_key
from app.people.models import Person
from config import ROOT
from tests.chromium import DESK, PHONE, axe_findings
from tests.factories import learning, partners, people
from tests.journeys.people import Learner, Visitor, link_in_mail, text_of
from tests.live.site import Site, running_site, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(240)]

COURSE = "/learn/knowing-your-partners"
EXAM = "/learn/kru-pitch/pitch-exam"
CARD = "/learn/kru-competitors/against-moodle"
PASSWORD = "quiet rivers run deep"
DOWNLOAD = "a[href^='/certificates/']"


@dataclass(frozen=True)
class Traveller:
    """Who goes the way, in which language, how wide."""

    language: str
    name: str
    email: str
    width: int
    on_paper: str
    """A word that only a certificate in that language has."""


TRAVELLERS = [
    Traveller("en", "Ploy Srisuwan", "ploy@siamcloud.example", DESK, "Awarded to"),
    Traveller("th", "น้ำฝน ศรีสุวรรณ", "namfon@siamcloud.example", PHONE, "มืออาชีพ"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Server and worker over the content that ships, a channel manager, and a partner that nobody works for yet."""
    folder = tmp_path_factory.mktemp("journey")
    with running_site(folder, f"journey_{os.getpid()}") as running:
        with running.app.app_context():
            assert publish(ROOT / "content", now=clock.now()).is_sound
            vendor = partners.company(kind="vendor", name="Kru Ltd")
            people.channel_manager(
                at=vendor, name="Mali Boonsri", email="mali@kru.example", password=PASSWORD
            )
            company = partners.company(name="Siam Cloud Solutions", key="siam-cloud")
            running.company_id = company.id  # type: ignore[attr-defined]
        running.start_worker()
        yield running


@pytest.fixture(scope="module")
def manager(site: Site, chromium: Browser) -> Iterator[Visitor]:
    visitor = Visitor(site, chromium)
    visitor.sign_in("mali@kru.example", PASSWORD)
    yield visitor
    visitor.close()


@pytest.mark.parametrize("who", TRAVELLERS, ids=[f"{one.language}-{one.width}" for one in TRAVELLERS])
def test_from_the_invitation_to_the_verified_certificate(
    site: Site, chromium: Browser, manager: Visitor, who: Traveller, tmp_path: Path
) -> None:
    invite(manager, site, who)
    rep = Learner(site, chromium, who.width, locale=f"{who.language}-TH", accept_downloads=True)
    come_in(rep, who)
    learn_a_course(rep, who)
    finish_the_rest(site, rep)
    pass_the_exam(rep)
    code = take_the_certificate(rep, who, tmp_path)
    see_the_points(rep)
    read_a_card(rep)
    see_on_the_board(manager, site, who)
    anybody_verifies(site, chromium, who, code)
    assert rep.heard + manager.heard == []
    rep.close()
    assert site.complaints() == []


def invite(manager: Visitor, site: Site, who: Traveller) -> None:
    page = manager.open("/people/invite")
    page.fill("#email", who.email)
    page.fill("#name", who.name)
    page.select_option("#company", str(site.company_id))  # type: ignore[attr-defined]
    page.check("input[name=roles][value=rep]")
    page.select_option("#language", who.language)
    manager.press("form[action='/people/invite'] [type=submit]")
    assert manager.path == "/people"


def come_in(rep: Learner, who: Traveller) -> None:
    """The mailed link, a password, and the first page: the curriculum that the rules assign is there."""
    page = rep.open(link_in_mail(rep.site, who.email))
    assert page.input_value("#name") == who.name
    page.fill("#password", PASSWORD)
    page.check(f"input[name=language][value={who.language}]")
    rep.press("form[action^='/invitation/'] [type=submit]")
    assert rep.path == "/"
    assert page.locator("html").get_attribute("lang") == who.language
    assert page.locator(f"a[href^='{COURSE}']").count() > 0
    with rep.site.app.app_context():
        rep.person_id = db.session.scalars(
            select(Person.id).where(Person.email_key == email_key(who.email))
        ).one()


def learn_a_course(rep: Learner, who: Traveller) -> None:
    """Film, playbook, datasheet, rules and quiz of one course, each as far as the server counts it."""
    page = rep.open("/learn/curricula/channel-partner-essentials")
    rep.press(f"a.btn-primary[href='{COURSE}']")
    rep.press(f"a[href^='{COURSE}/'] >> nth=0")
    work = {
        f"{COURSE}/the-one-page-profile": rep.reads_the_playbook,
        f"{COURSE}/profile-and-plan-sheet": rep.reads_the_datasheet,
        f"{COURSE}/one-person-one-place": rep.watches_the_film,
        f"{COURSE}/rules-of-working-together": lambda: rep.accepts(who.name),
        f"{COURSE}/partners-quiz": rep.answers_everything,
    }
    for path, does in work.items():
        assert rep.path.partition("?")[0] == path
        assert page.locator("html").get_attribute("lang") == who.language
        does()
        if "/result" not in rep.path:
            rep.press("[data-report-next]")
    counted = rep.site.rows(
        "SELECT completed_at FROM enrolment WHERE person_id = :p AND course_key = 'knowing-your-partners'",
        p=rep.person_id,
    )
    assert counted[0][0] is not None


def finish_the_rest(site: Site, rep: Learner) -> None:
    """The other courses of the certification, without the exam; following the curriculum is the rep's own doing."""
    rep.open("/learn/curricula/selling-kru")
    rep.press("form[action='/learn/curricula/selling-kru/start'] [type=submit]")
    with site.app.app_context():
        for course in ("kru-product", "kru-pricing-gtm"):
            learning.finish_course(rep.person_id, course, now=clock.now())
        items = ("discovery", "sixty-seconds", "demo-story", "objections")
        learning.finish_items(rep.person_id, "kru-pitch", *items, now=clock.now())
        settle(rep.person_id, now=clock.now())


def pass_the_exam(rep: Learner) -> None:
    rep.open(EXAM)
    rep.answers_everything()


def take_the_certificate(rep: Learner, who: Traveller, folder: Path) -> str:
    """The result page offers it as soon as the worker has made it; its code."""
    page = rep.page
    page.wait_for_selector(DOWNLOAD, timeout=60_000)
    pdf = rep.downloads(DOWNLOAD, folder)
    text = text_of(pdf)
    code = pdf.stem.removeprefix("certificate-")
    assert who.name in text and "Certified Seller" in text and "Siam Cloud Solutions" in text
    assert who.on_paper in text and f"/verify/{code}" in text
    offer = urlsplit(page.get_attribute("a[href^='https://www.linkedin.com/']", "href") or "")
    asked = {name: values[0] for name, values in parse_qs(offer.query).items()}
    assert offer.path == "/profile/add"
    assert asked["startTask"] == "CERTIFICATION_NAME" and asked["name"] == "Certified Seller"
    assert asked["certId"] == code and asked["certUrl"] == f"{rep.site.base}/verify/{code}"
    return code


def see_the_points(rep: Learner) -> None:
    """What the page says is the sum of the ledger's postings."""
    account = "(SELECT id FROM ledger_account WHERE person_id = :p)"
    [(total,)] = rep.site.rows(
        f"SELECT sum(amount) FROM posting WHERE account_id IN {account}", p=rep.person_id
    )
    assert total >= 200 + 50 + 40
    page = rep.open("/points")
    assert str(total) in page.inner_text("[aria-labelledby=bal]").replace(",", "").split()


def read_a_card(rep: Learner) -> None:
    """The certificate opened the course of competitors."""
    rep.open(CARD)
    rep.opens_every_objection()


def see_on_the_board(manager: Visitor, site: Site, who: Traveller) -> None:
    page = manager.open("/board")
    company = f"/companies/{site.company_id}"  # type: ignore[attr-defined]
    assert page.locator(f"a[href^='{company}']").count() > 0
    page = manager.open(company)
    row = page.locator("tr", has_text=who.name)
    assert "Certified" in row.first.inner_text()


def anybody_verifies(site: Site, chromium: Browser, who: Traveller, code: str) -> None:
    stranger = Visitor(site, chromium, who.width, locale=f"{who.language}-TH")
    page = stranger.open(f"/verify/{code}")
    said = page.inner_text("main")
    assert who.name in said and "Certified Seller" in said and "Siam Cloud Solutions" in said
    assert who.email not in page.content()
    assert page.locator("html").get_attribute("lang") == who.language
    assert axe_findings(page) == []
    assert stranger.heard == []
    stranger.close()
    wait_for(lambda: site.count("outbox_job WHERE done_at IS NULL") == 0, 30)
