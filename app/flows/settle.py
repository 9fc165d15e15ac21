"""What does this person's evidence earn that they have not been given? One question, one transaction.

Lock the person → enrol by audience rules → close finished courses → open award periods, owe their
certificates, tell the holder → credit points. Any number of times, in any order, at once from many places: the
end is the same.
"""

import logging
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.assessment.queries import PassedExam, exams_passed
from app.certification.jobs import issue_certificate
from app.certification.queries import as_evidence, awards_of, live_definitions
from app.certification.services import Awarded, award_due
from app.core import clock
from app.core.db import transaction
from app.core.jobs import enqueue, job
from app.flows.assign_curriculum import enrol_learner_by_rules
from app.flows.nights import night_of
from app.flows.points_rules import rules_through_time
from app.flows.publish_certification_effects import keep_by_bridge
from app.learning.queries import CompletedCourse, courses_completed, items_completed
from app.learning.services import complete_courses
from app.notifications.services import tell
from app.people.queries import get_learner, learners, seat_at, seats_of
from app.people.services import lock_person
from app.points.queries import paid_references
from app.points.rules import Event, EventName
from app.points.services import credit

log = logging.getLogger(__name__)

BATCH = 50


def settle(person_id: int, *, now: datetime) -> None:
    """Give the person everything that their evidence has earned. Raises NotVisible if they do not exist."""
    with transaction():
        lock_person(person_id)
        learner = get_learner(person_id)
        enrol_learner_by_rules(learner, now=now)
        complete_courses(person_id, now=now)
        courses, exams = courses_completed(person_id), exams_passed(person_id)
        keep_by_bridge(person_id, [live.document for live in live_definitions().values()], now=now)
        for awarded in award_due(learner, now=now, evidence=as_evidence(courses, exams)):
            follow_up(person_id, awarded, now)
        _credit_points(person_id, courses, exams, now)


def follow_up(person_id: int, awarded: Awarded, now: datetime) -> None:
    """A new award owes its certificate, and its holder is told."""
    enqueue(issue_certificate, key=f"certificate:{awarded.period_id}", period_id=awarded.period_id)
    tell(
        person_id,
        "certified",
        key=f"certified:{awarded.period_id}",
        now=now,
        certification=awarded.certification_key,
        title=live_definitions()[awarded.certification_key].document.title,
        until=awarded.valid_until.isoformat() if awarded.valid_until else None,
    )


@dataclass(frozen=True)
class Earned:
    """One fact that may earn points. The reference omits the wording: a reworded item is not paid again."""

    event: Event
    reference: str
    subject: str
    occurred_at: datetime


def _earned(
    person_id: int,
    events: Container[EventName],
    courses: Iterable[CompletedCourse],
    exams: Iterable[PassedExam],
) -> Iterator[Earned]:
    """Every fact of these kinds; items and awards are read only where some rule pays for them."""
    for item in items_completed(person_id) if "item_completed" in events else ():
        ref = f"{item.course_key}/{item.item_key}"
        facts = {"kind": item.item_kind, "course": item.course_key, "item": ref}
        yield Earned(
            Event("item_completed", facts), f"item:{ref}:{item.cycle}", f"item:{ref}", item.completed_at
        )
    for done in courses if "course_completed" in events else ():
        key = done.course_key
        yield Earned(
            Event("course_completed", {"course": key}),
            f"course:{key}:{done.cycle}",
            f"course:{key}",
            done.completed_at,
        )
    for won in exams if "quiz_passed" in events else ():
        facts = {"course": won.quiz_ref.partition("/")[0], "exam": won.quiz_ref}
        yield Earned(
            Event("quiz_passed", facts),
            f"exam:{won.quiz_ref}:{won.cycle}",
            f"exam:{won.quiz_ref}",
            won.passed_at,
        )
    for award in awards_of(person_id) if "certified" in events else ():
        key = award.certification_key
        yield Earned(
            Event("certified", {"certification": key}),
            f"certification:{key}:{award.cycle}",
            f"certification:{key}",
            award.certified_at,
        )


def _credit_points(
    person_id: int, courses: Iterable[CompletedCourse], exams: Iterable[PassedExam], now: datetime
) -> None:
    """Points for every fact that was not paid yet, by the rules of its day, to the company of its day.

    The vendor's own people learn without points.
    """
    rules = rules_through_time()
    if not rules:
        return
    paid = paid_references(person_id)
    unpaid = [
        earned
        for earned in _earned(person_id, rules.events, courses, exams)
        if (earned.event.name, earned.reference) not in paid
    ]
    if not unpaid:
        return
    seats = seats_of(person_id)
    for earned in sorted(unpaid, key=lambda e: (e.occurred_at, e.reference)):
        seat = seat_at(seats, earned.occurred_at)
        if seat and not seat.is_partner:
            continue
        in_force = rules.at(earned.occurred_at)
        rule = in_force.rules.match(earned.event)
        if rule is None:
            continue
        credit(
            earned.event,
            person_id=person_id,
            affiliation_id=seat.affiliation_id if seat else None,
            company_id=seat.company_id if seat else None,
            reference=earned.reference,
            subject=earned.subject,
            rule=rule,
            rule_version_id=in_force.version_id,
            occurred_at=earned.occurred_at,
            now=now,
        )


@job("flows.settle_person", max_attempts=8)
def settle_person(person_id: int) -> None:
    """Settle again what failed before."""
    settle(person_id, now=clock.now())


def settle_or_retry(person_id: int, *, now: datetime) -> None:
    """Settle after evidence was committed. If it fails the evidence stays, and a job tries again.

    So a broken rule downstream never costs anybody what they handed in.
    """
    try:
        settle(person_id, now=now)
    except Exception:
        log.exception("settling person %s failed; a job will try again", person_id)
        enqueue(settle_person, key=f"settle:{person_id}:{now:%Y-%m-%dT%H:%M}", person_id=person_id)


def settle_all(*, now: datetime, after_id: int = 0, limit: int | None = None) -> tuple[int, list[int]]:
    """Settle everybody active, in the order of their ids; returns how many, and who failed."""
    count, failed = 0, []
    while limit is None or count < limit:
        batch = learners(after_id, BATCH if limit is None else min(BATCH, limit - count))
        if not batch:
            break
        failed += _settle_each([learner.person_id for learner in batch], now)
        count, after_id = count + len(batch), batch[-1].person_id
    return count, failed


def _settle_each(person_ids: list[int], now: datetime) -> list[int]:
    """One transaction each, so that one person's trouble stays theirs."""
    failed = []
    for person_id in person_ids:
        try:
            settle(person_id, now=now)
        except Exception:
            log.exception("settling person %s failed", person_id)
            failed.append(person_id)
    return failed


@job("flows.settle_batch")
def settle_batch(night: str, after_id: int) -> None:
    """The next people of a night's run, then the job for those after them."""
    batch = learners(after_id, BATCH)
    if not batch:
        return
    failed = _settle_each([learner.person_id for learner in batch], clock.now())
    last = batch[-1].person_id
    enqueue(settle_batch, key=f"settle-all:{night}:{last}", night=night, after_id=last)
    if failed:
        log.error("night %s: could not settle %s", night, failed)


def settle_everybody_nightly(*, now: datetime) -> None:
    """Once a night, from two o'clock on, heal whatever was missed. The key makes it one run a night."""
    night = night_of(now)
    enqueue(settle_batch, key=f"settle-all:{night}:0", night=night, after_id=0)
