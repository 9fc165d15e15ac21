"""Making an admin on the command line: the only way to become one."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import transaction
from app.partners.models import Company
from app.partners.services import CompanyDraft, create_company
from app.people.links import INVITATION, make_link, void_links
from app.people.models import ADMIN, RoleGrant
from app.people.seats import open_seats_of
from app.people.services.inviting import find_or_make_person
from app.people.services.seating import open_seat
from app.people.spelling import checked_email, checked_name


def make_admin(email: str, name: str, *, now: datetime) -> str | None:
    """Make the person an admin of the vendor, which is made too if there is none.

    Returns the token of an invitation, or None for somebody who has a password already. Raises DomainError.
    """
    email, name = checked_email(email), checked_name(name)
    settings = current_app.config["KRU"]
    with transaction() as session:
        vendor_id = _vendor(session, now=now)
        person = find_or_make_person(
            session,
            email,
            name=name,
            language=settings.default_language,
            zone=settings.default_zone,
            now=now,
        )
        _seat_as_admin(session, person.id, vendor_id, now=now)
        if person.password_hash is not None:
            return None
        void_links(session, person.id, now=now, company_id=vendor_id)
        return make_link(
            session,
            INVITATION,
            person.id,
            now=now,
            company_id=vendor_id,
            roles=frozenset({ADMIN}),
            name=person.name,
        ).token


def _vendor(session: Session, *, now: datetime) -> int:
    vendor_id = session.scalar(select(Company.id).where(Company.kind == "vendor").order_by(Company.id))
    if vendor_id is not None:
        return vendor_id
    settings = current_app.config["KRU"]
    draft = CompanyDraft(
        name=settings.issuer_name,
        company_type="vendor",
        zone=settings.default_zone,
        language=settings.default_language,
    )
    return create_company(draft, actor_id=None, now=now, is_vendor=True)


def _seat_as_admin(session: Session, person_id: int, vendor_id: int, *, now: datetime) -> None:
    seat = next((s for s in open_seats_of(person_id) if s.company_id == vendor_id), None)
    if seat is None:
        open_seat(session, person_id, vendor_id, frozenset({ADMIN}), granted_by=None, now=now)
    elif ADMIN not in seat.roles:
        session.add(RoleGrant(affiliation_id=seat.affiliation_id, role=ADMIN, granted_at=now))
    else:
        return
    audit.record("role.granted", "person", person_id, actor_id=None, role=ADMIN, company=vendor_id)
