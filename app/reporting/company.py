"""One company: its people × certifications."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.certification.definition import Definition
from app.certification.models import AwardPeriod
from app.certification.queries import live_definitions
from app.core.db import AnyRow, db
from app.core.errors import NotVisible
from app.core.paging import Page, fetch
from app.learning.models import Enrolment
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person, Portfolio
from app.people.scope import visible_companies
from app.reporting.standing import AsOf, flags, is_latest, one_if, seated
from app.reporting.tallies import courses_needed

PAGE_SIZE = 50


@dataclass(frozen=True)
class Mark:
    """Where one person stands with one certification."""

    state: str
    on: date | None
    """Until when, or since when it is lapsed or revoked."""


NOT_STARTED = Mark("not_started", None)


@dataclass(frozen=True)
class PersonRow:
    person_id: int
    name: str
    job_title: str
    last_active_on: date | None
    marks: dict[str, Mark]

    def mark(self, certification_key: str) -> Mark:
        return self.marks.get(certification_key, NOT_STARTED)


@dataclass(frozen=True)
class CompanyPage:
    company: Company
    manager: str
    head_count: int
    as_of: AsOf
    columns: dict[str, Definition]
    people: list[PersonRow]
    previous: str | None
    next: str | None


def find_company(actor: Actor, company_id: int) -> Company:
    """A partner company within sight; raises NotVisible."""
    company = db.session.scalar(
        visible_companies(actor).where(Company.id == company_id, Company.kind == "partner")
    )
    if company is None:
        raise NotVisible
    return company


def company_page(actor: Actor, company_id: int, *, at: str | None, now: datetime) -> CompanyPage:
    """The company and one page of its people; raises NotVisible."""
    company = find_company(actor, company_id)
    as_of = AsOf.of(None, now=now, zone=actor.zone)
    columns = {key: live.document for key, live in live_definitions().items()}
    page = _people(company_id, as_of, at, PAGE_SIZE)
    manager = db.session.scalar(
        select(Person.name)
        .join(Portfolio, Portfolio.manager_id == Person.id)
        .where(Portfolio.company_id == company_id)
    )
    heads = db.session.scalar(
        select(func.count(Affiliation.id)).where(seated(as_of), Affiliation.company_id == company_id)
    )
    rows = _with_marks(page.rows, columns, as_of)
    return CompanyPage(company, manager or "", heads or 0, as_of, columns, rows, page.previous, page.next)


def every_person(actor: Actor, company_id: int, *, now: datetime) -> Iterator[PersonRow]:
    """All people of the company for an export, in batches."""
    find_company(actor, company_id)
    as_of = AsOf.of(None, now=now, zone=actor.zone)
    columns = {key: live.document for key, live in live_definitions().items()}
    at = None
    while True:
        page = _people(company_id, as_of, at, 500)
        yield from _with_marks(page.rows, columns, as_of)
        if page.next is None:
            return
        at = page.next


def _people(company_id: int, as_of: AsOf, at: str | None, size: int) -> Page:
    statement = (
        select(Person.id, Person.name, Affiliation.job_title)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(seated(as_of), Affiliation.company_id == company_id, Person.disabled_at.is_(None))
    )
    return fetch(statement, keys=[Person.name.expression, Person.id.expression], at=at, size=size)


def _with_marks(rows: Iterable[AnyRow], columns: dict[str, Definition], as_of: AsOf) -> list[PersonRow]:
    """Two statements for any number of people: their latest periods, and the courses they are at."""
    people = list(rows)
    ids = [row[0] for row in people]
    marks: dict[int, dict[str, Mark]] = defaultdict(dict)
    active: dict[int, datetime] = {}
    needed: dict[str, set[str]] = defaultdict(set)
    for course, certification in courses_needed(columns):
        needed[course].add(certification)
    for person_id, course, active_at in _at_courses(ids):
        active[person_id] = max(active_at, active.get(person_id, active_at))
        for key in needed.get(course, ()):
            marks[person_id][key] = Mark("in_progress", None)
    for row in _periods(ids, as_of):
        marks[row.person_id][row.certification_key] = _mark(row, as_of)
    return [
        PersonRow(
            row[0],
            row[1],
            row[2],
            active[row[0]].astimezone(as_of.zone).date() if row[0] in active else None,
            marks[row[0]],
        )
        for row in people
    ]


def _at_courses(person_ids: list[int]) -> Iterator[tuple[int, str, datetime]]:
    statement = select(Enrolment.person_id, Enrolment.course_key, func.max(Enrolment.last_active_at))
    rows = db.session.execute(
        statement.where(Enrolment.person_id.in_(person_ids)).group_by(
            Enrolment.person_id, Enrolment.course_key
        )
    )
    for row in rows:
        yield row[0], row[1], row[2]


def _periods(person_ids: list[int], as_of: AsOf) -> list[AnyRow]:
    is_ = flags(as_of)
    period = AwardPeriod
    statement = select(
        period.person_id, period.certification_key, period.valid_until, period.grace_until, period.revoked_at,
        one_if(is_.held).label("is_held"), one_if(is_.soon).label("is_soon"),
        one_if(is_.grace).label("is_grace"), one_if(is_.revoked).label("is_revoked"),
    )  # fmt: skip
    return list(db.session.execute(statement.where(period.person_id.in_(person_ids), is_latest(as_of))).all())


def _mark(row: AnyRow, as_of: AsOf) -> Mark:
    if row.is_revoked:
        return Mark("revoked", row.revoked_at.astimezone(as_of.zone).date())
    if row.is_grace:
        return Mark("in_grace", row.grace_until)
    if row.is_soon:
        return Mark("lapses_soon", row.valid_until)
    if row.is_held:
        return Mark("certified", row.valid_until)
    return Mark("lapsed", row.grace_until + timedelta(days=1))
