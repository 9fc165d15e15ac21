"""The second factor of an account: set up with a first code, turned off with the password."""

from datetime import datetime

from sqlalchemy import select

from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.sealing import InvalidToken, seal, unseal
from app.people import passwords
from app.people.actor import Actor
from app.people.models import Person
from app.people.second_factor import PURPOSE, accepted_step, new_secret
from app.people.sessions import end_sessions_of

SETUP_PURPOSE = "totp-setup"


def offer_secret() -> str:
    """A sealed new secret for the set-up form; nothing is stored until a code proves that the app has it."""
    return seal(new_secret(), purpose=SETUP_PURPOSE).decode()


def opened_offer(sealed: str) -> str:
    """The secret to show. Raises DomainError when it is not one of ours."""
    try:
        return unseal(sealed.encode(), purpose=SETUP_PURPOSE)
    except InvalidToken:
        raise DomainError(_("This set-up is too old. Open the page again."), field="code") from None


def enrol_second_factor(actor: Actor, sealed: str, code: str, *, now: datetime) -> None:
    """Turn it on. Every other browser is signed out. Raises DomainError on the field `code`."""
    secret = opened_offer(sealed)
    with transaction() as session:
        person = session.scalars(select(Person).where(Person.id == actor.person_id).with_for_update()).one()
        if person.totp_secret is not None:
            raise DomainError(_("It is on already. Turn it off first to use another app."), field="code")
        step = accepted_step(secret, code, at=now.timestamp(), last_step=None)
        if step is None:
            raise DomainError(
                _("That code does not fit. Type the six digits that the app shows now."), field="code"
            )
        person.totp_secret = seal(secret, purpose=PURPOSE)
        person.totp_last_step = step
        end_sessions_of(person.id, now=now, but=actor.sign_in_id)
        audit.record("second_factor.on", "person", person.id, actor_id=person.id)


def remove_second_factor(actor: Actor, password: str, *, now: datetime) -> None:
    """Turn it off; asks the password. Raises DomainError on the field `password`."""
    with transaction() as session:
        person = session.scalars(select(Person).where(Person.id == actor.person_id).with_for_update()).one()
        if not passwords.is_right(person.password_hash, password):
            raise DomainError(_("That is not your password."), field="password")
        person.totp_secret = None
        person.totp_last_step = None
        end_sessions_of(person.id, now=now, but=actor.sign_in_id)
        audit.record("second_factor.off", "person", person.id, actor_id=person.id)


def reset_second_factor(person_id: int, *, now: datetime) -> None:
    """Whoever runs the server turns it off for somebody who lost their app, and signs them out everywhere."""
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        person.totp_secret = None
        person.totp_last_step = None
        end_sessions_of(person_id, now=now)
        audit.record("second_factor.off", "person", person_id, actor_id=None)
