"""Roles: granted strictly below one's own, taken away, and never so that nobody is admin."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import ADMIN, ROLES, Affiliation, Person, RoleGrant
from app.people.policies import grantable_roles, revocable_roles
from app.people.scope import visible_people
from app.people.seats import OpenSeat, open_seats_of


def refuse_roles(actor: Actor, roles: frozenset[str], *, company_id: int, is_vendor_company: bool) -> None:
    """Raises DomainError on the field `roles` unless the actor may give them all; refusals are audited."""
    if not roles:
        raise DomainError(_("Choose at least one role."), field="roles")
    beyond = roles - grantable_roles(actor, company_id=company_id, is_vendor_company=is_vendor_company)
    if beyond and beyond <= set(ROLES):
        audit.record("role.refused", "company", company_id, actor_id=actor.person_id, roles=sorted(beyond))
    if beyond:
        raise DomainError(_("You cannot give that role in this company."), field="roles")


def seat_in_sight(session: Session, actor: Actor, affiliation_id: int) -> OpenSeat:
    """The open seat, with its person locked. Raises NotVisible."""
    person_id = session.scalar(
        select(Affiliation.person_id).where(Affiliation.id == affiliation_id, Affiliation.ended_at.is_(None))
    )
    person = session.scalars(
        visible_people(actor).where(Person.id == person_id).with_for_update()
    ).one_or_none()
    if person is None:
        raise NotVisible
    seat = next((s for s in open_seats_of(person.id) if s.affiliation_id == affiliation_id), None)
    if seat is None or not (actor.is_channel_manager or seat.company_id == actor.company_id):
        raise NotVisible
    return seat


def grant_role(actor: Actor, affiliation_id: int, role: str, *, now: datetime) -> None:
    """Raises NotVisible, or DomainError on the field `roles`."""
    with transaction() as session:
        seat = seat_in_sight(session, actor, affiliation_id)
    refuse_roles(
        actor, frozenset({role}), company_id=seat.company_id, is_vendor_company=seat.is_vendor_company
    )
    with transaction() as session:
        seat = seat_in_sight(session, actor, affiliation_id)
        if role in seat.roles:
            return
        session.add(
            RoleGrant(affiliation_id=affiliation_id, role=role, granted_at=now, granted_by=actor.person_id)
        )
        audit.record(
            "role.granted",
            "person",
            seat.person_id,
            actor_id=actor.person_id,
            role=role,
            company=seat.company_id,
        )


def revoke_role(actor: Actor, affiliation_id: int, role: str) -> None:
    """Raises NotVisible, or DomainError when it may not be taken away."""
    with transaction() as session:
        seat = seat_in_sight(session, actor, affiliation_id)
        allowed = revocable_roles(actor, company_id=seat.company_id, is_vendor_company=seat.is_vendor_company)
        if role not in seat.roles:
            return
        if role not in allowed:
            raise DomainError(_("You cannot take that role away."), field="roles")
        if seat.roles == {role}:
            raise DomainError(
                _("It is the only role here. Give another one first, or let the person leave the company."),
                field="roles",
            )
        if role == ADMIN:
            refuse_without_admin(session, but=seat.person_id)
        session.execute(
            delete(RoleGrant).where(RoleGrant.affiliation_id == affiliation_id, RoleGrant.role == role)
        )
        audit.record(
            "role.revoked",
            "person",
            seat.person_id,
            actor_id=actor.person_id,
            role=role,
            company=seat.company_id,
        )


def refuse_without_admin(session: Session, *, but: int) -> None:
    """Raises DomainError if nobody else is admin. Two such acts queue, as each holds every admin's grant."""
    session.execute(
        select(RoleGrant.affiliation_id)
        .where(RoleGrant.role == ADMIN)
        .order_by(RoleGrant.affiliation_id)
        .with_for_update()
    ).all()
    others = session.scalar(
        select(func.count(RoleGrant.affiliation_id))
        .join(Affiliation, Affiliation.id == RoleGrant.affiliation_id)
        .join(Person, Person.id == Affiliation.person_id)
        .join(Company, Company.id == Affiliation.company_id)
        .where(
            RoleGrant.role == ADMIN,
            Affiliation.ended_at.is_(None),
            Company.closed_at.is_(None),
            Person.disabled_at.is_(None),
            Person.password_hash.is_not(None),
            Person.id != but,
        )
    )
    if not others:
        raise DomainError(_("This is the last admin. Make somebody else admin first."))
