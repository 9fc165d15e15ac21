"""What stands in the cells of a page of companies: two statements, however many companies and people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import distinct, func, select

from app.certification.definition import Definition, ExamPassed
from app.certification.models import AwardPeriod
from app.core.db import AnySelect, read
from app.core.value_pairs import is_among, is_postgresql, numbers_among, pair_values, value_pairs
from app.learning.models import Enrolment
from app.people.models import Affiliation
from app.reporting.cells import NOBODY, Share, Tally, tally_of
from app.reporting.standing import MOMENT, SEATED, STATE, AsOf


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
        for (company_id, key), tally in _held(ids, as_of).items():
            tallies[company_id][key] = tally
        for company_id, key, count, active_at in _learning(ids, columns, as_of):
            found = tallies[company_id].get(key, NOBODY)
            tallies[company_id][key] = found._replace(learning=count, active_on=_day(active_at, as_of))
    return [Row(row[0], row[1], row[2], row[3], row[4], row[5] or "", tallies[row[0]]) for row in rows]


def _day(instant: datetime, as_of: AsOf) -> date:
    return instant.astimezone(as_of.zone).date()


@cache
def _periods(_postgresql: bool) -> AnySelect:
    """How many latest periods of which companies are in which state, and the days that matter for it.

    Reading the cycles of a person beside each other takes less than asking for each whether a later one is there.
    """
    period = AwardPeriod
    of_one = (Affiliation.company_id, period.person_id, period.certification_key)
    begun = (
        select(
            Affiliation.company_id,
            period.certification_key,
            STATE.label("state"),
            period.valid_until,
            period.grace_until,
            period.cycle,
            func.max(period.cycle).over(partition_by=of_one).label("last"),
        )
        .join(period, period.person_id == Affiliation.person_id)
        .where(
            SEATED,
            is_among(Affiliation.company_id.expression, "company_ids"),
            period.certified_at <= MOMENT,
        )
        .subquery()
    ).c
    place = (begun.company_id, begun.certification_key, begun.state)
    days = (func.min(begun.valid_until), func.min(begun.grace_until), func.max(begun.grace_until))
    return select(*place, func.count(), *days).where(begun.cycle == begun.last).group_by(*place)


def _held(company_ids: list[int], as_of: AsOf) -> dict[tuple[int, str], Tally]:
    """Who holds what, by company and certification."""
    shares: dict[tuple[int, str], dict[str, Share]] = defaultdict(dict)
    values = as_of.values | numbers_among(company_ids, "company_ids")
    for company_id, key, state, *share in read(_periods(is_postgresql()), **values).all():
        shares[company_id, key][state] = Share(*share)
    return {place: tally_of(found) for place, found in shares.items()}


def courses_needed(columns: dict[str, Definition]) -> list[tuple[str, str]]:
    """Which course leads to which certification, as (course, certification)."""
    return [
        (leaf.exam.partition("/")[0] if isinstance(leaf, ExamPassed) else leaf.course, key)
        for key, definition in columns.items()
        for leaf in definition.leaves
    ]


@cache
def _at_courses(_postgresql: bool) -> AnySelect:
    """How many people of which companies are at a certification's courses, and when one of them last was."""
    needs = value_pairs("needs", "course", "certification")
    return (
        select(
            Affiliation.company_id,
            needs.c.certification,
            func.count(distinct(Enrolment.person_id)),
            func.max(Enrolment.last_active_at),
        )
        .join(Affiliation, Affiliation.person_id == Enrolment.person_id)
        .join(needs, needs.c.course == Enrolment.course_key)
        .where(
            SEATED,
            is_among(Affiliation.company_id.expression, "company_ids"),
            Enrolment.enrolled_at <= MOMENT,
        )
        .group_by(Affiliation.company_id, needs.c.certification)
    )


def _learning(
    company_ids: list[int], columns: dict[str, Definition], as_of: AsOf
) -> Iterator[tuple[int, str, int, datetime]]:
    """How many people are at one of its courses, and when one of them last was; told where nobody holds it."""
    needed = sorted(set(courses_needed(columns)))
    if not needed:
        return
    pairs = pair_values(needed, "needs", "course", "certification")
    values = as_of.values | pairs | numbers_among(company_ids, "company_ids")
    for row in read(_at_courses(is_postgresql()), **values):
        yield row[0], row[1], row[2], row[3]
