"""One company: its people × certifications."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import bindparam, func, select

from app.certification.definition import Definition
from app.certification.queries import live_definitions
from app.core.db import AnyRow, AnySelect, db, read
from app.core.errors import NotVisible
from app.core.paging import Page, fetch
from app.core.value_pairs import is_among, is_postgresql, numbers_among
from app.learning.models import Enrolment
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person, Portfolio
from app.people.scope import visible_companies
from app.reporting.standing import IS_LATEST, PERIOD, SEATED, STATE, AsOf
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
    heads = read(HEADS, company_id=company_id, **as_of.values).scalar_one()
    rows = _with_marks(page.rows, columns, as_of)
    return CompanyPage(company, manager or "", heads, as_of, columns, rows, page.previous, page.next)


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


HEADS = select(func.count(Affiliation.id)).where(SEATED, Affiliation.company_id == bindparam("company_id"))
PEOPLE = (
    select(Person.id, Person.name, Affiliation.job_title)
    .join(Affiliation, Affiliation.person_id == Person.id)
    .where(SEATED, Affiliation.company_id == bindparam("company_id"), Person.disabled_at.is_(None))
)


def _people(company_id: int, as_of: AsOf, at: str | None, size: int) -> Page:
    keys = (Person.name.expression, Person.id.expression)
    values = {"company_id": company_id, **as_of.values}
    return fetch(PEOPLE, keys=keys, at=at, size=size, values=values)


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
        marks[row.person_id][row.certification_key] = mark_of(row, as_of)
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


@cache
def _courses(_postgresql: bool) -> AnySelect:
    """When which people were last at which courses."""
    return (
        select(Enrolment.person_id, Enrolment.course_key, func.max(Enrolment.last_active_at))
        .where(is_among(Enrolment.person_id.expression, "person_ids"))
        .group_by(Enrolment.person_id, Enrolment.course_key)
    )


def _at_courses(person_ids: list[int]) -> Iterator[tuple[int, str, datetime]]:
    for row in read(_courses(is_postgresql()), **numbers_among(person_ids, "person_ids")):
        yield row[0], row[1], row[2]


@cache
def _latest_periods(_postgresql: bool) -> AnySelect:
    period = PERIOD
    return select(
        period.person_id, period.certification_key, period.valid_until, period.grace_until, period.revoked_at,
        STATE.label("state"),
    ).where(is_among(period.person_id.expression, "person_ids"), IS_LATEST)  # fmt: skip


def _periods(person_ids: list[int], as_of: AsOf) -> list[AnyRow]:
    values = as_of.values | numbers_among(person_ids, "person_ids")
    return list(read(_latest_periods(is_postgresql()), **values).all())


def mark_of(row: AnyRow, as_of: AsOf) -> Mark:
    """Where a latest period stands, from its state and its dates."""
    match row.state:
        case "revoked":
            return Mark("revoked", row.revoked_at.astimezone(as_of.zone).date())
        case "lapsed":
            return Mark("lapsed", row.grace_until + timedelta(days=1))
        case "in_grace":
            return Mark("in_grace", row.grace_until)
        case state:
            return Mark(state, row.valid_until)
