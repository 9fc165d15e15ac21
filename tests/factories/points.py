"""Published points rules, and entries of the ledger."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from app.catalogue.services import Published, publish_document
from app.people.models import Person
from app.people.queries import seats_of
from app.points.rules import Event, Rule, RuleSet
from app.points.services import credit
from tests.factories.catalogue import LONG_AGO

RULES = (
    Rule("course", "course_completed", person=40, company=40),
    Rule("video", "item_completed", {"kind": "video"}, person=5),
    Rule("exam", "quiz_passed", person=20),
    Rule("certified", "certified", person=100, company=100),
    Rule("seller", "certified", {"certification": "certified-seller"}, person=200, company=200),
)


def publish_rules(*rules: Rule, now: datetime = LONG_AGO) -> Published:
    """Make these the live rules; the usual ones when none are named."""
    document = msgspec.to_builtins(RuleSet(rules or RULES))
    return publish_document("points", "points", document, actor_id=None, now=now)


def entry(
    person: Person,
    reference: str = "course:leads:1",
    *,
    rule: Rule = RULES[0],
    occurred_at: datetime = datetime(2026, 11, 20, 5, tzinfo=UTC),
    **more: Any,
) -> bool:
    """Points for the person and the company they work for now."""
    seat = seats_of(person.id)[-1]
    values: dict[str, Any] = {
        "person_id": person.id,
        "affiliation_id": seat.affiliation_id,
        "company_id": seat.company_id,
        "reference": reference,
        "subject": reference.rpartition(":")[0],
        "rule": rule,
        "rule_version_id": 1,
        "occurred_at": occurred_at,
        "now": occurred_at,
    }
    return credit(Event(rule.event), **values | more)
