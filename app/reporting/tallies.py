"""What stands in the cells of a page of companies: one statement, however many companies and people."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Integer,
    cast,
    distinct,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from app.certification.definition import Definition, course_of
from app.certification.models import AwardPeriod
from app.core.db import AnySelect, read
from app.core.value_pairs import is_among, is_postgresql, numbers_among, pair_values, value_pairs
from app.learning.models import Enrolment
from app.people.models import Affiliation
from app.reporting.cells import NOBODY, Tally
from app.reporting.standing import FLAGS, MOMENT, PERIOD, SEATED, AsOf

ONE_DAY = timedelta(days=1)


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
    """The rows of a page with what stands in their cells; one statement, however many rows."""
    rows = list(rows)
    tallies = _tallies([row[0] for row in rows], columns, as_of) if rows else {}
    return [Row(row[0], row[1], row[2], row[3], row[4], row[5] or "", tallies[row[0]]) for row in rows]


def _tallies(
    company_ids: list[int], columns: dict[str, Definition], as_of: AsOf
) -> dict[int, dict[str, Tally]]:
    """By company and certification."""
    tallies: dict[int, dict[str, Tally]] = {company_id: {} for company_id in company_ids}
    pairs = pair_values(sorted(set(courses_needed(columns))), "needs", "course", "certification")
    values = as_of.values | pairs | numbers_among(company_ids, "company_ids")
    at_courses = []
    for row in read(_counting(is_postgresql()), **values).all():
        (
            company,
            key,
            holding,
            soon,
            grace,
            lapsed,
            revoked,
            next_end,
            grace_end,
            last,
            learning,
            active_at,
        ) = row
        if learning:
            at_courses.append((tallies[company], key, learning, active_at.astimezone(as_of.zone).date()))
            continue
        lapsed_on = last + ONE_DAY if last else None
        tallies[company][key] = Tally(
            holding, soon, grace, lapsed, revoked, 0, next_end, grace_end, lapsed_on
        )
    for of_company, key, learning, active_on in at_courses:
        found = of_company.get(key, NOBODY)
        of_company[key] = found._replace(learning=learning, active_on=active_on)
    return tallies


def courses_needed(columns: dict[str, Definition]) -> list[tuple[str, str]]:
    """Which course leads to which certification, as (course, certification)."""
    return [
        (course, key)
        for key, definition in columns.items()
        for leaf in definition.leaves
        if (course := course_of(leaf))
    ]


@cache
def _counting(_postgresql: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """What people of which companies hold or held of each certification, then how many are at its courses."""
    seated = (
        select(Affiliation.company_id, Affiliation.person_id)
        .where(SEATED, is_among(Affiliation.company_id.expression, "company_ids"))
        .cte("seated")
    )
    return union_all(_holding(seated), _learning(seated))


def _holding(seated: CTE) -> AnySelect:
    """What the latest periods add up to, by company and certification.

    Reading the cycles of a person beside each other takes less than asking for each whether a later one is there.
    """
    period = PERIOD
    of_one = (period.person_id, period.certification_key)
    begun = (
        select(
            seated.c.company_id,
            period.certification_key,
            *(getattr(FLAGS, flag.name).label(flag.name) for flag in fields(FLAGS)),
            period.valid_until,
            period.grace_until,
            period.cycle,
            func.max(period.cycle).over(partition_by=of_one).label("last"),
        )
        .join(period, period.person_id == seated.c.person_id)
        .where(period.certified_at <= MOMENT)
        .subquery()
    ).c
    place = (begun.company_id, begun.certification_key)
    return (
        select(
            *place,
            *(func.count().filter(begun[flag.name]) for flag in fields(FLAGS)),
            func.min(begun.valid_until).filter(begun.held, ~begun.grace),
            func.min(begun.grace_until).filter(begun.grace),
            func.max(begun.grace_until).filter(begun.lapsed),
            literal_column("0", Integer),
            cast(null(), Enrolment.last_active_at.type),
        )
        .where(begun.cycle >= begun.last)
        .group_by(*place)
    )


def _learning(seated: CTE) -> AnySelect:
    """How many people are at a certification's courses, and when one of them last was, after nothing held."""
    needs = value_pairs("needs", "course", "certification")
    none_held = [literal_column("0", Integer) for _flag in fields(FLAGS)]
    no_days = [cast(null(), AwardPeriod.valid_until.type) for _day in range(3)]
    place = (seated.c.company_id, needs.c.certification)
    return (
        select(
            *place,
            *none_held,
            *no_days,
            func.count(distinct(Enrolment.person_id)),
            func.max(Enrolment.last_active_at),
        )
        .select_from(seated)
        .join(Enrolment, Enrolment.person_id == seated.c.person_id)
        .join(needs, needs.c.course == Enrolment.course_key)
        .where(Enrolment.enrolled_at <= MOMENT)
        .group_by(*place)
    )
