"""Mails about accounts, written when they are sent: in the person's language, and only if still due.

A mailed link's token waits encrypted in the outbox; the database never holds one in the open.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import in_language
from app.core.jobs import enqueue, job
from app.core.links import absolute_url
from app.core.mail import send_letter
from app.core.sealing import seal, unseal
from app.partners.models import Company
from app.people.models import MailedLink, Person

TOKEN_PURPOSE = "mailed-link"  # nosec B105: a word, no secret


def send_link(link_id: int, token: str) -> None:
    """Owe the mail of a link, in the running transaction."""
    sealed = seal(token, purpose=TOKEN_PURPOSE).decode()
    enqueue(mail_link, key=f"link:{link_id}", link_id=link_id, sealed=sealed)


@job("people.mail_link", max_attempts=8)
def mail_link(link_id: int, sealed: str) -> None:
    """Nothing is sent for a link that was used, withdrawn or has expired meanwhile."""
    link = db.session.get(MailedLink, link_id)
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        return
    person = db.session.get_one(Person, link.person_id)
    if person.disabled_at is not None:
        return
    token = unseal(sealed.encode(), purpose=TOKEN_PURPOSE)
    with in_language(person.language):
        if link.purpose == "invitation":
            _mail_invitation(link, person, token)
        else:
            text = _text(
                "people/mail/reset.txt", name=person.name, url=absolute_url("people.reset", token=token)
            )
            _hand_over(person, _("Set a new password for Kru"), text, f"link.{link.id}")


def _mail_invitation(link: MailedLink, person: Person, token: str) -> None:
    company = db.session.get_one(Company, link.company_id)
    inviter = db.session.get(Person, link.created_by) if link.created_by else None
    text = _text(
        "people/mail/invitation.txt",
        name=link.name or person.name,
        company=company.name,
        inviter=inviter.name if inviter else current_app.config["KRU"].issuer_name,
        has_account=person.password_hash is not None,
        expires_on=link.expires_at.astimezone(ZoneInfo(person.zone)).date(),
        url=absolute_url("people.invitation", token=token),
    )
    _hand_over(person, _("%(company)s invites you to Kru", company=company.name), text, f"link.{link.id}")


def send_password_changed(person_id: int, *, now: datetime) -> None:
    """Owe the note that tells the owner, in case it was not them."""
    enqueue(
        mail_password_changed,
        key=f"password-changed:{person_id}:{now.timestamp()}",
        person_id=person_id,
        stamp=int(now.timestamp()),
    )


@job("people.mail_password_changed", max_attempts=8)
def mail_password_changed(person_id: int, stamp: int) -> None:
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one()
    with in_language(person.language):
        text = _text("people/mail/password_changed.txt", name=person.name, url=absolute_url("people.forgot"))
        _hand_over(person, _("Your password for Kru was changed"), text, f"password.{person_id}.{stamp}")


def _hand_over(person: Person, subject: str, text: str, message_id: str) -> None:
    send_letter.handle(to=person.email, subject=subject, text=text, message_id=message_id)


def _text(template: str, **values: object) -> str:
    """Rendered without the variables of a page's frame: a worker has no request."""
    return current_app.jinja_env.get_template(template).render(**values)
