"""Lists of companies as an actor may see them, with who looks after them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.core.errors import NotVisible
from app.core.paging import fetch
from app.partners.models import Company
from app.people.actor import Actor
from app.people.listing import SIZE, Listing
from app.people.models import Affiliation, Person, Portfolio
from app.people.scope import company_within_sight, visible_companies


@dataclass(frozen=True)
class CompanyFilter:
    """What the list is narrowed to; empty means everything. `manager` is a person's id or `none`."""

    text: str = ""
    region: str = ""
    tier: str = ""
    company_type: str = ""
    manager: str = ""
    state: str = ""


@dataclass(frozen=True)
class ListedCompany:
    """One row of the list."""

    id: int
    name: str
    key: str
    kind: str
    company_type: str
    tier: str
    region: str
    country: str
    closed_at: datetime | None
    manager_name: str | None
    people: int


def list_companies(actor: Actor, wanted: CompanyFilter, *, at: str | None = None) -> Listing[ListedCompany]:
    """A page by name. One statement."""
    people = (
        select(func.count(Affiliation.id))
        .where(Affiliation.company_id == Company.id, Affiliation.ended_at.is_(None))
        .correlate(Company)
        .scalar_subquery()
    )
    companies = (
        select(
            Company.id, Company.name, Company.key, Company.kind, Company.company_type, Company.tier,
            Company.region, Company.country, Company.closed_at, Person.name, people,
        )
        .outerjoin(Portfolio, Portfolio.company_id == Company.id)
        .outerjoin(Person, Person.id == Portfolio.manager_id)
        .where(company_within_sight(actor), *_conditions(wanted))
    )  # fmt: skip
    page = fetch(companies, keys=(Company.name.expression, Company.id.expression), at=at, size=SIZE)
    return Listing([ListedCompany(*row[:11]) for row in page.rows], page.previous, page.next)


def _conditions(wanted: CompanyFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(
            Company.name.icontains(wanted.text, autoescape=True)
            | Company.key.icontains(wanted.text, autoescape=True)
        )
    if wanted.region:
        conditions.append(Company.region == wanted.region)
    if wanted.tier:
        conditions.append(Company.tier == wanted.tier)
    if wanted.company_type:
        conditions.append(Company.company_type == wanted.company_type)
    if wanted.manager == "none":
        conditions.append(Portfolio.manager_id.is_(None))
    elif wanted.manager.isdecimal() and len(wanted.manager) < 10:
        conditions.append(Portfolio.manager_id == int(wanted.manager))
    closed = Company.closed_at.is_not(None)
    conditions.append(closed if wanted.state == "closed" else ~closed)
    return conditions


def regions(actor: Actor) -> list[str]:
    """Every region that a company within sight has."""
    found = select(Company.region).where(company_within_sight(actor), Company.region != "").distinct()
    return list(db.session.scalars(found.order_by(Company.region)))


def get_company(actor: Actor, company_id: int) -> Company:
    """Raises NotVisible for a company that is not there or not the actor's business."""
    company = db.session.scalars(visible_companies(actor).where(Company.id == company_id)).one_or_none()
    if company is None:
        raise NotVisible
    return company


def manager_of(company_id: int) -> int | None:
    return db.session.scalar(select(Portfolio.manager_id).where(Portfolio.company_id == company_id))
