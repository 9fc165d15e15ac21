"""A forgotten password: a link by mail, then a new one. Nobody learns whether an address has an account."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core import audit, clock
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.jobs import enqueue, job
from app.people import passwords
from app.people.identity import email_key
from app.people.links import PASSWORD_RESET, claim_link, make_link, void_links
from app.people.mails import send_link, send_password_changed
from app.people.models import MailedLink, Person
from app.people.sessions import end_sessions_of

LINKS_AN_HOUR = 3


class LinkSpent(DomainError):
    """The link was used, withdrawn or has expired."""


def request_reset(email: str) -> None:
    """Owe the search for the account. Every address gets the same row, so no answer takes longer."""
    enqueue(open_reset, email=email.strip()[:254])


@job("people.open_reset")
def open_reset(email: str) -> None:
    """Mail a link, if the address has an account that can be signed in to; three an hour at most."""
    now = clock.now()
    with transaction() as session:
        person = session.scalars(
            select(Person).where(Person.email_key == email_key(email)).with_for_update()
        ).one_or_none()
        if person is None or person.disabled_at is not None or person.password_hash is None:
            return
        recent = session.scalar(
            select(func.count(MailedLink.id)).where(
                MailedLink.person_id == person.id,
                MailedLink.purpose == PASSWORD_RESET,
                MailedLink.created_at > now - timedelta(hours=1),
            )
        )
        if (recent or 0) >= LINKS_AN_HOUR:
            return
        link = make_link(session, PASSWORD_RESET, person.id, now=now)
        send_link(link.id, link.token)
        audit.record("password.reset_requested", "person", person.id, actor_id=None)


def reset_password(token: str, password: str, *, now: datetime) -> None:
    """Set a new password; every browser is signed out, every open link voided, the second factor stays.

    Raises LinkSpent, or DomainError on the field `password`.
    """
    password_hash = passwords.hash_password(password[: passwords.MOST])
    with transaction() as session:
        link = claim_link(session, PASSWORD_RESET, token, now=now)
        if link is None:
            raise LinkSpent(_("This link no longer works."))
        person = session.scalars(select(Person).where(Person.id == link.person_id).with_for_update()).one()
        if person.disabled_at is not None:
            raise LinkSpent(_("This link no longer works."))
        passwords.refuse_weak(password, name=person.name, email=person.email)
        person.password_hash = password_hash
        void_links(session, person.id, now=now)
        end_sessions_of(person.id, now=now)
        audit.record("password.reset", "person", person.id, actor_id=person.id)
        send_password_changed(person.id, now=now)
