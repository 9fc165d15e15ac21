"""Reads of certification: definitions, evidence, standings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, bindparam, func, select

from app.assessment.queries import PassedExam, exams_passed
from app.catalogue.documents import Text
from app.catalogue.queries import Live, document, live_documents
from app.certification.definition import (
    CertificationHeld,
    Definition,
    EvidenceGiven,
    course_of,
    from_document,
    leaves_of,
)
from app.certification.eligibility import Evidence, Met, Open, next_award, weigh
from app.certification.expiry import (
    Past,
    Period,
    Span,
    at,
    counts,
    days_left,
    held_until,
    is_renewable,
    local_day,
    state_at,
)
from app.certification.models import AwardHistory, AwardPeriod, Certificate
from app.certification.records import GivenEvidence
from app.core.db import UtcTime, db, read
from app.learning.models import Enrolment
from app.learning.queries import CompletedCourse, Record, courses_completed

StandingState = Literal[
    "certified", "lapses_soon", "in_grace", "lapsed", "revoked", "in_progress", "not_started", "locked"
]

_decoded: dict[int, tuple[dict[str, Any], Definition]] = {}


def live_definitions() -> dict[str, Live[Definition]]:
    """Every certification that can be earned now, by key."""
    return {
        key: Live(live.version_id, live.number, _typed(live.version_id, live.document))
        for key, live in live_documents("certification").items()
    }


def definition_version(version_id: int) -> Definition:
    """A certification as it was in that version; raises NotVisible if there is none."""
    return _typed(version_id, document(version_id))


def _typed(version_id: int, raw: dict[str, Any]) -> Definition:
    """Decoded once a process; another document under the same id (a publish rolled back) is decoded anew."""
    kept = _decoded.get(version_id)
    if kept is None or kept[0] is not raw:
        kept = _decoded[version_id] = (raw, from_document(raw))
    return kept[1]


def evidence_of(person_id: int) -> list[Evidence]:
    """Everything a person has finished or passed that a requirement may name: two statements.

    What else live requirements name, given evidence and certifications that are held, takes one more each.
    """
    return [
        *as_evidence(courses_completed(person_id), exams_passed(person_id)),
        *evidence_given_to(person_id),
        *certifications_held_by(person_id),
    ]


def as_evidence(courses: Iterable[CompletedCourse], exams: Iterable[PassedExam]) -> list[Evidence]:
    """The same from what has been read already."""
    finished = [
        Evidence("course", done.course_key, done.cycle, done.version_id, done.completed_at)
        for done in courses
    ]
    passed = [
        Evidence("exam", won.quiz_ref, won.cycle, won.version_id, won.passed_at, won.attempt_id)
        for won in exams
    ]
    return finished + passed


def _name(kind: type) -> bool:
    """Whether a live definition asks for something of the kind."""
    return any(
        isinstance(leaf, kind)
        for live in live_definitions().values()
        for tree in live.document.paths
        for leaf in leaves_of(tree)
    )


GIVEN = (
    select(GivenEvidence.name, GivenEvidence.given_at, GivenEvidence.certification_key)
    .where(GivenEvidence.person_id == bindparam("person_id"), GivenEvidence.withdrawn_at.is_(None))
    .order_by(GivenEvidence.given_at, GivenEvidence.id)
)


def evidence_given_to(person_id: int) -> list[Evidence]:
    """What people have vouched for; it is read only where some definition asks for it."""
    if not _name(EvidenceGiven):
        return []
    return [
        Evidence("evidence", row.name, 1, None, row.given_at, for_certification=row.certification_key)
        for row in read(GIVEN, person_id=person_id)
    ]


HELD = select(
    AwardPeriod.certification_key,
    AwardPeriod.cycle,
    AwardPeriod.version_id,
    AwardPeriod.certified_at,
    AwardPeriod.zone,
    AwardPeriod.valid_from,
    AwardPeriod.valid_until,
    AwardPeriod.grace_until,
    AwardPeriod.window_opens_on,
    AwardPeriod.revoked_at,
).where(AwardPeriod.person_id == bindparam("person_id"))


def certifications_held_by(person_id: int) -> list[Evidence]:
    """From when until when which certification counted; it is read only where some definition asks for one."""
    if not _name(CertificationHeld):
        return []
    return [as_held(row) for row in read(HELD, person_id=person_id)]


def as_held(row: Any) -> Evidence:
    """A period as evidence for another certification."""
    until = held_until(period_of(row))
    return Evidence(
        "certification", row.certification_key, row.cycle, row.version_id, row.certified_at, until=until
    )


def period_of(row: Any) -> Period:
    """The dated facts of a period as it is now, from its row or its columns."""
    span = Span(row.valid_from, row.valid_until, row.grace_until, row.window_opens_on)
    return Period(span, row.zone, row.revoked_at)


HISTORY = (
    select(AwardHistory, AwardPeriod.zone)
    .join(AwardPeriod, AwardPeriod.id == AwardHistory.period_id)
    .order_by(AwardHistory.id)
)


def pasts_of(period_ids: Sequence[int]) -> dict[int, tuple[Past, ...]]:
    """What these periods said before their changes, in order; for `expiry.at`."""
    found: dict[int, tuple[Past, ...]] = dict.fromkeys(period_ids, ())
    for row in db.session.execute(HISTORY.where(AwardHistory.period_id.in_(period_ids))):
        past, zone = row
        span = Span(past.valid_from, past.valid_until, past.grace_until, past.window_opens_on)
        found[past.period_id] += (Past(past.until_at, Period(span, zone, past.revoked_at)),)
    return found


@dataclass(frozen=True)
class Award:
    """One period that somebody was given."""

    period_id: int
    certification_key: str
    cycle: int
    certified_at: datetime


AWARDS = (
    select(AwardPeriod.id, AwardPeriod.certification_key, AwardPeriod.cycle, AwardPeriod.certified_at)
    .where(AwardPeriod.person_id == bindparam("person_id"))
    .order_by(AwardPeriod.certified_at, AwardPeriod.id)
)


def awards_of(person_id: int) -> list[Award]:
    """Every award of a person, also revoked and lapsed ones."""
    return [Award(*row) for row in read(AWARDS, person_id=person_id)]


@dataclass(frozen=True)
class Resting:
    """A period that rests on an attempt."""

    period_id: int
    title: Text


WITH_EVIDENCE = (
    select(AwardPeriod.id, AwardPeriod.version_id, AwardPeriod.evidence, AwardPeriod.revoked_class)
    .where(AwardPeriod.person_id == bindparam("person_id"))
    .order_by(AwardPeriod.id)
)


def resting_on(
    person_id: int, attempt_id: int, *, without: str | None = None, revoked_as: str | None = None
) -> list[Resting]:
    """The person's periods whose evidence names the attempt: standing ones, or those revoked as `revoked_as`.

    `without` is an exam that is not passed any more: periods that other evidence of the same time still earns are
    left out.
    """
    evidence = [fact for fact in evidence_of(person_id) if without is None or fact.subject != without]
    found = []
    for row in read(WITH_EVIDENCE, person_id=person_id):
        facts = row.evidence["facts"]
        if row.revoked_class != revoked_as or all(fact["attempt_id"] != attempt_id for fact in facts):
            continue
        definition = definition_version(row.version_id)
        since = min(datetime.fromisoformat(fact["achieved_at"]) for fact in facts)
        if without is None or not isinstance(weigh(definition.requirements, evidence, since=since), Met):
            found.append(Resting(row.id, definition.title))
    return found


STANDING_AWARDS = select(AwardPeriod.person_id, AwardPeriod.id, AwardPeriod.version_id).where(
    AwardPeriod.person_id.in_(bindparam("person_ids", expanding=True)), AwardPeriod.revoked_at.is_(None)
)


def standing_awards(person_ids: Iterable[int]) -> dict[int, dict[int, Text]]:
    """What these people were given and is not revoked: by person, the titles by period."""
    found: dict[int, dict[int, Text]] = {person_id: {} for person_id in person_ids}
    for row in read(STANDING_AWARDS, person_ids=list(found)):
        found[row.person_id][row.id] = definition_version(row.version_id).title
    return found


@dataclass(frozen=True)
class Standing:
    """How a person stands in one certification on a day. `filled` of `needed` is about the next award."""

    certification_key: str
    state: StandingState
    since: date | None = None
    until: date | None = None
    grace_until: date | None = None
    window_opens_on: date | None = None
    revoked_on: date | None = None
    revoked_class: str | None = None
    today: date | None = None
    """The day it is for the period, in its own zone."""
    days_left: int | None = None
    period_id: int | None = None
    certificate_code: str | None = None
    cycle: int = 0
    version_id: int | None = None
    is_renewable: bool = False
    filled: int = 0
    needed: int = 0
    missing: Open | None = None
    """What the next award still needs; None while none can be earned."""

    @property
    def counts(self) -> bool:
        """Whether the person may call themselves certified today."""
        return counts(self.state)

    @property
    def on(self) -> date | None:
        """The day that the state's word needs: until when, or since when."""
        if self.state == "lapsed" and self.grace_until:
            return self.grace_until + timedelta(days=1)
        return {"in_grace": self.grace_until, "revoked": self.revoked_on}.get(self.state, self.until)


def standings_of(person_id: int, *, now: datetime, record: Record | None = None) -> dict[str, Standing]:
    """The person's standing in every live certification and in every one they ever held.

    Four statements; with the `record` of their enrolments, if it has been read already, three.
    """
    definitions = live_definitions()
    last = _last_periods(person_id, now)
    evidence = [fact for fact in evidence_of(person_id) if fact.achieved_at <= now]
    begun = frozenset(record.current) if record else _begun_courses(person_id)
    standings = {
        key: _standing(key, definitions.get(key), last.get(key), evidence, begun, now)
        for key in (*definitions, *(key for key in last if key not in definitions))
    }
    return standings


PERIODS = (
    select(
        AwardPeriod.id,
        AwardPeriod.certification_key,
        AwardPeriod.cycle,
        AwardPeriod.version_id,
        AwardPeriod.certified_at,
        AwardPeriod.zone,
        AwardPeriod.valid_from,
        AwardPeriod.valid_until,
        AwardPeriod.grace_until,
        AwardPeriod.window_opens_on,
        AwardPeriod.revoked_at,
        func.coalesce(AwardHistory.revoked_class, AwardPeriod.revoked_class).label("revoked_class"),
        Certificate.code,
        AwardHistory.until_at,
        AwardHistory.valid_from.label("said_from"),
        AwardHistory.valid_until.label("said_until"),
        AwardHistory.grace_until.label("said_grace"),
        AwardHistory.window_opens_on.label("said_opens"),
        AwardHistory.revoked_at.label("said_revoked_at"),
    )
    .outerjoin(Certificate, and_(Certificate.award_period_id == AwardPeriod.id, Certificate.is_current))
    .outerjoin(
        AwardHistory,
        and_(
            AwardHistory.period_id == AwardPeriod.id,
            AwardHistory.until_at > bindparam("now", type_=UtcTime()),
        ),
    )
    .where(
        AwardPeriod.person_id == bindparam("person_id"),
        AwardPeriod.certified_at <= bindparam("now", type_=UtcTime()),
    )
    .order_by(AwardPeriod.cycle, AwardHistory.until_at, AwardHistory.id)
)
"""A period that was changed after the moment comes once for each change, the first one first."""


@dataclass(frozen=True)
class _Last:
    """The newest period of a certification, and what it said at the moment that is asked for."""

    row: Any
    period: Period


def _last_periods(person_id: int, now: datetime) -> dict[str, _Last]:
    """The newest period of each certification that had begun by then, with its certificate's code."""
    found: dict[str, _Last] = {}
    for row in read(PERIODS, person_id=person_id, now=now):
        known = found.get(row.certification_key)
        if known is None or known.row.id != row.id:
            found[row.certification_key] = _Last(row, at(period_of(row), _past_of(row), now))
    return found


def _past_of(row: Any) -> tuple[Past, ...]:
    """What the first change after the moment replaced, if there was one."""
    if row.until_at is None:
        return ()
    span = Span(row.said_from, row.said_until, row.said_grace, row.said_opens)
    return (Past(row.until_at, Period(span, row.zone, row.said_revoked_at)),)


def _begun_courses(person_id: int) -> frozenset[str]:
    """The courses that the person has at least started."""
    keys = db.session.scalars(select(Enrolment.course_key).where(Enrolment.person_id == person_id).distinct())
    return frozenset(keys)


def _standing(
    key: str,
    live: Live[Definition] | None,
    last: _Last | None,
    evidence: Iterable[Evidence],
    begun: frozenset[str],
    now: datetime,
) -> Standing:
    needs = _needs(live, last, evidence, now)
    steps = {
        "is_renewable": live is not None and last is not None and is_renewable(last.period, now),
        "filled": needs.filled if needs else 0,
        "needed": needs.needed if needs else 0,
        "missing": needs,
    }
    if last is None:
        started = live is not None and _is_started(live.document, needs, begun)
        return Standing(key, "in_progress" if started else "not_started", **steps)  # type: ignore[arg-type]
    period, span, row = last.period, last.period.span, last.row
    state = state_at(period, now)
    return Standing(
        key,
        state,
        since=span.valid_from,
        until=span.until,
        grace_until=span.grace_until,
        window_opens_on=span.window_opens_on,
        revoked_on=local_day(period.revoked_at, row.zone)
        if period.revoked_at and state == "revoked"
        else None,
        revoked_class=row.revoked_class if state == "revoked" else None,
        today=local_day(now, row.zone),
        days_left=None if state == "revoked" else days_left(period, now),
        period_id=row.id,
        certificate_code=row.code,
        cycle=row.cycle,
        version_id=row.version_id,
        **steps,  # type: ignore[arg-type]
    )


def _needs(
    live: Live[Definition] | None, last: _Last | None, evidence: Iterable[Evidence], now: datetime
) -> Open | None:
    """What the next award still needs; None if there is no next one now, or nothing is missing."""
    if live is None:
        return None
    weighed = next_award(live.document, last.period if last is not None else None, evidence, now)
    return weighed if isinstance(weighed, Open) else None


def _is_started(definition: Definition, needs: Open | None, begun: frozenset[str]) -> bool:
    return needs is None or needs.filled > 0 or any(course_of(leaf) in begun for leaf in definition.leaves)
