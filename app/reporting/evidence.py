"""What stands behind one cell: every cycle of a person and certification, and the courses that lead there."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.catalogue.queries import live_course
from app.certification.awards import day_of_state
from app.certification.definition import Definition
from app.certification.expiry import State, state_at
from app.certification.models import AwardPeriod, Certificate
from app.certification.overview import CURRENT_PAPER
from app.certification.queries import live_definitions, period_of
from app.core.db import AnyRow, db
from app.core.errors import NotVisible
from app.learning.models import Enrolment
from app.people.actor import Actor
from app.people.models import Person
from app.people.scope import person_within_sight
from app.reporting.tallies import courses_needed


@dataclass(frozen=True)
class Cycle:
    """One award period and its certificate, if it has been made."""

    period: AwardPeriod
    certificate: Certificate | None
    state: State
    on: date | None
    """The day that the state's word needs."""


@dataclass(frozen=True)
class Behind:
    """What stands behind one cell: the person, the certification, every cycle, newest first."""

    person: Person
    definition: Definition
    cycles: list[Cycle]
    courses: list[AnyRow]
    titles: dict[str, dict[str, str]]
    """Titles of the courses by key; a course that is no longer live is called by its key."""


def behind(actor: Actor, person_id: int, certification_key: str, *, now: datetime) -> Behind:
    """The evidence for one person and certification; raises NotVisible."""
    person = db.session.scalar(select(Person).where(Person.id == person_id, person_within_sight(actor)))
    live = live_definitions().get(certification_key)
    if person is None or live is None:
        raise NotVisible
    rows = db.session.execute(
        select(AwardPeriod, Certificate)
        .outerjoin(Certificate, CURRENT_PAPER)
        .where(AwardPeriod.person_id == person_id, AwardPeriod.certification_key == certification_key)
        .order_by(AwardPeriod.cycle.desc())
    )
    cycles = [_cycle(period, certificate, now) for period, certificate in rows]
    keys = {course for course, _key in courses_needed({certification_key: live.document})}
    courses = db.session.execute(
        select(
            Enrolment.course_key, Enrolment.cycle, Enrolment.enrolled_at, Enrolment.last_active_at,
            Enrolment.completed_at,
        )
        .where(Enrolment.person_id == person_id, Enrolment.course_key.in_(keys))
        .order_by(Enrolment.last_active_at.desc())
    ).all()  # fmt: skip
    titles = {key: _title(key) for key in keys}
    return Behind(person, live.document, cycles, list(courses), titles)


def _cycle(period: AwardPeriod, certificate: Certificate | None, now: datetime) -> Cycle:
    state = state_at(period_of(period), now)
    return Cycle(period, certificate, state, day_of_state(period, state))


def _title(course_key: str) -> dict[str, str]:
    live = live_course(course_key)
    return live.document.title if live else {"en": course_key}
