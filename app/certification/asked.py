"""Reads of what was asked of a second person: what waits, and what was decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.catalogue.documents import Text
from app.certification.queries import live_definitions
from app.certification.records import DecisionRequest
from app.core.db import AnyRow, AnySelect
from app.core.paging import fetch
from app.people.actor import Actor
from app.people.listing import SIZE, Listing
from app.people.models import Person
from app.people.scope import person_within_sight

ASKER, DECIDER = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Wish:
    """What somebody asked for, for whom and why, and what was decided."""

    request_id: int
    kind: str
    person_id: int
    person: str
    title: Text
    period_id: int | None
    details: dict[str, Any]
    reason: str
    asked_by: int
    asker: str
    asked_at: datetime
    verdict: str | None
    decider: str
    decided_at: datetime | None


def _requests(actor: Actor) -> AnySelect:
    return (
        select(
            DecisionRequest.id, DecisionRequest.kind, DecisionRequest.person_id, Person.name,
            DecisionRequest.certification_key, DecisionRequest.period_id, DecisionRequest.details,
            DecisionRequest.reason, DecisionRequest.asked_by, ASKER.name.label("asker"), DecisionRequest.asked_at,
            DecisionRequest.verdict, DECIDER.name.label("decider"), DecisionRequest.decided_at,
        )
        .join(Person, Person.id == DecisionRequest.person_id)
        .join(ASKER, ASKER.id == DecisionRequest.asked_by)
        .outerjoin(DECIDER, DECIDER.id == DecisionRequest.decided_by)
        .where(person_within_sight(actor))
    )  # fmt: skip


def _wish(row: AnyRow) -> Wish:
    live = live_definitions().get(row.certification_key)
    return Wish(
        row.id,
        row.kind,
        row.person_id,
        row.name,
        live.document.title if live else {"en": row.certification_key},
        row.period_id,
        row.details,
        row.reason,
        row.asked_by,
        row.asker,
        row.asked_at,
        row.verdict,
        row.decider or "",
        row.decided_at,
    )


def waiting(actor: Actor, *, at: str | None) -> Listing[Wish]:
    """One page of what waits for a second person, the longest waiting first."""
    statement = _requests(actor).where(DecisionRequest.verdict.is_(None))
    keys = (DecisionRequest.asked_at.expression, DecisionRequest.id.expression)
    page = fetch(statement, keys=keys, at=at, size=SIZE)
    return Listing([_wish(row) for row in page.rows], page.previous, page.next)


def decided(actor: Actor, *, at: str | None) -> Listing[Wish]:
    """One page of what was decided, what was asked last first."""
    statement = _requests(actor).where(DecisionRequest.verdict.is_not(None))
    page = fetch(statement, keys=(DecisionRequest.id.expression,), at=at, size=SIZE, descending=True)
    return Listing([_wish(row) for row in page.rows], page.previous, page.next)


def waiting_about(actor: Actor, period_id: int) -> list[Wish]:
    """What was asked about one award and still waits."""
    statement = _requests(actor).where(
        DecisionRequest.period_id == period_id, DecisionRequest.verdict.is_(None)
    )
    page = fetch(statement, keys=(DecisionRequest.id.expression,), at=None, size=SIZE)
    return [_wish(row) for row in page.rows]
