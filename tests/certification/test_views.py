"""The pages: one's own, an award, the file, and the public proof."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.certification.certificates import grouped, tidy_code
from app.certification.models import AwardPeriod, Certificate
from app.certification.records import DecisionRequest
from app.core import clock, storage
from app.core.db import db, transaction
from app.flows.decide_request import decide_request
from app.people.models import Person
from tests.conftest import Client
from tests.factories import catalogue, certification, partners, people

PDF = b"%PDF-1.7 not really, but the bytes are what counts"


def award(person: Person, *, issued: bool = True, days_ago: int = 10, **more: object) -> Certificate:
    """An award of some days ago, with its certificate."""
    from app.certification import issuing

    period = certification.period(person, certified_at=clock.now() - timedelta(days=days_ago), **more)
    frozen = issuing.freeze(period.id, now=clock.now())
    if issued:
        issuing.mark_issued(frozen.certificate_id, storage.keep(PDF, "application/pdf"), now=clock.now())
    return db.session.get_one(Certificate, frozen.certificate_id)


@pytest.fixture
def seller(app: Flask) -> Person:
    catalogue.publish_course("leads", catalogue.video())
    certification.publish_certification()
    return people.person(at=partners.company(name="Siam Cloud Solutions"), name="Ploy Srisuwan")


def test_my_certifications_say_state_days_and_what_is_missing(seller: Person, client: Client) -> None:
    award(seller)
    certification.publish_certification("specialist", title={"en": "Specialist", "th": "ผู้เชี่ยวชาญ"})
    page = client.sign_in(seller).get("/certifications").text
    assert "Certified Seller" in page and "Specialist" in page
    assert "days left" in page
    assert "Still needed: Course leads." in page


def test_in_the_window_there_is_a_button_to_renew(seller: Person, client: Client) -> None:
    award(seller, days_ago=340)
    people_page = client.sign_in(seller).get("/certifications").text
    assert "Renew," in people_page
    answer = client.post("/certifications/certified-seller/renew")
    assert answer.status_code == 303
    assert answer.location.endswith("/learn/leads")


def test_before_the_window_renewing_is_refused_in_words(seller: Person, client: Client) -> None:
    award(seller)
    answer = client.sign_in(seller).post("/certifications/certified-seller/renew", follow_redirects=True)
    assert "cannot be renewed yet. The renewal opens on" in answer.text


def test_a_certification_explains_itself(seller: Person, client: Client) -> None:
    page = client.sign_in(seller).get("/certifications/certified-seller").text
    assert "Finish Course leads" in page
    assert "Valid for 12 months" in page
    assert client.get("/certifications/never-heard-of").status_code == 404


@pytest.mark.parametrize("address", ["/certifications", "/certifications/certified-seller"])
def test_the_pages_take_few_statements_and_no_more_with_ten_times_the_data(
    seller: Person, client: Client, statements: list[str], address: str
) -> None:
    award(seller)
    client.sign_in(seller)

    def cost() -> int:
        client.get(address)
        statements.clear()
        assert client.get(address).status_code == 200
        return len(statements)

    before = cost()
    for number in range(10):
        catalogue.publish_course(f"more-{number}", catalogue.video())
        certification.publish_certification(f"more-{number}", certification.course(f"more-{number}"))
        certification.period(seller, key=f"more-{number}", certified_at=clock.now() - timedelta(days=9))
    assert cost() == before <= 12, statements


def test_the_certificate_is_downloaded_by_its_holder(seller: Person, client: Client) -> None:
    paper = award(seller)
    answer = client.sign_in(seller).get(f"/certificates/{paper.code}.pdf")
    assert answer.status_code == 200
    assert answer.data == PDF
    assert f"certificate-{paper.code}.pdf" in answer.headers["Content-Disposition"]


def test_managers_who_see_the_person_download_it_and_others_find_nothing(
    seller: Person, clients: object, app: Flask
) -> None:
    paper = award(seller)
    company = partners.Company
    own = db.session.scalars(select(company).where(company.name == "Siam Cloud Solutions")).one()
    allowed = [people.partner_admin(at=own), people.channel_manager(), people.admin()]
    refused = [people.rep(), people.rep(at=own), people.partner_admin(), people.author()]
    for person in allowed:
        assert app.test_client().sign_in(person).get(f"/certificates/{paper.code}.pdf").status_code == 200  # type: ignore[attr-defined]
    missing = f"/certificates/{'0' * 26}.pdf"
    for person in refused:
        client = app.test_client().sign_in(person)  # type: ignore[attr-defined]
        foreign, absent = client.get(f"/certificates/{paper.code}.pdf"), client.get(missing)
        assert foreign.status_code == absent.status_code == 404
        assert "Ploy" not in foreign.text
        assert client.get(f"/certifications/awards/{paper.award_period_id}").status_code == 404
        assert client.get(f"/certifications/awards/{paper.award_period_id}/certificate").status_code == 404


def test_while_it_is_being_made_the_page_says_so_and_asks_again(seller: Person, client: Client) -> None:
    paper = award(seller, issued=False)
    waiting = client.sign_in(seller).get(f"/certificates/{paper.code}.pdf")
    assert waiting.status_code == 202
    assert "is being made" in waiting.text
    assert 'hx-trigger="every 3s"' in waiting.text
    piece = f"/certifications/awards/{paper.award_period_id}/certificate"
    assert "is being made" in client.get(piece).text
    with transaction() as session:
        row = session.get_one(Certificate, paper.id)
        row.sha256, row.issued_at = storage.keep(PDF, "application/pdf"), clock.now()
    ready = client.get(piece).text
    assert "Download certificate" in ready
    assert "hx-trigger" not in ready


def test_the_linkedin_link_carries_name_issuer_months_address_and_number(
    seller: Person, client: Client
) -> None:
    paper = award(seller)
    page = client.sign_in(seller).get("/certifications/certified-seller").text
    address = page.split('href="https://www.linkedin.com')[1].split('"')[0].replace("&amp;", "&")
    fields = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    period = db.session.get_one(AwardPeriod, paper.award_period_id)
    assert fields == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Certified Seller",
        "organizationName": "Kru",
        "issueYear": str(period.valid_from.year),
        "issueMonth": str(period.valid_from.month),
        "expirationYear": str(period.valid_until.year),  # type: ignore[union-attr]
        "expirationMonth": str(period.valid_until.month),  # type: ignore[union-attr]
        "certUrl": f"http://localhost/verify/{paper.code}",
        "certId": paper.code,
    }


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        (10, "This certificate is genuine and valid"),
        (350, "This certificate is genuine and valid"),
        (370, "This certificate is genuine and in its grace period"),
        (500, "This certificate is genuine but has expired"),
    ],
)
def test_anybody_sees_whether_it_is_valid_whose_and_for_what(
    seller: Person, client: Client, days_ago: int, said: str
) -> None:
    paper = award(seller, days_ago=days_ago)
    answer = client.get(f"/verify/{paper.code}")
    assert answer.status_code == 200
    for words in (
        said,
        "Ploy Srisuwan",
        "Certified Seller",
        "Siam Cloud Solutions",
        grouped(paper.sha256 or "-", " "),
    ):
        assert words in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert seller.email not in answer.text


def test_a_revoked_one_says_so_with_the_class_of_the_reason_and_no_more(
    seller: Person, client: Client, app: Flask
) -> None:
    paper = award(seller)
    manager = app.test_client().sign_in(people.channel_manager())  # type: ignore[attr-defined]
    revoked = manager.post(
        f"/certifications/awards/{paper.award_period_id}/revoke",
        data={"revoked_class": "misconduct", "reason": "Let a colleague sit the exam."},
    )
    assert revoked.status_code == 303
    assert "This certificate was revoked" not in client.get(f"/verify/{paper.code}").text
    waiting = db.session.scalars(select(DecisionRequest)).one()
    decide_request(waiting.id, verdict="approved", actor_id=people.admin().id, now=clock.now())
    page = client.get(f"/verify/{paper.code}").text
    assert "This certificate was revoked" in page
    assert "The rules of the programme were broken." in page
    assert "colleague" not in page


def test_a_renewed_one_points_to_the_new_end(seller: Person, client: Client) -> None:
    paper = award(seller, days_ago=500)
    certification.period(seller, certified_at=clock.now() - timedelta(days=5), cycle=2)
    assert "has renewed the certification" in client.get(f"/verify/{paper.code}").text


@pytest.mark.parametrize("spelled", ["lower", "spaces", "dashes", "look-alikes"])
def test_the_code_may_be_typed_as_it_is_read(seller: Person, client: Client, spelled: str) -> None:
    code = award(seller).code
    typed = {
        "lower": code.lower(),
        "spaces": " ".join(code[i : i + 4] for i in range(0, 26, 4)),
        "dashes": "-".join(code[i : i + 4] for i in range(0, 26, 4)),
        "look-alikes": code.replace("1", "l").replace("0", "O"),
    }[spelled]
    answer = client.get("/verify", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Ploy Srisuwan" in answer.text


@pytest.mark.parametrize("code", ["0" * 26, "nonsense", "x" * 400, "' OR 1=1 --", "U" * 26])
def test_an_unknown_code_is_not_found_and_says_what_to_do(app: Flask, client: Client, code: str) -> None:
    answer = client.get("/verify", query_string={"code": code}, follow_redirects=True)
    assert answer.status_code == 404
    assert "This code belongs to no certificate of ours." in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_code_is_26_letters_and_figures_or_none() -> None:
    assert tidy_code("olik" + "0" * 22) == "011K" + "0" * 22
    assert tidy_code("0" * 25) is None
    assert tidy_code("U" + "0" * 25) is None


def test_only_channel_managers_and_administrators_revoke(seller: Person, app: Flask) -> None:
    paper = award(seller)
    path = f"/certifications/awards/{paper.award_period_id}/revoke"
    form = {"revoked_class": "error", "reason": "Issued by mistake, sorry."}
    for person in (seller, people.partner_admin(), people.author()):
        assert app.test_client().sign_in(person).post(path, data=form).status_code == 404  # type: ignore[attr-defined]
    assert db.session.get_one(AwardPeriod, paper.award_period_id).revoked_at is None


def test_a_revocation_without_a_reason_comes_back_with_what_is_missing(seller: Person, app: Flask) -> None:
    paper = award(seller)
    manager = app.test_client().sign_in(people.channel_manager())  # type: ignore[attr-defined]
    path = f"/certifications/awards/{paper.award_period_id}/revoke"
    answer = manager.post(path, data={"revoked_class": "error", "reason": "x"})
    assert answer.status_code == 422
    assert db.session.get_one(AwardPeriod, paper.award_period_id).revoked_at is None


def test_a_manager_sees_the_evidence_of_an_award(seller: Person, app: Flask) -> None:
    from app.flows.settle import settle
    from tests.factories import learning

    learning.finish_course(seller.id, "leads", now=datetime(2026, 11, 20, tzinfo=UTC))
    settle(seller.id, now=clock.now())
    period = db.session.scalars(select(AwardPeriod)).one()
    page = app.test_client().sign_in(people.channel_manager()).get(f"/certifications/awards/{period.id}")  # type: ignore[attr-defined]
    assert "Finished Course leads" in page.text
    assert "Ploy Srisuwan" in page.text
