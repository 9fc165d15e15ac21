"""What people change about themselves."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import bindparam, select, update

from app.core import audit
from app.core.db import db, read, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.people import passwords
from app.people.actor import Actor
from app.people.mails import send_password_changed
from app.people.models import THEMES, Person, SignIn
from app.people.sessions import end_sessions_of, open_session
from app.people.spelling import checked_name

LOCKED = select(Person.id).where(Person.id == bindparam("person_id")).with_for_update()


def lock_person(person_id: int) -> None:
    """Hold the person's row until the running transaction ends; on SQLite the transaction itself is the lock.

    Order of locks: the thing handed in, then the person, then the account. Raises NotVisible.
    """
    with transaction():
        if read(LOCKED, person_id=person_id).scalar_one_or_none() is None:
            raise NotVisible


def set_language(person_id: int, language: str) -> None:
    """The language of the person's pages and mails. Raises DomainError for one that Kru does not speak."""
    if language not in LANGUAGES:
        raise DomainError(_("Choose one of the languages listed."), field="language")
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person_id).values(language=language))


@dataclass(frozen=True)
class Profile:
    """How a person is named and how pages are shown to them."""

    name: str
    language: str
    zone: str
    theme: str


def change_profile(actor: Actor, wanted: Profile) -> None:
    """Raises DomainError on the field that is wrong."""
    name = checked_name(wanted.name)
    if wanted.language not in LANGUAGES:
        raise DomainError(_("Choose one of the languages listed."), field="language")
    if wanted.zone not in available_timezones():
        raise DomainError(_("Choose one of the time zones listed."), field="zone")
    if wanted.theme not in THEMES:
        raise DomainError(_("Choose one of the themes listed."), field="theme")
    with transaction() as session:
        person = session.scalars(select(Person).where(Person.id == actor.person_id).with_for_update()).one()
        if person.name != name:
            audit.record("person.renamed", "person", person.id, actor_id=person.id)
        person.name, person.language = name, wanted.language
        person.zone, person.theme = wanted.zone, wanted.theme


def change_password(actor: Actor, current: str, new: str, *, now: datetime) -> str:
    """Set another password; every browser is signed out and this one gets the new token returned.

    Raises DomainError on the field `current` or `password`.
    """
    person = db.session.get_one(Person, actor.person_id)
    if not passwords.is_right(person.password_hash, current):
        audit.record("password.refused", "person", person.id, actor_id=person.id)
        raise DomainError(_("That is not your password."), field="current")
    passwords.refuse_weak(new, name=person.name, email=person.email)
    if passwords.is_right(person.password_hash, new):
        raise DomainError(_("That is the password you have. Choose another."), field="password")
    password_hash = passwords.hash_password(new)
    with transaction() as session:
        held = session.scalars(select(Person).where(Person.id == actor.person_id).with_for_update()).one()
        held.password_hash = password_hash
        browser = session.scalars(select(SignIn.browser).where(SignIn.id == actor.sign_in_id)).one()
        end_sessions_of(held.id, now=now)
        audit.record("password.changed", "person", held.id, actor_id=held.id)
        send_password_changed(held.id, now=now)
        return open_session(held.id, actor.affiliation_id, now=now, browser=browser)
