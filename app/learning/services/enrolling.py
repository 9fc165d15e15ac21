"""Enrolment in courses and curricula: by oneself, by a manager, or by an audience rule."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from app.catalogue.documents import Curriculum
from app.catalogue.queries import live_course, live_curricula, live_curriculum
from app.core import audit
from app.core.db import AnyRow, read, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.learning.audiences import is_meant_for
from app.learning.models import CurriculumEnrolment, Enrolment
from app.people.queries import Learner
from app.people.services import lock_person


def enrol(person_id: int, course_key: str, *, now: datetime) -> int:
    """The enrolment of the person's current go at a live course, made if there is none; raises NotVisible."""
    with transaction():
        found = _latest(person_id, course_key)
        if found is None:
            if live_course(course_key) is None:
                raise NotVisible
            lock_person(person_id)
            found = _latest(person_id, course_key)
        enrolment_id: int = found.id if found else _add_go(person_id, course_key, 1, now)
        return enrolment_id


def open_next_cycle(person_id: int, course_key: str, *, now: datetime) -> int:
    """Begin a further go, for a renewal. Raises DomainError while the current one is unfinished."""
    with transaction():
        lock_person(person_id)
        current = _latest(person_id, course_key)
        if current is None or live_course(course_key) is None:
            raise NotVisible
        if current.completed_at is None:
            raise DomainError(_("You are still in this course. Finish it first, then it can begin again."))
        return _add_go(person_id, course_key, current.cycle + 1, now)


LATEST = (
    select(Enrolment.id, Enrolment.cycle, Enrolment.completed_at)
    .where(Enrolment.person_id == bindparam("person_id"), Enrolment.course_key == bindparam("course_key"))
    .order_by(Enrolment.cycle.desc())
    .limit(1)
)


def _latest(person_id: int, course_key: str) -> AnyRow | None:
    return read(LATEST, person_id=person_id, course_key=course_key).first()


def _add_go(person_id: int, course_key: str, cycle: int, now: datetime) -> int:
    with transaction() as session:
        go = Enrolment(
            person_id=person_id, course_key=course_key, cycle=cycle, enrolled_at=now, last_active_at=now
        )
        session.add(go)
        session.flush()
        return go.id


def enrol_in_curriculum(
    person_id: int,
    curriculum_key: str,
    *,
    source: str,
    enrolled_by: int | None,
    now: datetime,
    due_on: date | None = None,
) -> bool:
    """Let a person follow a live curriculum; whether this is new. An enrolment that exists stays as it is.

    Without a date the curriculum's own `due_days`, counted from today, decide. Raises NotVisible.
    """
    live = live_curriculum(curriculum_key)
    if live is None:
        raise NotVisible
    with transaction():
        lock_person(person_id)
        return curriculum_key not in followed_by(person_id) and _follow(
            person_id, live.document, source, enrolled_by, now, due_on
        )


FOLLOWED = select(CurriculumEnrolment.curriculum_key).where(
    CurriculumEnrolment.person_id == bindparam("person_id")
)


def followed_by(person_id: int) -> set[str]:
    """Keys of the curricula that a person follows."""
    return {row[0] for row in read(FOLLOWED, person_id=person_id)}


def _follow(
    person_id: int,
    curriculum: Curriculum,
    source: str,
    enrolled_by: int | None,
    now: datetime,
    due_on: date | None = None,
) -> bool:
    with transaction() as session:
        session.add(
            CurriculumEnrolment(
                person_id=person_id,
                curriculum_key=curriculum.key,
                source=source,
                enrolled_by=enrolled_by,
                enrolled_at=now,
                due_on=due_on or due_date(curriculum, now),
            )
        )
        session.flush()
        return True


def due_date(curriculum: Curriculum, now: datetime) -> date | None:
    """The day by which somebody who is enrolled now should be done, if the curriculum sets one."""
    return now.date() + timedelta(days=curriculum.due_days) if curriculum.due_days else None


def enrol_by_rules(learner: Learner, *, now: datetime) -> list[str]:
    """Enrol a person in every assigned curriculum whose audience they are in; returns the new ones' keys."""
    meant = [
        live.document
        for live in live_curricula().values()
        if live.document.enrolment == "assigned" and is_meant_for(live.document.audience, learner)
    ]
    if not meant or not learner.is_active:
        return []
    if {curriculum.key for curriculum in meant} <= followed_by(learner.person_id):
        return []
    with transaction():
        lock_person(learner.person_id)
        followed = followed_by(learner.person_id)
        new = [curriculum for curriculum in meant if curriculum.key not in followed]
        for curriculum in new:
            _follow(learner.person_id, curriculum, "rule", None, now)
        return [curriculum.key for curriculum in new]


def assign_curriculum(
    person_ids: Iterable[int],
    curriculum_key: str,
    *,
    due_on: date | None,
    enrolled_by: int,
    now: datetime,
) -> list[int]:
    """A manager enrols people, whom the caller may see; returns those who did not follow it yet.

    Whoever follows it already gets the new date, if one is given. Raises NotVisible, DomainError.
    """
    live = live_curriculum(curriculum_key)
    if live is None:
        raise NotVisible
    people = sorted(set(person_ids))
    if not people:
        raise DomainError(_("Choose at least one person."), field="people")
    if due_on and due_on < now.date():
        raise DomainError(_("That day is past. Choose a day from today on."), field="due_on")
    with transaction() as session:
        for person_id in people:
            lock_person(person_id)
        there = {
            row.person_id: row
            for row in session.scalars(
                select(CurriculumEnrolment).where(
                    CurriculumEnrolment.curriculum_key == curriculum_key,
                    CurriculumEnrolment.person_id.in_(people),
                )
            )
        }
        if due_on:
            for row in there.values():
                row.due_on = due_on
        new = [person_id for person_id in people if person_id not in there]
        for person_id in new:
            _follow(person_id, live.document, "manager", enrolled_by, now, due_on)
        audit.record(
            "assigned",
            "curriculum",
            curriculum_key,
            actor_id=enrolled_by,
            people=people,
            due_on=due_on.isoformat() if due_on else None,
        )
        return new
