"""Companies: made, changed, closed, imported, and who may."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.csv_import import CHANGED, NEW, UNCHANGED, PlanOutdated
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.core.models import AuditEntry
from app.partners import services
from app.partners.importing import import_companies, plan_company_file
from app.partners.models import Company
from app.partners.names import key_from_name, tidy_text
from app.partners.services import CompanyDraft
from app.people.models import Portfolio
from tests.conftest import Client
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import count, last_entry, verbs


def get(company_id: int) -> Company:
    wanted = select(Company).where(Company.id == company_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Siam Cloud Co., Ltd.", "siam-cloud-co-ltd"),
        ("Čokoláda & Söhne", "cokolada-sohne"),
        ("สยามคลาวด์", "partner"),
    ],
)
def test_a_key_is_made_from_the_name(name: str, key: str) -> None:
    assert key_from_name(name) == key


def test_names_lose_invisible_characters_and_double_spaces() -> None:
    assert tidy_text("  Siam​   Cloud\u202e ") == "Siam Cloud"


def test_a_company_is_made_with_a_free_key_and_an_audit_row(app: Flask) -> None:
    ids = [services.create_company(CompanyDraft("Siam Cloud"), actor_id=None, now=now()) for _n in range(3)]
    assert [get(company_id).key for company_id in ids] == ["siam-cloud", "siam-cloud-2", "siam-cloud-3"]
    assert verbs() == ["company.created"] * 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"tier": "bronze"}, "tier"),
        ({"company_type": "vendor"}, "company_type"),
        ({"country": "XX"}, "country"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"language": "xx"}, "language"),
        ({"key": "No Spaces"}, "key"),
        ({"region": "r" * 61}, "region"),
    ],
)
def test_a_wrong_value_is_refused_on_its_field(app: Flask, values: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        services.create_company(CompanyDraft(**{"name": "Siam", **values}), actor_id=None, now=now())
    assert refusal.value.field == field and count(Company) == 0


def test_a_key_is_never_given_twice_and_never_changes(app: Flask) -> None:
    at = company(key="siam")
    with pytest.raises(DomainError) as refusal:
        services.create_company(CompanyDraft("Other", key="siam"), actor_id=None, now=now())
    assert refusal.value.field == "key"
    services.change_company(at.id, CompanyDraft("Other", key="another"), actor_id=None)
    assert (get(at.id).key, get(at.id).name) == ("siam", "Other")


def test_a_change_is_audited_with_before_and_after_and_no_change_is_not(app: Flask) -> None:
    at = company(name="Siam", region="bangkok")
    draft = CompanyDraft("Siam", tier="gold", region="bangkok")
    assert services.change_company(at.id, draft, actor_id=None) == {"tier": ["registered", "gold"]}
    assert last_entry("company.changed").details == {"changed": {"tier": ["registered", "gold"]}}
    assert services.change_company(at.id, draft, actor_id=None) == {}
    assert count(AuditEntry, AuditEntry.verb == "company.changed") == 1


def test_closing_and_opening_again(app: Flask) -> None:
    at, vendor = company(), company(kind="vendor")
    services.close_company(at.id, actor_id=None, now=now())
    services.close_company(at.id, actor_id=None, now=now())
    assert get(at.id).closed_at is not None
    services.reopen_company(at.id, actor_id=None)
    assert get(at.id).closed_at is None and verbs() == ["company.closed", "company.reopened"]
    with pytest.raises(DomainError):
        services.close_company(vendor.id, actor_id=None, now=now())
    with pytest.raises(NotVisible):
        services.close_company(999_999, actor_id=None, now=now())


def csv(*lines: str, head: str = "key,name,type,tier,region,country,zone,language") -> bytes:
    return "\n".join([head, *lines, ""]).encode()


def test_an_import_tells_new_changed_and_unchanged_apart_and_does_exactly_that(app: Flask) -> None:
    company(key="same", name="Same", region="bangkok")
    old = company(key="old", name="Old", region="bangkok")
    raw = csv(
        "new,New Co,integrator,gold,North,VN,Asia/Ho_Chi_Minh,en", "old,,,platinum,,,,", "same,Same,,,,,,"
    )
    found = plan_company_file(raw)
    assert [change.kind for change in found.changes] == [NEW, CHANGED, UNCHANGED]
    assert found.changes[1].fields == (("tier", "registered", "platinum"),)
    assert count(Company) == 2
    import_companies(raw, found.fingerprint, actor_id=None, now=now())
    assert (get(old.id).tier, get(old.id).name) == ("platinum", "Old")
    made = db.session.scalars(select(Company).where(Company.key == "new")).one()
    assert (made.company_type, made.country, made.kind) == ("integrator", "VN", "partner")
    assert verbs() == ["company.created", "company.changed", "companies.imported"]


def test_faults_are_named_by_line_and_stop_all(app: Flask) -> None:
    company(key="vendor", kind="vendor")
    raw = csv(
        "good,Good,,,,,,",
        ",No key,,,,,,",
        "good,Twice,,,,,,",
        "a,A,,bronze,,,,",
        "vendor,Renamed,,,,,,",
        "b,=HYPERLINK(1),,,,,,",
        "c,,,,,,,",
        "Big Key,C,,,,,,",
    )
    found = plan_company_file(raw)
    assert [fault.line for fault in found.faults] == [3, 4, 5, 6, 7, 8, 9]
    with pytest.raises(PlanOutdated):
        import_companies(raw, found.fingerprint, actor_id=None, now=now())
    assert count(Company) == 1


def test_a_company_that_changed_meanwhile_stops_the_import(app: Flask) -> None:
    at = company(key="siam", name="Siam")
    raw = csv("siam,Siam New,,,,,,", "other,Other,,,,,,")
    shown = plan_company_file(raw).fingerprint
    services.change_company(at.id, CompanyDraft("Siam Changed"), actor_id=None)
    with pytest.raises(PlanOutdated):
        import_companies(raw, shown, actor_id=None, now=now())
    assert get(at.id).name == "Siam Changed" and count(Company) == 1


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True))


FORM = {
    "name": "Siam Cloud",
    "company_type": "reseller",
    "tier": "silver",
    "region": "Bangkok",
    "country": "TH",
    "zone": "Asia/Bangkok",
    "language": "th",
    "manager": "",
}


def test_a_company_is_made_with_its_manager_and_found_in_the_list(client: Client) -> None:
    manager = make.channel_manager(name="Mali")
    client.sign_in(manager)
    page(client.get("/partners/new"))
    answer = client.post("/partners/new", data={**FORM, "manager": manager.id})
    made = db.session.scalars(select(Company).where(Company.name == "Siam Cloud")).one()
    assert answer.location == f"/people/invite?company={made.id}"
    held = db.session.get(Portfolio, made.id)
    assert held is not None and held.manager_id == manager.id
    listing = page(client.get(f"/partners?manager={manager.id}"))
    assert "Siam Cloud" in listing and "Silver" in listing
    assert made.region == "bangkok" and "Bangkok" in listing and "Thailand" in listing
    assert "Siam Cloud" not in page(client.get("/partners?manager=none")).split("<tbody")[-1]


def test_a_region_is_one_however_it_is_typed_and_is_read_in_words(client: Client) -> None:
    client.sign_in(make.channel_manager())
    for number, typed in enumerate(("North east", "north-east ", "NORTH  EAST"), 1):
        client.post("/partners/new", data={**FORM, "name": f"Isan {number}", "key": "", "region": typed})
    made = db.session.scalars(select(Company).where(Company.name.startswith("Isan"))).all()
    assert {one.region for one in made} == {"north-east"} and len(made) == 3
    assert 'value="North east"' in page(client.get(f"/partners/{made[0].id}/edit"))


def test_the_vendors_own_row_leads_to_no_page_that_is_not_there(client: Client) -> None:
    vendor = company(kind="vendor", name="Kru Ltd")
    client.sign_in(make.channel_manager(at=vendor))
    assert f"/companies/{vendor.id}" not in page(client.get("/partners"))


def test_a_manager_who_is_none_is_refused_and_nothing_is_made(client: Client) -> None:
    client.sign_in(make.channel_manager())
    assert client.post("/partners/new", data={**FORM, "manager": make.rep().id}).status_code == 422
    assert count(Company, Company.name == "Siam Cloud") == 0


def test_a_company_is_changed_closed_and_opened_on_its_page(client: Client) -> None:
    at = company(name="Old Name")
    client.sign_in(make.channel_manager())
    assert "Old Name" in page(client.get(f"/partners/{at.id}/edit"))
    assert client.post(f"/partners/{at.id}/edit", data={**FORM, "key": "hijack"}).status_code == 303
    assert (get(at.id).name, get(at.id).key) == ("Siam Cloud", at.key)
    client.post(f"/partners/{at.id}/close")
    assert get(at.id).closed_at is not None
    assert "Open again" in page(client.get(f"/partners/{at.id}/edit"))
    assert "Siam Cloud" in page(client.get("/partners?state=closed"))
    client.post(f"/partners/{at.id}/reopen")
    assert get(at.id).closed_at is None


def test_only_an_admin_changes_the_vendors_entry(client: Client, clients: Any) -> None:
    vendor = company(kind="vendor", name="Kru Ltd")
    client.sign_in(make.channel_manager(at=vendor))
    assert client.get(f"/partners/{vendor.id}/edit").status_code == 404
    admin = clients().sign_in(make.admin(at=vendor))
    form = {**FORM, "name": "Kru Company", "company_type": "vendor", "tier": "registered"}
    assert admin.post(f"/partners/{vendor.id}/edit", data=form).status_code == 303
    assert get(vendor.id).name == "Kru Company"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/partners"),
        ("GET", "/partners/new"),
        ("GET", "/partners/{id}/edit"),
        ("POST", "/partners/{id}/edit"),
        ("POST", "/partners/{id}/close"),
        ("POST", "/partners/{id}/reopen"),
        ("GET", "/partners/import"),
        ("GET", "/partners/import/template.csv"),
    ],
)
def test_partner_people_find_no_company_pages_not_even_of_their_own(
    client: Client, method: str, path: str
) -> None:
    at = company()
    client.sign_in(make.partner_admin(at=at))
    assert client.open(path.format(id=at.id), method=method, data=FORM).status_code == 404
    assert get(at.id).closed_at is None


def test_an_import_on_the_page_is_shown_then_done_once(client: Client) -> None:
    client.sign_in(make.channel_manager())
    page(client.get("/partners/import"))
    wrong = client.post("/partners/import", data={"file": (io.BytesIO(b"key\n\xff\n"), "x.csv")})
    assert wrong.status_code == 422 and "not UTF-8" in wrong.get_data(as_text=True)
    raw = csv("siam,Siam <b>Cloud</b>,,,,,,")
    shown = page(client.post("/partners/import", data={"file": (io.BytesIO(raw), "x.csv")}))
    assert "Siam &lt;b&gt;Cloud" in shown and count(Company, Company.key == "siam") == 0
    packed = re.search(r'name="packed"[^>]*value="([^"]+)"', shown)
    assert packed is not None
    assert client.post("/partners/import/confirm", data={"packed": packed[1]}).status_code == 303
    assert client.post("/partners/import/confirm", data={"packed": packed[1]}).status_code == 409
    assert count(Company, Company.key == "siam") == 1
