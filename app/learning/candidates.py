"""Whom a manager may give a curriculum to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from app.core.db import db
from app.core.errors import NotVisible
from app.learning.models import CurriculumEnrolment
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person
from app.people.scope import visible_companies, visible_people


@dataclass(frozen=True)
class Candidate:
    """Somebody a curriculum may be given to, and how they stand to it."""

    person_id: int
    name: str
    follows: bool
    due_on: date | None


@dataclass(frozen=True)
class CompanyChoice:
    company_id: int
    name: str


@dataclass(frozen=True)
class Candidates:
    """The companies somebody may choose from, the one chosen, and its people."""

    companies: list[CompanyChoice]
    company_id: int | None
    people: list[Candidate]


def people_to_assign(actor: Actor, curriculum_key: str, company_id: int | None) -> Candidates:
    """Whom the actor may give a curriculum to, company by company; raises NotVisible for a foreign one."""
    rows = db.session.execute(
        visible_companies(actor)
        .with_only_columns(Company.id, Company.name)
        .where(Company.closed_at.is_(None))
        .order_by(Company.name, Company.id)
    )
    companies = [CompanyChoice(*row) for row in rows]
    if company_id is None and len(companies) == 1:
        company_id = companies[0].company_id
    if company_id is None:
        return Candidates(companies, None, [])
    if company_id not in {one.company_id for one in companies}:
        raise NotVisible
    return Candidates(companies, company_id, _candidates(actor, curriculum_key, company_id))


def _candidates(actor: Actor, curriculum_key: str, company_id: int) -> list[Candidate]:
    rows = db.session.execute(
        select(Person.id, Person.name, CurriculumEnrolment.id, CurriculumEnrolment.due_on)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .outerjoin(
            CurriculumEnrolment,
            and_(
                CurriculumEnrolment.person_id == Person.id,
                CurriculumEnrolment.curriculum_key == curriculum_key,
            ),
        )
        .where(
            Person.id.in_(visible_people(actor).with_only_columns(Person.id)),
            Affiliation.company_id == company_id,
            Affiliation.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return [Candidate(person_id, name, there is not None, due) for person_id, name, there, due in rows]
