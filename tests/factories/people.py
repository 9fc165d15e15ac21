"""People with a seat and roles. The cast: `rep`, `partner_admin`, `author`, `channel_manager`, `admin`."""

import itertools
from typing import Any

from sqlalchemy import select

from app.core.clock import now
from app.core.db import db, transaction
from app.partners.models import Company
from app.people.actor import Actor
from app.people.identity import email_key
from app.people.models import (
    ADMIN,
    AUTHOR,
    CHANNEL_MANAGER,
    PARTNER_ADMIN,
    REP,
    Affiliation,
    Person,
    RoleGrant,
)
from app.people.passwords import hash_password
from app.people.sessions import load_actor, open_session
from tests.factories.partners import LONG_AGO, company

_numbers = itertools.count(1)
PASSWORD = "seven quiet rivers"


def person(*roles: str, at: Company | None = None, password: str | None = PASSWORD, **values: Any) -> Person:
    """Somebody who works at a company (a new partner if none is given) in these roles (rep if none)."""
    number = next(_numbers)
    roles = roles or (REP,)
    employer = at or company()
    email = values.pop("email", f"person{number}@example.com")
    with transaction() as session:
        row = Person(
            **{
                "name": f"Person {number}",
                "email": email,
                "email_key": email_key(email),
                "password_hash": hash_password(password) if password else None,
                "created_at": LONG_AGO,
                **values,
            }
        )
        session.add(row)
        session.flush()
        seat = Affiliation(person_id=row.id, company_id=employer.id, started_at=LONG_AGO)
        session.add(seat)
        session.flush()
        session.add_all(RoleGrant(affiliation_id=seat.id, role=r, granted_at=LONG_AGO) for r in roles)
    return row


def rep(**values: Any) -> Person:
    return person(REP, **values)


def partner_admin(**values: Any) -> Person:
    return person(PARTNER_ADMIN, **values)


def author(**values: Any) -> Person:
    return _of_vendor(AUTHOR, **values)


def channel_manager(**values: Any) -> Person:
    return _of_vendor(CHANNEL_MANAGER, **values)


def admin(**values: Any) -> Person:
    return _of_vendor(ADMIN, **values)


def _of_vendor(role: str, **values: Any) -> Person:
    return person(role, at=values.pop("at", None) or company(kind="vendor", name="Kru Ltd"), **values)


def open_seat(person_id: int) -> int:
    """The id of the affiliation the person has now."""
    return db.session.scalars(
        select(Affiliation.id).where(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None))
    ).one()


def actor(person: Person) -> Actor:
    """The person as a signed-in browser sees them."""
    found = load_actor(open_session(person.id, open_seat(person.id), now=now()))
    assert found is not None
    return found


def seat(person: Person, at: Company, *roles: str, is_credited: bool = False, **values: Any) -> Affiliation:
    """A further seat of somebody; the credit stays where it is unless told otherwise."""
    with transaction() as session:
        row = Affiliation(
            **{
                "person_id": person.id,
                "company_id": at.id,
                "started_at": LONG_AGO,
                "is_credited": is_credited,
                **values,
            }
        )
        session.add(row)
        session.flush()
        session.add_all(
            RoleGrant(affiliation_id=row.id, role=r, granted_at=LONG_AGO) for r in roles or (REP,)
        )
    return row
