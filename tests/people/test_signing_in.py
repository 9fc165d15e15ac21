"""Signing in: who may, who waits, and what ends a session."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.core.sealing import seal
from app.people import services
from app.people.models import Company, Person, SignIn, SignInTry
from app.people.second_factor import PURPOSE
from app.people.services import CodeNeeded, Knock, SignedIn, TooManyTries, WrongSignIn
from app.people.sessions import load_actor
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import count, last_entry, open_sessions, verbs

HOME, CAFE = Knock("203.0.113.7", "Chrome, Mac"), Knock("198.51.100.9", "")


def signed_in(person: Person, knock: Knock = HOME) -> SignedIn:
    entry = services.sign_in(person.email, make.PASSWORD, knock, now=now())
    assert isinstance(entry, SignedIn)
    return entry


def with_second_factor(person: Person) -> str:
    secret = pyotp.random_base32()
    with transaction() as session:
        session.execute(
            update(Person).where(Person.id == person.id).values(totp_secret=seal(secret, purpose=PURPOSE))
        )
    return secret


def test_address_and_password_open_a_session_in_the_credited_seat(app: Flask) -> None:
    rep = make.rep()
    make.seat(rep, company(), started_at=make.LONG_AGO - timedelta(days=30))
    actor = load_actor(signed_in(rep).token)
    assert actor is not None and actor.person_id == rep.id
    assert actor.affiliation_id == next(s for s in services_seats(rep) if s.is_credited).affiliation_id
    assert last_entry("sign_in.succeeded").subject_id == str(rep.id)


def services_seats(person: Person):  # type: ignore[no-untyped-def]
    from app.people.seats import open_seats_of

    return open_seats_of(person.id)


def test_only_the_hash_of_a_token_is_kept(app: Flask) -> None:
    token = signed_in(make.rep()).token
    assert count(SignIn, SignIn.token_hash == token) == 0
    assert load_actor(token) is not None


@pytest.mark.parametrize(
    "who", ["unknown", "wrong password", "disabled", "no company", "closed", "not accepted"]
)
def test_every_wrong_try_gets_the_same_answer_and_an_audit_row(app: Flask, who: str) -> None:
    person = make.rep(password=None) if who == "not accepted" else make.rep()
    with transaction() as session:
        if who == "disabled":
            session.execute(update(Person).where(Person.id == person.id).values(disabled_at=now()))
        if who == "no company":
            session.execute(update(make.Affiliation).values(ended_at=now()))
        if who == "closed":
            session.execute(update(Company).values(closed_at=now()))
    email = "nobody@example.com" if who == "unknown" else person.email
    password = "something else entirely" if who == "wrong password" else make.PASSWORD
    with pytest.raises(WrongSignIn) as refusal:
        services.sign_in(email, password, HOME, now=now())
    assert str(refusal.value) == "That e-mail and password do not match."
    assert verbs()[-1] == "sign_in.failed"
    assert open_sessions(person.id) == 0


def test_an_address_in_another_spelling_is_the_same_account(app: Flask) -> None:
    rep = make.rep(email="ploy@example.com")
    entry = services.sign_in(" ＰLOY@Example.com ", make.PASSWORD, HOME, now=now())
    assert isinstance(entry, SignedIn) and entry.person_id == rep.id


@pytest.mark.parametrize("exists", [True, False])
def test_after_five_wrong_tries_the_sixth_waits_whether_the_account_exists_or_not(
    app: Flask, exists: bool
) -> None:
    email = make.rep().email if exists else "nobody@example.com"
    for _try in range(5):
        with pytest.raises(WrongSignIn):
            services.sign_in(email, "wrong", HOME, now=now())
    with pytest.raises(TooManyTries) as refusal:
        services.sign_in(email, make.PASSWORD, HOME, now=now())
    assert "15 minutes" in str(refusal.value)
    assert last_entry("sign_in.failed").details["why"] == "wait"


def test_the_wait_is_over_after_fifteen_minutes_and_waiting_does_not_make_it_longer(app: Flask) -> None:
    rep, start = make.rep(), now()
    for number in range(30):
        with pytest.raises(DomainError):
            services.sign_in(rep.email, "wrong", HOME, now=start + timedelta(seconds=number))
    entry = services.sign_in(rep.email, make.PASSWORD, HOME, now=start + timedelta(minutes=15, seconds=6))
    assert isinstance(entry, SignedIn)


def test_somebody_elses_two_hundred_guesses_do_not_lock_the_person_out(app: Flask) -> None:
    rep = make.rep()
    for _try in range(200):
        with pytest.raises(DomainError):
            services.sign_in(rep.email, "wrong", CAFE, now=now())
    assert signed_in(rep, HOME)


def test_a_success_forgives_the_wrong_tries_before_it(app: Flask) -> None:
    rep, start = make.rep(), now()
    for number in range(4):
        with pytest.raises(WrongSignIn):
            services.sign_in(rep.email, "wrong", HOME, now=start + timedelta(seconds=number))
    services.sign_in(rep.email, make.PASSWORD, HOME, now=start + timedelta(seconds=10))
    for number in range(4):
        with pytest.raises(WrongSignIn):
            services.sign_in(rep.email, "wrong", HOME, now=start + timedelta(seconds=20 + number))


def test_tries_hold_no_address_in_the_open(app: Flask) -> None:
    rep = make.rep()
    signed_in(rep)
    row = db.session.scalars(select(SignInTry)).one()
    assert rep.email not in row.account_hash and HOME.address not in row.network_hash


def test_with_a_second_factor_the_password_alone_opens_nothing(app: Flask) -> None:
    admin = make.admin()
    secret = with_second_factor(admin)
    pending = services.sign_in(admin.email, make.PASSWORD, HOME, now=now())
    assert isinstance(pending, CodeNeeded) and open_sessions(admin.id) == 0
    entry = services.confirm_code(pending, pyotp.TOTP(secret).now(), HOME, now=now())
    assert load_actor(entry.token) is not None


def test_a_code_that_was_used_opens_no_second_session(app: Flask) -> None:
    admin = make.admin()
    code = pyotp.TOTP(with_second_factor(admin)).now()
    pending = services.sign_in(admin.email, make.PASSWORD, HOME, now=now())
    assert isinstance(pending, CodeNeeded)
    services.confirm_code(pending, code, HOME, now=now())
    with pytest.raises(WrongSignIn):
        services.confirm_code(pending, code, HOME, now=now())
    assert open_sessions(admin.id) == 1


def test_guessing_codes_is_slowed_like_guessing_passwords(app: Flask) -> None:
    admin = make.admin()
    secret = with_second_factor(admin)
    pending = services.sign_in(admin.email, make.PASSWORD, HOME, now=now())
    assert isinstance(pending, CodeNeeded)
    for _try in range(4):
        with pytest.raises(WrongSignIn):
            services.confirm_code(pending, "000000", HOME, now=now())
    with pytest.raises(TooManyTries):
        services.confirm_code(pending, pyotp.TOTP(secret).now(), HOME, now=now())


def test_a_sign_in_that_waits_for_its_code_dies_with_the_password(app: Flask) -> None:
    admin = make.admin()
    secret = with_second_factor(admin)
    pending = services.sign_in(admin.email, make.PASSWORD, HOME, now=now())
    assert isinstance(pending, CodeNeeded)
    services.change_password(make.actor(admin), make.PASSWORD, "nine loud waterfalls", now=now())
    with pytest.raises(NotVisible):
        services.confirm_code(pending, pyotp.TOTP(secret).now(), HOME, now=now())


def test_a_password_change_ends_every_session_and_gives_this_browser_a_new_one(app: Flask) -> None:
    rep = make.rep()
    here, there = signed_in(rep).token, signed_in(rep).token
    actor = load_actor(here)
    assert actor is not None
    fresh = services.change_password(actor, make.PASSWORD, "nine loud waterfalls", now=now())
    assert load_actor(here) is None and load_actor(there) is None
    assert load_actor(fresh) is not None
    assert "password.changed" in verbs(of=rep.id)
    with pytest.raises(WrongSignIn):
        services.sign_in(rep.email, make.PASSWORD, HOME, now=now())


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("not it", "nine loud waterfalls", "current"),
        (make.PASSWORD, "short", "password"),
        (make.PASSWORD, "x" * 129, "password"),
        (make.PASSWORD, "password1234", "password"),
        (make.PASSWORD, make.PASSWORD, "password"),
    ],
)
def test_a_password_change_is_refused_on_the_field_that_is_wrong(
    app: Flask, current: str, new: str, field: str
) -> None:
    rep = make.rep()
    actor = make.actor(rep)
    with pytest.raises(DomainError) as refusal:
        services.change_password(actor, current, new, now=now())
    assert refusal.value.field == field
    assert open_sessions(rep.id) == 1


def test_a_seat_is_switched_under_a_new_token_and_roles_do_not_come_along(app: Flask) -> None:
    person = make.partner_admin()
    other = make.seat(person, company(), "rep")
    token = signed_in(person).token
    actor = load_actor(token)
    assert actor is not None and actor.is_partner_admin
    fresh = services.switch_seat(actor, other.id, now=now())
    assert load_actor(token) is None
    switched = load_actor(fresh)
    assert switched is not None and switched.roles == {"rep"} and switched.company_id == other.company_id


def test_a_foreign_seat_cannot_be_taken(app: Flask) -> None:
    actor, stranger = make.actor(make.rep()), make.rep()
    with pytest.raises(NotVisible):
        services.switch_seat(actor, make.open_seat(stranger.id), now=now())


def test_a_foreign_browser_cannot_be_signed_out(app: Flask) -> None:
    actor, stranger = make.actor(make.rep()), make.rep()
    theirs = make.actor(stranger)
    with pytest.raises(NotVisible):
        services.end_browser(actor, theirs.sign_in_id, now=now())
    assert open_sessions(stranger.id) == 1


def test_the_second_factor_needs_a_right_code_to_turn_on_and_the_password_to_turn_off(app: Flask) -> None:
    admin = make.admin()
    actor, elsewhere = make.actor(admin), signed_in(admin).token
    sealed = services.offer_secret()
    with pytest.raises(DomainError) as refusal:
        services.enrol_second_factor(actor, sealed, "000000", now=now())
    assert refusal.value.field == "code"
    code = pyotp.TOTP(services.opened_offer(sealed)).now()
    services.enrol_second_factor(actor, sealed, code, now=now())
    assert load_actor(elsewhere) is None
    pending = services.sign_in(admin.email, make.PASSWORD, HOME, now=now())
    assert isinstance(pending, CodeNeeded)
    with pytest.raises(WrongSignIn):
        services.confirm_code(pending, code, HOME, now=now())
    with pytest.raises(DomainError) as refusal:
        services.remove_second_factor(actor, "not it", now=now())
    assert refusal.value.field == "password"
    services.remove_second_factor(actor, make.PASSWORD, now=now())
    assert isinstance(services.sign_in(admin.email, make.PASSWORD, CAFE, now=now()), SignedIn)
    assert {"second_factor.on", "second_factor.off"} <= set(verbs(of=admin.id))


def test_a_secret_that_we_did_not_offer_cannot_be_enrolled(app: Flask) -> None:
    with pytest.raises(DomainError):
        services.enrol_second_factor(make.actor(make.admin()), "JBSWY3DPEHPK3PXP", "000000", now=now())
