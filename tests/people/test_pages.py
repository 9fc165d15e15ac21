"""The pages of people, through a browser's requests."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.http import parse_date

from app import create_app
from app.core import audit
from app.core.clock import now
from app.core.db import db, transaction
from app.core.limits import limiter
from app.core.sealing import seal
from app.people import services
from app.people.actor import LONGEST
from app.people.models import Affiliation, MailedLink, Person
from app.people.second_factor import PURPOSE
from tests.conftest import Client, migrate, settings_for
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import count, empty_mail, history, link_in, mails, open_sessions, roles_at, verbs


@pytest.fixture(autouse=True)
def _no_old_mail(app: Flask) -> None:
    empty_mail()


def sign_in(client: Client, person: Person, password: str = make.PASSWORD, **data: str) -> Any:
    return client.post("/sign-in", data={"email": person.email, "password": password, **data})


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True))


def masked(answer: Any) -> str:
    """A page without what differs between any two answers."""
    text = answer.get_data(as_text=True)
    text = re.sub(r"request [0-9a-f]{16}", "", text)
    return re.sub(r'(csrf-token" content|csrf_token" value|nonce)="[^"]*"', "", text)


def test_sign_in_leads_to_where_the_person_wanted_to_go(client: Client) -> None:
    rep = make.rep()
    asked = client.get("/account")
    assert asked.status_code == 303 and asked.location == "/sign-in?next=/account"
    form = page(client.get(asked.location))
    assert 'name="next" type="hidden" value="/account"' in form
    answer = sign_in(client, rep, next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert rep.email in page(client.get("/account"))


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil", "javascript:1", "/no-page"]
)
def test_sign_in_leads_nowhere_else(client: Client, target: str) -> None:
    assert sign_in(client, make.rep(), next=target).location == "/"


def test_an_unknown_account_and_a_wrong_password_give_the_same_page(client: Client, clients: Any) -> None:
    rep = make.rep(email="known@example.com")
    wrong = sign_in(client, rep, "not the password")
    nobody = clients().post("/sign-in", data={"email": "nobody@example.com", "password": "not the password"})
    assert wrong.status_code == nobody.status_code == 422
    assert masked(wrong).replace("known@", "nobody@") == masked(nobody)
    assert "do not match" in wrong.get_data(as_text=True)


def test_the_sixth_try_is_answered_429(client: Client) -> None:
    rep = make.rep()
    answers = [sign_in(client, rep, "wrong").status_code for _try in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_password_never_comes_back_in_a_page(client: Client) -> None:
    assert "not the password" not in sign_in(client, make.rep(), "not the password").get_data(as_text=True)


def test_signing_in_replaces_whatever_session_the_browser_had(client: Client) -> None:
    planted, rep = make.rep(), make.rep()
    client.sign_in(planted)
    with client.session_transaction() as session:
        before, session["planted"] = session["_user_id"], "yes"
    client.post("/sign-out")
    sign_in(client, rep)
    with client.session_transaction() as session:
        assert session["_user_id"] != before and "planted" not in session
    assert open_sessions(planted.id) == 0


def test_a_stolen_cookie_is_dead_after_sign_out(client: Client, clients: Any) -> None:
    rep = make.rep()
    sign_in(client, rep)
    cookie = client.get_cookie("kru")
    assert cookie is not None
    client.post("/sign-out")
    thief = clients()
    thief.set_cookie("kru", cookie.value)
    assert thief.get("/account").status_code == 303


def test_signing_out_of_a_session_that_has_ended_leads_to_sign_in(client: Client) -> None:
    rep = make.rep()
    sign_in(client, rep)
    services.end_all_sessions(rep.id, actor_id=None, now=now())
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_the_cookie_holds_the_token_and_nothing_of_the_person(client: Client) -> None:
    sign_in(client, make.rep())
    with client.session_transaction() as session:
        assert {key for key in session if not key.startswith("csrf")} == {"_user_id", "_fresh", "_permanent"}
        assert len(session["_user_id"]) >= 43


def test_the_cookie_flags(client: Client) -> None:
    header = sign_in(client, make.rep()).headers["Set-Cookie"]
    assert "HttpOnly" in header and "SameSite=Lax" in header


def test_the_cookie_outlives_the_session_and_is_not_written_with_every_page(client: Client) -> None:
    kept = sign_in(client, make.rep()).headers["Set-Cookie"]
    until = parse_date(kept.partition("Expires=")[2].partition(";")[0])
    assert until and until > now() + LONGEST - timedelta(minutes=1)
    client.get("/")
    assert "Set-Cookie" not in client.get("/").headers


def test_signing_in_asks_for_the_code_when_there_is_a_second_factor(client: Client) -> None:
    admin, secret = make.admin(), pyotp.random_base32()
    with transaction() as session:
        session.execute(update(Person).values(totp_secret=seal(secret, purpose=PURPOSE)))
    answer = sign_in(client, admin, next="/account")
    assert answer.location == "/sign-in/code"
    assert client.get("/account").status_code == 303
    page(client.get("/sign-in/code"))
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    answer = client.post("/sign-in/code", data={"code": pyotp.TOTP(secret).now()})
    assert (answer.status_code, answer.location) == (303, "/account")
    page(client.get("/account"))


def test_the_code_page_alone_leads_back_to_sign_in(client: Client) -> None:
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


@pytest.fixture
def demanding(app: Flask) -> Iterator[None]:
    """A site that demands the second factor of vendor roles."""
    settings = app.config["KRU"]
    object.__setattr__(settings, "require_totp", True)
    yield
    object.__setattr__(settings, "require_totp", False)


@pytest.mark.usefixtures("demanding")
def test_vendor_roles_are_led_to_set_the_second_factor_up_and_can_do_nothing_else(client: Client) -> None:
    sign_in(client, make.channel_manager())
    for path in ("/people", "/account", "/partners"):
        assert client.get(path).location == "/account/second-factor"
    form = page(client.get("/account/second-factor"))
    assert 'src="data:image/svg+xml' in form and "Your role needs it" in form
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', form)
    assert sealed is not None
    code = pyotp.TOTP(services.opened_offer(sealed[1])).now()
    wrong = client.post("/account/second-factor", data={"sealed": sealed[1], "code": "000000"})
    assert wrong.status_code == 422 and sealed[1] in wrong.get_data(as_text=True)
    answer = client.post("/account/second-factor", data={"sealed": sealed[1], "code": code})
    assert answer.location == "/account"
    page(client.get("/people"))


@pytest.mark.usefixtures("demanding")
def test_partner_roles_are_not_asked_for_a_second_factor(client: Client) -> None:
    sign_in(client, make.partner_admin())
    page(client.get("/people"))


def test_turning_the_second_factor_off_asks_the_password(client: Client) -> None:
    rep = make.rep(totp_secret=b"sealed")
    client.sign_in(rep)
    page(client.get("/account/second-factor"))
    assert client.post("/account/second-factor/off", data={"password": "wrong"}).status_code == 422
    answer = client.post("/account/second-factor/off", data={"password": make.PASSWORD})
    assert answer.location == "/account"
    assert db.session.scalars(select(Person.totp_secret).where(Person.id == rep.id)).one() is None


def test_forgetting_answers_the_same_for_every_address(client: Client, clients: Any) -> None:
    known, unknown = make.rep().email, "nobody@example.com"
    first = client.post("/forgot-password", data={"email": known})
    second = clients().post("/forgot-password", data={"email": unknown})
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert masked(client.get(first.location)) == masked(clients().get(second.location))


def test_the_whole_way_back_with_a_forgotten_password(client: Client) -> None:
    rep = make.rep()
    client.post("/forgot-password", data={"email": rep.email})
    link = link_in(mails()[-1])
    for _look in range(2):
        page(client.get(link))
    assert client.post(link, data={"password": "short"}).status_code == 422
    assert client.post(link, data={"password": "nine loud waterfalls"}).location == "/sign-in"
    spent = client.get(link)
    assert spent.status_code == 410 and "Send another link" in spent.get_data(as_text=True)
    again = client.post(link, data={"password": "another long password"})
    assert again.status_code == 410
    assert sign_in(client, rep, "nine loud waterfalls").status_code == 303


def test_expired_used_and_invented_links_give_the_same_clear_page(client: Client) -> None:
    at = company()
    services.invite(
        make.actor(make.partner_admin(at=at)),
        services.Invitee("ploy@example.com", "Ploy", at.id, frozenset({"rep"}), "en"),
        now=now(),
    )
    link = link_in(mails()[-1])
    with transaction() as session:
        session.execute(update(MailedLink).values(expires_at=now() - timedelta(seconds=1)))
    expired, invented = client.get(link), client.get("/invitation/" + "x" * 43)
    assert expired.status_code == invented.status_code == 410
    assert masked(expired).replace(link, "") == masked(invented).replace("/invitation/" + "x" * 43, "")
    assert "send the invitation again" in expired.get_data(as_text=True)
    assert client.post(link, data={"name": "Ploy", "password": "nine loud waterfalls"}).status_code == 410
    assert count(Affiliation, Affiliation.company_id == at.id) == 1


def test_an_invitation_is_asked_mailed_and_accepted(client: Client, clients: Any) -> None:
    at = company(name="Siam Cloud")
    admin = make.partner_admin(at=at)
    client.sign_in(admin)
    page(client.get("/people/invite"))
    form = {"email": "ploy@example.com", "name": "Ploy", "company": at.id, "roles": "rep", "language": "en"}
    assert client.post("/people/invite", data=form).location == "/people"
    assert "ploy@example.com" in page(client.get("/people"))
    link, ploy = link_in(mails()[-1]), clients()
    form_page = page(ploy.get(link))
    assert "Siam Cloud" in form_page and 'value="Ploy"' in form_page
    answer = ploy.post(link, data={"name": "Ploy S", "password": "nine loud waterfalls", "language": "th"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Ploy S" in page(ploy.get("/account"))
    assert "Ploy S" in page(client.get("/people"))


def test_a_request_for_another_host_is_refused_and_mails_keep_the_configured_address(client: Client) -> None:
    rep = make.rep()
    wrong = client.post(
        "/forgot-password", data={"email": rep.email}, base_url="http://evil.example", buffered=True
    )
    assert wrong.status_code == 400 and mails() == []
    client.post("/forgot-password", data={"email": rep.email}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in mails()[-1].as_string()


def test_the_account_page_saves_name_language_zone_and_look(client: Client) -> None:
    rep = make.rep()
    client.sign_in(rep)
    form = {"name": " Ploy  Srisai ", "language": "th", "zone": "Europe/Berlin", "theme": "dark"}
    answer = client.post("/account", data=form)
    assert answer.status_code == 303 and "kru_theme=dark" in answer.headers["Set-Cookie"]
    saved = db.session.execute(
        select(Person.name, Person.language, Person.zone, Person.theme).where(Person.id == rep.id)
    ).one()
    assert tuple(saved) == ("Ploy Srisai", "th", "Europe/Berlin", "dark")
    assert '<html lang="th"' in page(client.get("/account"))


def test_server_owned_columns_cannot_be_set_through_a_form(client: Client) -> None:
    rep = make.rep()
    client.sign_in(rep)
    extra = {"email": "evil@example.com", "disabled_at": "2026-01-01", "roles": "admin", "id": "1"}
    client.post(
        "/account", data={"name": "Ploy", "language": "en", "zone": "Asia/Bangkok", "theme": "auto", **extra}
    )
    row = db.session.execute(select(Person.email, Person.disabled_at).where(Person.id == rep.id)).one()
    assert tuple(row) == (rep.email, None)
    assert roles_at(make.open_seat(rep.id)) == {"rep"}


def test_a_password_change_keeps_this_browser_and_ends_the_others(client: Client, clients: Any) -> None:
    rep, other = make.rep(), clients()
    sign_in(client, rep)
    sign_in(other, rep)
    answer = client.post(
        "/account/password", data={"current": make.PASSWORD, "password": "nine loud waterfalls"}
    )
    assert answer.status_code == 303
    page(client.get("/account"))
    assert other.get("/account").status_code == 303
    assert "password for Kru was changed" in mails()[-1]["Subject"]


def test_a_browser_can_be_signed_out_from_another(client: Client, clients: Any) -> None:
    rep, other = make.rep(), clients()
    sign_in(client, rep)
    sign_in(other, rep)
    listing = page(client.get("/account"))
    target = re.search(r'action="(/account/browsers/\d+/end)"', listing)
    assert target is not None
    client.post(target[1])
    assert other.get("/account").status_code == 303
    page(client.get("/account"))


def test_signing_out_everywhere_else_leaves_this_browser_and_an_audit_row(
    client: Client, clients: Any
) -> None:
    rep, other = make.rep(), clients()
    sign_in(client, rep)
    sign_in(other, rep)
    client.post("/account/browsers/end-others")
    assert other.get("/account").status_code == 303
    page(client.get("/account"))
    assert verbs(of=rep.id)[-1] == "sign_in.ended"


def test_switching_the_seat_changes_what_one_sees(client: Client) -> None:
    mine, theirs = company(name="Mine Co"), company(name="Theirs Co")
    person = make.partner_admin(at=mine)
    seat = make.seat(person, theirs, "rep")
    sign_in(client, person)
    page(client.get("/people"))
    assert client.post("/seat", data={"affiliation_id": seat.id}).status_code == 303
    assert client.get("/people").status_code == 404
    assert client.post("/seat", data={"affiliation_id": make.open_seat(make.rep().id)}).status_code == 404


def test_a_partner_admin_sees_own_people_only(client: Client) -> None:
    mine, theirs = company(name="Mine Co"), company(name="CANARYB Ltd")
    make.rep(at=mine, name="Own Rep")
    make.rep(at=theirs, name="CANARYB Rep")
    shared = make.rep(at=theirs, name="Shared Rep")
    make.seat(shared, mine)
    client.sign_in(make.partner_admin(at=mine))
    listing = page(client.get("/people"))
    assert "Own Rep" in listing and "Shared Rep" in listing and "CANARYB" not in listing
    assert "CANARYB" not in page(client.get(f"/people/{shared.id}"))
    searched = page(client.get("/people?q=CANARYB"))
    assert "Nobody fits" in searched and "CANARYB Rep" not in searched and "CANARYB Ltd" not in searched


PERSON_ROUTES = [
    ("GET", "/people/{id}"),
    ("POST", "/people/{id}/disable"),
    ("POST", "/people/{id}/enable"),
    ("POST", "/people/{id}/invite"),
    ("POST", "/people/{id}/seats/{seat}/grant"),
    ("POST", "/people/{id}/seats/{seat}/revoke"),
    ("POST", "/people/{id}/seats/{seat}/leave"),
]


@pytest.mark.parametrize(("method", "path"), PERSON_ROUTES)
def test_a_foreign_person_is_like_a_missing_one(client: Client, method: str, path: str) -> None:
    stranger = make.rep()
    client.sign_in(make.partner_admin())
    foreign = client.open(
        path.format(id=stranger.id, seat=make.open_seat(stranger.id)), method=method, data={"role": "rep"}
    )
    missing = client.open(path.format(id=999_999, seat=999_999), method=method, data={"role": "rep"})
    assert foreign.status_code == missing.status_code == 404
    assert masked(foreign).replace(f"/people/{stranger.id}", "") == masked(missing).replace(
        "/people/999999", ""
    )
    assert len(history(stranger.id)) == 1 and history(stranger.id)[0].ended_at is None


@pytest.mark.parametrize(
    "path", ["/people", "/people/1", "/people/invite", "/people/import", "/audit", "/partners"]
)
@pytest.mark.parametrize("role", ["rep", "author"])
def test_who_manages_nobody_finds_no_such_page(client: Client, path: str, role: str) -> None:
    client.sign_in(make.author() if role == "author" else make.rep())
    assert client.get(path).status_code == 404


def test_a_forged_role_in_a_form_is_refused(client: Client) -> None:
    at = company()
    client.sign_in(make.partner_admin(at=at))
    rep = make.rep(at=at)
    seat = make.open_seat(rep.id)
    form = {
        "email": "x@example.com",
        "name": "X",
        "company": at.id,
        "roles": "partner_admin",
        "language": "en",
    }
    assert client.post("/people/invite", data=form).status_code == 422
    assert client.post(f"/people/{rep.id}/seats/{seat}/grant", data={"role": "admin"}).status_code == 303
    assert roles_at(seat) == {"rep"} and verbs()[-1] == "role.refused"


def test_inviting_into_a_foreign_company_is_refused(client: Client) -> None:
    theirs = company()
    client.sign_in(make.partner_admin())
    form = {"email": "x@example.com", "name": "X", "company": theirs.id, "roles": "rep", "language": "en"}
    assert client.post("/people/invite", data=form).status_code == 422
    assert count(MailedLink) == 0


def test_the_list_is_searched_filtered_and_paged(client: Client) -> None:
    at, other = company(name="Alpha"), company(name="Beta")
    for number in range(30):
        make.rep(at=at, name=f"Rep {number:02}")
    make.rep(at=other, name="Somchai 100%", disabled_at=now())
    client.sign_in(make.channel_manager())
    first = page(client.get(f"/people?company={at.id}"))
    assert "Rep 00" in first and "Rep 24" in first and "Rep 25" not in first
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = page(client.get(following[1].replace("&amp;", "&")))
    assert "Rep 25" in second and "Rep 24" not in second and 'rel="prev"' in second
    assert "Somchai" in page(client.get("/people?q=100%25")) and "Rep 00" not in page(
        client.get("/people?q=100%25")
    )
    assert "Somchai" in page(client.get("/people?state=disabled"))
    assert "Somchai" not in page(client.get("/people?state=active&q=somchai"))


@pytest.mark.parametrize("path", ["/people", "/partners", "/audit"])
def test_a_list_costs_the_same_however_much_there_is(
    client: Client, statements: list[str], path: str
) -> None:
    client.sign_in(make.admin())
    counts = []
    for _round in range(2):
        make.rep()
        statements.clear()
        page(client.get(path))
        counts.append(len(statements))
        for _more in range(12):
            make.seat(make.rep(), company())
    assert counts[0] == counts[1] <= 15


def test_the_page_of_a_person_shows_the_history_and_a_move_works(client: Client) -> None:
    old, new = company(name="Old Co"), company(name="New Co")
    rep = make.rep(at=old, name="Ploy")
    client.sign_in(make.channel_manager())
    assert "New Co" in page(client.get(f"/people/{rep.id}/move"))
    answer = client.post(f"/people/{rep.id}/move", data={"company": new.id, "roles": "rep"})
    assert answer.location == f"/people/{rep.id}"
    shown = page(client.get(answer.location))
    assert "Old Co" in shown and "New Co" in shown
    assert [seat.company_id for seat in history(rep.id)] == [old.id, new.id]
    assert client.post(f"/people/{rep.id}/move", data={"company": old.id}).status_code == 422


def test_somebody_imported_is_invited_from_their_page(client: Client) -> None:
    rep = make.rep(password=None)
    client.sign_in(make.channel_manager())
    assert "Mail the invitation" in page(client.get(f"/people/{rep.id}"))
    client.post(f"/people/{rep.id}/invite")
    assert [mail["To"] for mail in mails()] == [rep.email]
    client.post(f"/people/{rep.id}/invite")
    assert count(MailedLink) == 1


def test_the_audit_page_filters_by_verb_and_person(client: Client) -> None:
    admin, rep = make.admin(name="Anan"), make.rep(name="Ploy", email="ploy@example.com")
    client.sign_in(admin)
    client.post(f"/people/{rep.id}/disable")
    client.post(f"/people/{rep.id}/enable")
    rows = page(client.get("/audit")).split("<tbody", 1)[1]
    assert "Switched off" in rows and "Switched on" in rows and "Ploy" in rows
    rows = page(client.get("/audit?verb=person.disabled")).split("<tbody", 1)[1]
    assert "Switched off" in rows and "Switched on" not in rows
    assert "Switched off" in page(client.get("/audit?email=Ploy@example.com")).split("<tbody", 1)[1]
    assert "No entries" in page(client.get("/audit?email=nobody@example.com"))


CSV = "email,name,company,roles\nploy@example.com,Ploy Srisai,siam,rep\n"


def test_an_import_is_shown_first_and_done_when_confirmed(client: Client) -> None:
    company(key="siam")
    client.sign_in(make.channel_manager())
    page(client.get("/people/import"))
    shown = page(client.post("/people/import", data={"file": (io.BytesIO(CSV.encode()), "people.csv")}))
    assert "Ploy Srisai" in shown and count(Person, Person.email == "ploy@example.com") == 0
    packed = re.search(r'name="packed"[^>]*value="([^"]+)"', shown)
    assert packed is not None
    assert client.post("/people/import/confirm", data={"packed": packed[1]}).location == "/people"
    assert count(Person, Person.email == "ploy@example.com") == 1 and mails() == []
    again = client.post("/people/import/confirm", data={"packed": packed[1]})
    assert again.status_code == 409 and count(Person, Person.email == "ploy@example.com") == 1


def test_a_confirmation_that_was_tampered_with_or_is_somebody_elses_does_nothing(
    client: Client, clients: Any
) -> None:
    company(key="siam")
    client.sign_in(make.channel_manager())
    shown = page(client.post("/people/import", data={"file": (io.BytesIO(CSV.encode()), "people.csv")}))
    packed = re.search(r'name="packed"[^>]*value="([^"]+)"', shown)
    assert packed is not None
    other = clients().sign_in(make.channel_manager())
    assert other.post("/people/import/confirm", data={"packed": packed[1]}).location == "/people/import"
    assert client.post("/people/import/confirm", data={"packed": packed[1][:-2] + "xx"}).status_code == 303
    assert client.post("/partners/import/confirm", data={"packed": packed[1]}).status_code == 303
    assert count(Person, Person.email == "ploy@example.com") == 0


@pytest.mark.parametrize("kind", ["people", "partners"])
def test_the_example_file_can_be_downloaded_and_read_back(client: Client, kind: str) -> None:
    company(key="siam-cloud")
    client.sign_in(make.admin())
    answer = client.get(f"/{kind}/import/template.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    shown = page(client.post(f"/{kind}/import", data={"file": (io.BytesIO(answer.data), "x.csv")}))
    assert "Import exactly this" in shown


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser at a site of its own that counts requests by address."""
    site = create_app(
        settings_for(tmp_path, f"sqlite:///{tmp_path}/own.db"),
        WTF_CSRF_ENABLED=False,
        JOBS_INLINE=True,
        RATELIMIT_ENABLED=True,
    )
    migrate(site)
    try:
        yield site.test_client()
    finally:
        limiter.enabled = False


@pytest.mark.parametrize(("path", "allowed"), [("/sign-in", 20), ("/forgot-password", 5)])
def test_one_address_that_tries_many_accounts_is_slowed(
    limited: FlaskClient, path: str, allowed: int
) -> None:
    answers = [
        limited.post(path, data={"email": f"x{n}@example.com", "password": "wrong"}).status_code
        for n in range(allowed + 1)
    ]
    assert answers[:allowed] == [answers[0]] * allowed != [429] * allowed
    assert answers[allowed] == 429


def test_the_audit_page_speaks_in_names_and_words(client: Client) -> None:
    ploy = make.rep(name="Ploy")
    client.sign_in(make.admin(name="Suda"))
    with transaction():
        audit.record(
            "certificate.issued",
            "certificate",
            9,
            actor_id=None,
            person_id=ploy.id,
            period_id=7,
            sha256="a" * 64,
        )
        audit.record(
            "assigned", "curriculum", "selling", actor_id=None, people=[ploy.id], due_on="2026-12-10"
        )
    rows = page(client.get("/audit")).split("<tbody", 1)[1]
    assert "Made a certificate" in rows and f'/people/{ploy.id}">Ploy</a>' in rows
    assert "people: Ploy" in rows and "due: 10 Dec 2026" in rows and "Kru itself" in rows
    assert "sha256" not in rows and "person_id" not in rows and "_" not in re.sub(r"<[^>]*>", "", rows)
