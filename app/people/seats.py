"""The open seats of a person: where they work today and in which roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.partners.models import Company
from app.people.models import Affiliation, Person, RoleGrant


@dataclass(frozen=True)
class OpenSeat:
    """One company that a person works for today."""

    affiliation_id: int
    person_id: int
    company_id: int
    company_name: str
    company_kind: str
    is_closed: bool
    is_credited: bool
    job_title: str
    started_at: datetime
    roles: frozenset[str]

    @property
    def is_vendor_company(self) -> bool:
        return self.company_kind == "vendor"


def open_seats(person_ids: Sequence[int]) -> dict[int, tuple[OpenSeat, ...]]:
    """By person: the credited seat first, then by start. One statement, however many people."""
    rows = db.session.execute(
        select(
            Affiliation.id, Affiliation.person_id, Company.id, Company.name, Company.kind,
            Company.closed_at.is_not(None), Affiliation.is_credited, Affiliation.job_title,
            Affiliation.started_at, RoleGrant.role,
        )
        .join(Company, Company.id == Affiliation.company_id)
        .outerjoin(RoleGrant, RoleGrant.affiliation_id == Affiliation.id)
        .where(Affiliation.person_id.in_(person_ids), Affiliation.ended_at.is_(None))
        .order_by(Affiliation.is_credited.desc(), Affiliation.started_at, Affiliation.id)
    ).all()  # fmt: skip
    roles: dict[int, set[str]] = {}
    for row in rows:
        roles.setdefault(row[0], set()).update([row[9]] if row[9] else [])
    seats: dict[int, dict[int, OpenSeat]] = {}
    for row in rows:
        of_person = seats.setdefault(row[1], {})
        of_person[row[0]] = OpenSeat(*row[:9], frozenset(roles[row[0]]))
    return {person: tuple(of.values()) for person, of in seats.items()}


def open_seats_of(person_id: int) -> tuple[OpenSeat, ...]:
    return open_seats([person_id]).get(person_id, ())


SEAT_TO_ENTER = (
    select(Affiliation.id)
    .join(Company, Company.id == Affiliation.company_id)
    .where(
        Affiliation.person_id == Person.id,
        Affiliation.ended_at.is_(None),
        Company.closed_at.is_(None),
    )
    .order_by(Affiliation.is_credited.desc(), Affiliation.started_at, Affiliation.id)
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)
"""For a statement on Person: the affiliation in which they begin, the credited one if its company is open."""
