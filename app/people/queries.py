"""Who people are today, and where they have worked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from app.core.db import db, read
from app.core.errors import NotVisible
from app.partners.models import Company
from app.people.credit import Seat, seat_at
from app.people.models import Affiliation, Person, RoleGrant


@dataclass(frozen=True)
class Learner:
    """Who the person is today, in the credited seat; the company's fields are empty while they have none."""

    person_id: int
    name: str
    email: str
    language: str
    zone: str
    is_active: bool
    affiliation_id: int | None
    company_id: int | None
    company_name: str
    company_type: str
    tier: str
    region: str
    roles: frozenset[str]


def _learner_rows() -> Select[*tuple[Any, ...]]:
    """One row for each role of the credited seat; the outer joins keep people who have no seat."""
    today = and_(Affiliation.person_id == Person.id, Affiliation.ended_at.is_(None), Affiliation.is_credited)
    return (
        select(
            Person.id, Person.name, Person.email, Person.language, Person.zone, Person.disabled_at,
            Affiliation.id, Company.id, Company.name, Company.company_type, Company.tier, Company.region,
            RoleGrant.role,
        )
        .select_from(Person)
        .outerjoin(Affiliation, today)
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .outerjoin(RoleGrant, RoleGrant.affiliation_id == Affiliation.id)
    )  # fmt: skip


ONE_LEARNER = _learner_rows().where(Person.id == bindparam("person_id"))
SEATS = (
    select(
        Affiliation.id, Affiliation.company_id, Affiliation.started_at, Affiliation.ended_at,
        Company.kind == "partner",
    )
    .join(Company, Company.id == Affiliation.company_id)
    .where(Affiliation.person_id == bindparam("person_id"), Affiliation.is_credited)
    .order_by(Affiliation.started_at, Affiliation.id)
)  # fmt: skip


def _as_learner(rows: list[Any]) -> Learner:
    row = rows[0]
    return Learner(
        person_id=row[0],
        name=row[1],
        email=row[2],
        language=row[3],
        zone=row[4],
        is_active=row[5] is None,
        affiliation_id=row[6],
        company_id=row[7],
        company_name=row[8] or "",
        company_type=row[9] or "",
        tier=row[10] or "",
        region=row[11] or "",
        roles=frozenset(r[12] for r in rows if r[12]),
    )


def get_learner(person_id: int) -> Learner:
    """Raises NotVisible if there is no such person. It asks no actor: pages check theirs first."""
    rows = list(read(ONE_LEARNER, person_id=person_id))
    if not rows:
        raise NotVisible
    return _as_learner(rows)


def learners(after_id: int, limit: int) -> list[Learner]:
    """The next active people by id; for jobs that walk through everybody."""
    ids = (
        select(Person.id)
        .where(Person.id > after_id, Person.disabled_at.is_(None))
        .order_by(Person.id)
        .limit(limit)
    )
    rows = db.session.execute(_learner_rows().where(Person.id.in_(ids)).order_by(Person.id))
    return [_as_learner(group) for group in _by_person(rows)]


def _by_person(rows: Iterable[Any]) -> list[list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    return list(groups.values())


def seats_of(person_id: int) -> tuple[Seat, ...]:
    """The credited seats, oldest first; `seat_at` finds the one of a day."""
    return tuple(Seat(*row) for row in read(SEATS, person_id=person_id))


__all__ = ["Learner", "Seat", "get_learner", "learners", "seat_at", "seats_of"]
