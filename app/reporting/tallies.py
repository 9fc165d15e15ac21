"""What stands in the cells of a page of companies: two statements, however many companies and people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import distinct, func, select

from app.certification.definition import Definition, ExamPassed
from app.certification.models import AwardPeriod
from app.core.db import db, read
from app.core.value_pairs import pair_values, value_pairs
from app.learning.models import Enrolment
from app.people.models import Affiliation
from app.reporting.cells import NOBODY, Tally
from app.reporting.standing import AsOf, flags, is_latest, one_if, seated


@dataclass(frozen=True)
class Row:
    """One company; `tallies` holds a certification only where there is something to tell."""

    company_id: int
    name: str
    tier: str
    region: str
    company_type: str
    manager: str
    tallies: dict[str, Tally]

    def tally(self, certification_key: str) -> Tally:
        return self.tallies.get(certification_key, NOBODY)


def with_tallies(rows: Iterable[Any], columns: dict[str, Definition], as_of: AsOf) -> list[Row]:
    """The rows of a page with what stands in their cells; two statements, however many rows."""
    rows = list(rows)
    ids = [row[0] for row in rows]
    tallies: dict[int, dict[str, Tally]] = defaultdict(dict)
    if ids:
        for company_id, key, tally in _held(ids, as_of):
            tallies[company_id][key] = tally
        for company_id, key, count, active_at in _learning(ids, columns, as_of):
            found = tallies[company_id].get(key, NOBODY)
            tallies[company_id][key] = replace(found, learning=count, active_on=_day(active_at, as_of))
    return [Row(row[0], row[1], row[2], row[3], row[4], row[5] or "", tallies[row[0]]) for row in rows]


def _day(instant: datetime, as_of: AsOf) -> date:
    return instant.astimezone(as_of.zone).date()


def _held(company_ids: list[int], as_of: AsOf) -> Iterator[tuple[int, str, Tally]]:
    is_ = flags(as_of)
    period = AwardPeriod
    statement = (
        select(
            Affiliation.company_id,
            period.certification_key,
            func.sum(one_if(is_.held)),
            func.sum(one_if(is_.soon)),
            func.sum(one_if(is_.grace)),
            func.sum(one_if(is_.lapsed)),
            func.sum(one_if(is_.revoked)),
            func.min(period.valid_until).filter(is_.held, ~is_.grace),
            func.min(period.grace_until).filter(is_.grace),
            func.max(period.grace_until).filter(is_.lapsed),
        )
        .join(period, period.person_id == Affiliation.person_id)
        .where(seated(as_of), Affiliation.company_id.in_(company_ids), is_latest(as_of))
        .group_by(Affiliation.company_id, period.certification_key)
    )
    for company_id, key, held, soon, grace, lapsed, revoked, next_end, grace_end, last in db.session.execute(
        statement
    ):
        since = last + timedelta(days=1) if last else None
        yield company_id, key, Tally(held, soon, grace, lapsed, revoked, 0, next_end, grace_end, since)


def courses_needed(columns: dict[str, Definition]) -> list[tuple[str, str]]:
    """Which course leads to which certification, as (course, certification)."""
    return [
        (leaf.exam.partition("/")[0] if isinstance(leaf, ExamPassed) else leaf.course, key)
        for key, definition in columns.items()
        for leaf in definition.leaves
    ]


def _learning(
    company_ids: list[int], columns: dict[str, Definition], as_of: AsOf
) -> Iterator[tuple[int, str, int, datetime]]:
    """How many people are at one of its courses, and when one of them last was; told where nobody holds it."""
    needed = sorted(set(courses_needed(columns)))
    if not needed:
        return
    needs = value_pairs("needs", "course", "certification")
    statement = (
        select(
            Affiliation.company_id,
            needs.c.certification,
            func.count(distinct(Enrolment.person_id)),
            func.max(Enrolment.last_active_at),
        )
        .join(Affiliation, Affiliation.person_id == Enrolment.person_id)
        .join(needs, needs.c.course == Enrolment.course_key)
        .where(
            seated(as_of),
            Affiliation.company_id.in_(company_ids),
            Enrolment.enrolled_at <= as_of.moment,
        )
        .group_by(Affiliation.company_id, needs.c.certification)
    )
    for row in read(statement, **pair_values(needed, "needs", "course", "certification")):
        yield row[0], row[1], row[2], row[3]
