"""Who works where: joining, moving, leaving, and being switched off. History stays; sessions end at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.partners.models import Company
from app.people.actor import Actor
from app.people.links import void_links
from app.people.models import ADMIN, Affiliation, Person, RoleGrant
from app.people.policies import can_manage_people_of, can_manage_person
from app.people.scope import visible_companies, visible_people
from app.people.seats import OpenSeat, open_seats_of
from app.people.services.roles import refuse_roles, refuse_without_admin, seat_in_sight
from app.people.sessions import end_sessions_of


@dataclass(frozen=True)
class Destination:
    """Where a person moves to, and as what."""

    company_id: int
    roles: frozenset[str]
    job_title: str = ""


def open_seat(
    session: Session,
    person_id: int,
    company_id: int,
    roles: frozenset[str],
    *,
    granted_by: int | None,
    now: datetime,
    job_title: str = "",
) -> int:
    """A seat with its roles, in the running transaction. Credit follows it unless another seat has it."""
    has_credit = exists().where(
        Affiliation.person_id == person_id, Affiliation.ended_at.is_(None), Affiliation.is_credited
    )
    seat = Affiliation(
        person_id=person_id,
        company_id=company_id,
        job_title=job_title,
        is_credited=not session.scalar(select(has_credit)),
        started_at=now,
    )
    session.add(seat)
    session.flush()
    session.add_all(
        RoleGrant(affiliation_id=seat.id, role=role, granted_at=now, granted_by=granted_by)
        for role in sorted(roles)
    )
    session.flush()
    return seat.id


def company_to_manage(actor: Actor, company_id: int) -> Company:
    """An open company whose people the actor manages. Raises NotVisible, or DomainError on `company`."""
    company = db.session.scalars(visible_companies(actor).where(Company.id == company_id)).one_or_none()
    if company is None or not can_manage_people_of(actor, company.id):
        raise NotVisible
    if company.closed_at is not None:
        raise DomainError(_("%(name)s is closed. Open it again first.", name=company.name), field="company")
    return company


def _person_to_manage(session: Session, actor: Actor, person_id: int) -> tuple[OpenSeat, ...]:
    """The open seats of a person whom the actor may move, remove or disable, locked. Raises NotVisible."""
    held = session.scalars(
        visible_people(actor).where(Person.id == person_id).with_for_update()
    ).one_or_none()
    seats = open_seats_of(person_id)
    if held is None or not can_manage_person(actor, person_id, seats):
        raise NotVisible
    return seats


def move_person(actor: Actor, person_id: int, to: Destination, *, now: datetime) -> int:
    """End the credited seat and start one at another company in the same instant; returns the new seat.

    Sessions end. Raises NotVisible, or DomainError on the field that is wrong.
    """
    company = company_to_manage(actor, to.company_id)
    refuse_roles(actor, to.roles, company_id=company.id, is_vendor_company=company.kind == "vendor")
    with transaction() as session:
        seats = _person_to_manage(session, actor, person_id)
        left = next((seat for seat in seats if seat.is_credited), None)
        if left is not None and left.company_id == company.id:
            raise DomainError(
                _("This person works for %(name)s already.", name=company.name), field="company"
            )
        for seat in seats:
            if seat is left or seat.company_id == company.id:
                _end(session, seat, now=now)
        seat_id = open_seat(
            session,
            person_id,
            company.id,
            to.roles,
            granted_by=actor.person_id,
            job_title=to.job_title,
            now=now,
        )
        void_links(session, person_id, now=now)
        end_sessions_of(person_id, now=now)
        audit.record(
            "person.moved",
            "person",
            person_id,
            actor_id=actor.person_id,
            company=company.id,
            left=left.company_id if left else None,
            roles=sorted(to.roles),
        )
    return seat_id


def leave_company(actor: Actor, affiliation_id: int, *, now: datetime) -> None:
    """End one seat; if it had the credit, the oldest other one gets it. Sessions end. Raises NotVisible."""
    with transaction() as session:
        seat = seat_in_sight(session, actor, affiliation_id)
        if not can_manage_person(actor, seat.person_id, [seat]):
            raise NotVisible
        others = [s for s in open_seats_of(seat.person_id) if s.affiliation_id != affiliation_id]
        _end(session, seat, now=now)
        if seat.is_credited and others:
            _pass_credit_to(session, others[0], now=now)
        end_sessions_of(seat.person_id, now=now)
        audit.record(
            "person.left", "person", seat.person_id, actor_id=actor.person_id, company=seat.company_id
        )


def _end(session: Session, seat: OpenSeat, *, now: datetime) -> None:
    if ADMIN in seat.roles:
        refuse_without_admin(session, but=seat.person_id)
    session.execute(update(Affiliation).where(Affiliation.id == seat.affiliation_id).values(ended_at=now))


def _pass_credit_to(session: Session, seat: OpenSeat, *, now: datetime) -> None:
    """A seat is credited for its whole time or not at all, so the seat starts anew, with credit."""
    _end(session, seat, now=now)
    open_seat(
        session,
        seat.person_id,
        seat.company_id,
        seat.roles,
        granted_by=None,
        job_title=seat.job_title,
        now=now,
    )


def disable_person(actor: Actor, person_id: int, *, now: datetime) -> None:
    """Switch an account off: sessions end, mailed links die, everything earned stays. Raises NotVisible."""
    with transaction() as session:
        seats = _person_to_manage(session, actor, person_id)
        if any(ADMIN in seat.roles for seat in seats):
            refuse_without_admin(session, but=person_id)
        session.execute(update(Person).where(Person.id == person_id).values(disabled_at=now))
        void_links(session, person_id, now=now)
        end_sessions_of(person_id, now=now)
        audit.record("person.disabled", "person", person_id, actor_id=actor.person_id)


def enable_person(actor: Actor, person_id: int) -> None:
    """Let an account sign in again. Raises NotVisible."""
    with transaction() as session:
        _person_to_manage(session, actor, person_id)
        session.execute(update(Person).where(Person.id == person_id).values(disabled_at=None))
        audit.record("person.enabled", "person", person_id, actor_id=actor.person_id)
