"""Signing in and out. Every answer to a wrong try is the same, whether the account exists or not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from app.core import audit
from app.core.db import AnyRow, AnySelect, read, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.core.sealing import unseal
from app.people import passwords, tries
from app.people.actor import Actor
from app.people.identity import email_key
from app.people.models import Person, SignIn
from app.people.seats import SEAT_TO_ENTER, open_seats_of
from app.people.second_factor import PURPOSE, accepted_step
from app.people.sessions import end_session, end_sessions_of, open_session
from app.people.slowing import must_wait

ACCOUNT = (
    Person.id, Person.email_key, Person.password_hash, Person.totp_secret, Person.disabled_at,
    SEAT_TO_ENTER.label("seat"),
)  # fmt: skip
"""What signing in reads of a person."""
BY_ID: AnySelect = select(*ACCOUNT).where(Person.id == bindparam("person_id"))
COUNTED = tries.COUNTING.subquery()
TRIED: AnySelect = select(*COUNTED.c, *ACCOUNT).select_from(
    COUNTED.outerjoin(Person, Person.email_key == bindparam("email_key"))
)
"""The counts of wrong tries, and beside them the account; one row, whether it exists or not."""


class WrongSignIn(DomainError):
    """Address and password, or the code, do not fit."""


class TooManyTries(DomainError):
    """Wait before the next try."""


@dataclass(frozen=True)
class Knock:
    """From where somebody tries: the network address, and the browser in words."""

    address: str
    browser: str


@dataclass(frozen=True)
class SignedIn:
    """The token is for the cookie; it is kept nowhere else."""

    token: str
    person_id: int


@dataclass(frozen=True)
class CodeNeeded:
    """The password is right, the second factor is still missing. `stamp` dies with the password."""

    person_id: int
    stamp: str


def sign_in(email: str, password: str, knock: Knock, *, now: datetime) -> SignedIn | CodeNeeded:
    """Check address and password. Raises WrongSignIn or TooManyTries."""
    key = email_key(email)
    try_id, person = _begin_try(key, knock, now=now)
    is_right = passwords.is_right(person.password_hash if person else None, password)
    seat = _seat(person) if is_right else None
    if person is None or seat is None:
        raise _refused(person, key, knock, why="no access" if is_right else "password")
    if person.totp_secret is not None:
        return CodeNeeded(person.id, stamp_of(person))
    new_hash = passwords.rehashed(person.password_hash, password)
    return _enter(person.id, seat, try_id, knock, now=now, new_hash=new_hash)


def confirm_code(pending: CodeNeeded, code: str, knock: Knock, *, now: datetime) -> SignedIn:
    """Check the second factor of a sign-in that has begun. Raises WrongSignIn, TooManyTries or NotVisible.

    The row lock makes two uses of one code in the same moment one use.
    """
    person = read(BY_ID, person_id=pending.person_id).one_or_none()
    seat = _seat(person)
    if person is None or seat is None or stamp_of(person) != pending.stamp:
        raise NotVisible
    try_id, _account = _begin_try(person.email_key, knock, now=now)
    with transaction() as session:
        held = session.scalars(select(Person).where(Person.id == person.id).with_for_update()).one()
        step = (
            accepted_step(
                unseal(held.totp_secret, purpose=PURPOSE),
                code,
                at=now.timestamp(),
                last_step=held.totp_last_step,
            )
            if held.totp_secret
            else None
        )
        if step is not None:
            held.totp_last_step = step
            return _enter(held.id, seat, try_id, knock, now=now)
    raise _refused(person, person.email_key, knock, why="code")


def _seat(person: AnyRow | None) -> int | None:
    """Where the person may enter; nobody who is disabled or works nowhere may."""
    if person is None or person.disabled_at is not None:
        return None
    seat: int | None = person.seat
    return seat


def stamp_of(person: AnyRow) -> str:
    """Changes with the password and with the second factor."""
    parts = f"{person.id}:{person.password_hash}:".encode() + (person.totp_secret or b"")
    return hashlib.sha256(parts).hexdigest()[:32]


def _begin_try(key: str, knock: Knock, *, now: datetime) -> tuple[int, AnyRow | None]:
    """Write the try down, then count: the try, and the account if there is one. Raises TooManyTries."""
    account, network = tries.account_hash(key), tries.network_hash(knock.address)
    try_id = tries.note_try(account, network, now=now)
    row = read(TRIED, email_key=key, **tries.counting_values(account, network, now=now)).one()
    if not must_wait(tries.wrong_tries(*row[: len(COUNTED.c)])):
        return try_id, row if row.id is not None else None
    tries.forgive(try_id)
    _note_refusal(None, key, knock, why="wait")
    raise TooManyTries(_("Too many tries. Wait 15 minutes, or set a new password."))


def _refused(person: AnyRow | None, key: str, knock: Knock, *, why: str) -> WrongSignIn:
    _note_refusal(person, key, knock, why=why)
    if why == "code":
        return WrongSignIn(
            _("That code does not fit. Type the six digits that the app shows now."), field="code"
        )
    return WrongSignIn(_("That e-mail and password do not match."))


def _note_refusal(person: AnyRow | None, key: str, knock: Knock, *, why: str) -> None:
    subject = ("person", person.id) if person else ("account", tries.account_hash(key)[:16])
    network = tries.network_hash(knock.address)[:16]
    audit.record("sign_in.failed", *subject, actor_id=None, why=why, network=network)


def _enter(
    person_id: int,
    affiliation_id: int,
    try_id: int,
    knock: Knock,
    *,
    now: datetime,
    new_hash: str | None = None,
) -> SignedIn:
    with transaction() as session:
        tries.note_success(try_id)
        if new_hash:
            session.execute(update(Person).where(Person.id == person_id).values(password_hash=new_hash))
        token = open_session(person_id, affiliation_id, now=now, browser=knock.browser)
        network = tries.network_hash(knock.address)[:16]
        audit.record(
            "sign_in.succeeded",
            "person",
            person_id,
            actor_id=person_id,
            browser=knock.browser,
            network=network,
        )
    return SignedIn(token, person_id)


def sign_out(actor: Actor, *, now: datetime) -> None:
    with transaction():
        end_session(actor.sign_in_id, now=now)
        audit.record("sign_in.ended", "person", actor.person_id, actor_id=actor.person_id)


def end_browser(actor: Actor, sign_in_id: int, *, now: datetime) -> None:
    """Sign one of the own browsers out. Raises NotVisible for somebody else's."""
    with transaction() as session:
        own = session.scalar(
            select(SignIn.id).where(
                SignIn.id == sign_in_id, SignIn.person_id == actor.person_id, SignIn.ended_at.is_(None)
            )
        )
        if own is None:
            raise NotVisible
        end_session(own, now=now)
        audit.record("sign_in.ended", "person", actor.person_id, actor_id=actor.person_id)


def end_other_browsers(actor: Actor, *, now: datetime) -> None:
    """Sign every other browser of the own account out."""
    with transaction():
        end_sessions_of(actor.person_id, now=now, but=actor.sign_in_id)
        audit.record("sign_in.ended", "person", actor.person_id, actor_id=actor.person_id, others=True)


def end_all_sessions(person_id: int, *, actor_id: int | None, now: datetime) -> None:
    """Sign a person out everywhere."""
    with transaction():
        end_sessions_of(person_id, now=now)
        audit.record("sign_in.ended", "person", person_id, actor_id=actor_id, everywhere=True)


def switch_seat(actor: Actor, affiliation_id: int, *, now: datetime) -> str:
    """Act for another of the own companies in this browser, under a new token. Raises NotVisible."""
    with transaction() as session:
        seat = next((s for s in open_seats_of(actor.person_id) if s.affiliation_id == affiliation_id), None)
        if seat is None or seat.is_closed:
            raise NotVisible
        browser = session.scalars(select(SignIn.browser).where(SignIn.id == actor.sign_in_id)).one()
        end_session(actor.sign_in_id, now=now)
        company = seat.company_id
        audit.record("seat.switched", "person", actor.person_id, actor_id=actor.person_id, company=company)
        return open_session(actor.person_id, affiliation_id, now=now, browser=browser)
