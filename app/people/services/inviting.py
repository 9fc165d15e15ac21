"""Invitations: asked by somebody who may, mailed, accepted once; only then the person works for the company.

Whether the address has an account already makes no difference to what the inviter sees.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.partners.models import Company
from app.people import passwords
from app.people.actor import Actor
from app.people.identity import email_key
from app.people.links import INVITATION, claim_link, make_link, void_links
from app.people.mails import send_link
from app.people.models import Affiliation, MailedLink, Person
from app.people.policies import can_manage_people_of
from app.people.scope import visible_people
from app.people.seats import open_seats_of
from app.people.services.passwords_by_mail import LinkSpent
from app.people.services.roles import refuse_roles
from app.people.services.seating import company_to_manage, open_seat
from app.people.services.signing_in import Knock
from app.people.sessions import end_sessions_of, open_session
from app.people.spelling import checked_email, checked_name

AGAIN_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Invitee:
    """Whom to invite, where, as what."""

    email: str
    name: str
    company_id: int
    roles: frozenset[str]
    language: str


@dataclass(frozen=True)
class Accepted:
    """The token is None when the second factor or the usual sign-in comes first."""

    person_id: int
    token: str | None


def invite(actor: Actor, invitee: Invitee, *, now: datetime) -> int:
    """Ask a person to join a company; returns the id of the invitation.

    Raises NotVisible for a company out of sight and DomainError on the field that is wrong.
    """
    company = company_to_manage(actor, invitee.company_id)
    refuse_roles(actor, invitee.roles, company_id=company.id, is_vendor_company=company.kind == "vendor")
    name, email = checked_name(invitee.name), checked_email(invitee.email)
    if invitee.language not in LANGUAGES:
        raise DomainError(_("Choose one of the languages listed."), field="language")
    with transaction() as session:
        person = find_or_make_person(
            session, email, name=name, language=invitee.language, zone=company.zone, now=now
        )
        _refuse_twice(session, person.id, company, now=now)
        link_id = mail_invitation(
            session, person.id, company.id, invitee.roles, name=name, created_by=actor.person_id, now=now
        )
        audit.record(
            "person.invited",
            "person",
            person.id,
            actor_id=actor.person_id,
            company=company.id,
            roles=sorted(invitee.roles),
        )
    return link_id


def find_or_make_person(
    session: Session, email: str, *, name: str, language: str, zone: str, now: datetime
) -> Person:
    """The account of that address, locked; made if there is none. Two at once make one."""
    wanted = select(Person).where(Person.email_key == email_key(email)).with_for_update()
    person = session.scalars(wanted).one_or_none()
    if person is not None:
        return person
    try:
        with session.begin_nested():
            person = Person(
                name=name,
                email=email,
                email_key=email_key(email),
                language=language,
                zone=zone,
                created_at=now,
            )
            session.add(person)
            session.flush()
        return person
    except IntegrityError:
        return session.scalars(wanted).one()


def _refuse_twice(session: Session, person_id: int, company: Company, *, now: datetime) -> None:
    works_here = exists().where(
        Affiliation.person_id == person_id,
        Affiliation.company_id == company.id,
        Affiliation.ended_at.is_(None),
    )
    if session.scalar(select(works_here)):
        raise DomainError(_("This person works for %(name)s already.", name=company.name), field="email")
    _refuse_too_soon(session, person_id, company.id, now=now)


def _refuse_too_soon(session: Session, person_id: int, company_id: int, *, now: datetime) -> None:
    asked_just_now = exists().where(
        MailedLink.person_id == person_id,
        MailedLink.company_id == company_id,
        MailedLink.used_at.is_(None),
        MailedLink.created_at > now - AGAIN_AFTER,
    )
    if session.scalar(select(asked_just_now)):
        raise DomainError(_("This person was invited a moment ago. The mail is on its way."), field="email")


def mail_invitation(
    session: Session,
    person_id: int,
    company_id: int,
    roles: frozenset[str],
    *,
    name: str,
    created_by: int | None,
    now: datetime,
) -> int:
    """A fresh link by mail; earlier ones to the same company stop working."""
    void_links(session, person_id, now=now, company_id=company_id)
    link = make_link(
        session,
        INVITATION,
        person_id,
        now=now,
        created_by=created_by,
        company_id=company_id,
        roles=roles,
        name=name,
    )
    send_link(link.id, link.token)
    return link.id


def _open_invitation(session: Session, actor: Actor, link_id: int) -> MailedLink:
    link = session.scalars(
        select(MailedLink)
        .where(MailedLink.id == link_id, MailedLink.purpose == INVITATION, MailedLink.used_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if link is None or link.company_id is None or not can_manage_people_of(actor, link.company_id):
        raise NotVisible
    return link


def invite_again(actor: Actor, link_id: int, *, now: datetime) -> None:
    """Send a waiting invitation once more, with a new link. Raises NotVisible, or DomainError if too soon."""
    with transaction() as session:
        link = _open_invitation(session, actor, link_id)
        if link.company_id is None or link.created_at > now - AGAIN_AFTER:
            raise DomainError(_("This person was invited a moment ago. The mail is on its way."))
        company_to_manage(actor, link.company_id)
        roles, name, company_id = frozenset(link.roles), link.name, link.company_id
        mail_invitation(
            session, link.person_id, company_id, roles, name=name, created_by=actor.person_id, now=now
        )
        audit.record(
            "person.invited",
            "person",
            link.person_id,
            actor_id=actor.person_id,
            company=company_id,
            again=True,
        )


def invite_member(actor: Actor, person_id: int, *, now: datetime) -> None:
    """Mail the first link to somebody who has a seat but no password yet, as after an import.

    Raises NotVisible, or DomainError when there is nothing to accept or it is too soon.
    """
    with transaction() as session:
        person = session.scalars(
            visible_people(actor).where(Person.id == person_id).with_for_update()
        ).one_or_none()
        seats = open_seats_of(person_id)
        seat = next((s for s in seats if can_manage_people_of(actor, s.company_id)), None)
        if person is None or seat is None:
            raise NotVisible
        if person.password_hash is not None or person.disabled_at is not None:
            raise DomainError(_("This person has an account already, or it is switched off."))
        _refuse_too_soon(session, person_id, seat.company_id, now=now)
        mail_invitation(
            session,
            person_id,
            seat.company_id,
            seat.roles,
            name=person.name,
            created_by=actor.person_id,
            now=now,
        )
        audit.record("person.invited", "person", person_id, actor_id=actor.person_id, company=seat.company_id)


def withdraw_invitation(actor: Actor, link_id: int, *, now: datetime) -> None:
    """The link stops working. Raises NotVisible."""
    with transaction() as session:
        link = _open_invitation(session, actor, link_id)
        link.used_at = now
        audit.record(
            "invitation.withdrawn",
            "person",
            link.person_id,
            actor_id=actor.person_id,
            company=link.company_id,
        )


def accept_invitation(
    token: str, *, name: str, password: str, language: str, knock: Knock, now: datetime
) -> Accepted:
    """Join the company. A new account gets name and password and is signed in; a known one signs in as ever.

    Raises LinkSpent, or DomainError on the field that is wrong.
    """
    password_hash = passwords.hash_password(password[: passwords.MOST]) if password else None
    with transaction() as session:
        link = claim_link(session, INVITATION, token, now=now)
        person = (
            link
            and session.scalars(select(Person).where(Person.id == link.person_id).with_for_update()).one()
        )
        company = link and session.get(Company, link.company_id)
        if not link or not person or not company or company.closed_at or person.disabled_at:
            raise LinkSpent(_("This link no longer works."))
        affiliation_id = _join(session, person.id, link, now=now)
        is_new = person.password_hash is None
        if is_new:
            person.name = checked_name(name)
            passwords.refuse_weak(password, name=person.name, email=person.email)
            person.password_hash = password_hash
            person.language = language if language in LANGUAGES else person.language
        void_links(session, person.id, now=now, company_id=company.id)
        audit.record(
            "invitation.accepted",
            "person",
            person.id,
            actor_id=person.id,
            company=company.id,
            roles=link.roles,
        )
        if not is_new:
            return Accepted(person.id, None)
        end_sessions_of(person.id, now=now)
        token = open_session(person.id, affiliation_id, now=now, browser=knock.browser)
        audit.record(
            "sign_in.succeeded",
            "person",
            person.id,
            actor_id=person.id,
            browser=knock.browser,
            by="invitation",
        )
        return Accepted(person.id, token)


def _join(session: Session, person_id: int, link: MailedLink, *, now: datetime) -> int:
    """The seat that the invitation is for; one that exists already, from an import, is taken as it is."""
    open_here = session.scalars(
        select(Affiliation).where(
            Affiliation.person_id == person_id,
            Affiliation.company_id == link.company_id,
            Affiliation.ended_at.is_(None),
        )
    ).one_or_none()
    if open_here is not None:
        return open_here.id
    return open_seat(
        session, person_id, link.company_id or 0, frozenset(link.roles), granted_by=link.created_by, now=now
    )
