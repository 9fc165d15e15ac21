"""Published certifications, and award periods with the dates a test is about."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app.catalogue.services import Published, publish_document
from app.certification.definition import AllOf, CourseDone, Definition, ExamPassed, Requirement
from app.certification.expiry import Terms, first_span, local_day
from app.certification.models import AwardPeriod
from app.core.db import transaction
from app.people.models import Person
from tests.factories.catalogue import LONG_AGO, both
from tests.factories.people import open_seat


def course(key: str) -> CourseDone:
    return CourseDone(key)


def exam(ref: str) -> ExamPassed:
    return ExamPassed(ref)


def all_of(*parts: Requirement) -> AllOf:
    return AllOf(parts)


def definition(key: str = "certified-seller", *parts: Requirement, **more: Any) -> Definition:
    """A certification that asks for all these parts (the course "leads" if none), for twelve months."""
    defaults: dict[str, Any] = {
        "languages": ("en", "th"),
        "title": both("Certified Seller", "ผู้ขายที่ผ่านการรับรอง"),
        "summary": both("Who may sell"),
        "statement": both(
            "Holders can open, qualify and hand over a deal.", "ผู้ถือประกาศนียบัตรนี้พร้อมสำหรับการขาย"
        ),
        "level": both("Professional", "มืออาชีพ"),
        "requirements": AllOf(parts or (CourseDone("leads"),)),
        "validity_months": 12,
        "renewal_window_days": 60,
        "grace_days": 30,
    }
    return Definition(key=key, **defaults | more)


def publish(document: Definition, *, now: datetime = LONG_AGO) -> Published:
    """Make it live."""
    return publish_document(
        "certification", document.key, msgspec.to_builtins(document), actor_id=None, now=now
    )


def publish_certification(
    key: str = "certified-seller", *parts: Requirement, now: datetime = LONG_AGO, **more: Any
) -> Published:
    return publish(definition(key, *parts, **more), now=now)


def period(
    person: Person,
    *,
    key: str = "certified-seller",
    certified_at: datetime = datetime(2026, 6, 1, 3, tzinfo=UTC),
    cycle: int = 1,
    months: int | None = 12,
    window: int = 60,
    grace: int = 30,
    **more: Any,
) -> AwardPeriod:
    """An award as if it had been earned then; a live certification of that key must exist."""
    from app.certification.queries import live_definitions

    on: date = local_day(certified_at, person.zone)
    span = first_span(on, Terms(months, window, grace))
    with transaction() as session:
        row = AwardPeriod(
            **{
                "person_id": person.id,
                "certification_key": key,
                "cycle": cycle,
                "version_id": live_definitions()[key].version_id,
                "affiliation_id": open_seat(person.id),
                "certified_at": certified_at,
                "changed_at": certified_at,
                "zone": person.zone,
                "valid_from": span.valid_from,
                "valid_until": span.until,
                "grace_until": span.grace_until,
                "window_opens_on": span.window_opens_on,
                "evidence": {"facts": []},
                **more,
            }
        )
        session.add(row)
        session.flush()
    return row
