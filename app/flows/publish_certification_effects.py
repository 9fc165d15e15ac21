"""What a new version of a certification does to those who hold an earlier one: foretold, then carried out.

Both ask the same question, so the preview cannot differ from the deed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.certification.definition import Bridge, Definition
from app.certification.eligibility import Met, weigh
from app.certification.expiry import State, counts, local_day, state_at
from app.certification.models import AwardPeriod
from app.certification.queries import evidence_of, period_of
from app.certification.services import By, restore, shorten
from app.core.db import db, transaction
from app.core.i18n import gettext as _
from app.people.models import Affiliation


@dataclass(frozen=True)
class Affected:
    """Somebody whose certification will end earlier."""

    period_id: int
    person_id: int
    company_id: int | None
    state: State
    until_before: date | None
    until_after: date


@dataclass(frozen=True)
class Effects:
    """Whom a version affects; `untouched` hold an earlier version and keep their dates."""

    affected: tuple[Affected, ...]
    untouched: int

    @property
    def people(self) -> int:
        return len({one.person_id for one in self.affected})

    @property
    def companies(self) -> int:
        return len({one.company_id for one in self.affected if one.company_id is not None})


def foretell(definition: Definition, *, now: datetime) -> Effects:
    """Whom publishing this version would affect; nothing is written."""
    holders = list(_holding(definition.key, now)) if definition.holders is not None else []
    affected = tuple(_affected(definition, holders))
    return Effects(affected, len(holders) - len(affected))


def carry_out(definition: Definition, *, actor_id: int | None, now: datetime) -> Effects:
    """Shorten what the version says; again it changes nothing. Call it in the transaction of the publication."""
    with transaction():
        effects = foretell(definition, now=now)
        reason = _("A new version of the certification was published.")
        for one in effects.affected:
            shorten(
                one.period_id,
                one.until_after,
                definition.grace_days,
                definition.renewal_window_days,
                By(actor_id, reason),
                now=now,
            )
        return effects


def keep_by_bridge(person_id: int, definitions: Sequence[Definition], *, now: datetime) -> None:
    """Give back the dates of periods that a bridge has shortened and whose holder has met it by its day."""
    bridged = {d.key: d.holders for d in definitions if isinstance(d.holders, Bridge)}
    if not bridged:
        return
    with transaction() as session:
        shortened = session.scalars(
            select(AwardPeriod).where(
                AwardPeriod.person_id == person_id,
                AwardPeriod.certification_key.in_(bridged),
                AwardPeriod.change == "shortened",
                AwardPeriod.revoked_at.is_(None),
            )
        ).all()
        for period in shortened:
            if _is_met(bridged[period.certification_key], period):
                restore(period.id, By(None, _("The bridge to the new version was completed.")), now=now)


def _holding(key: str, now: datetime) -> Iterator[Any]:
    """The newest periods of everybody that count now, with the company that has their credit."""
    rows = db.session.execute(
        select(AwardPeriod, Affiliation.company_id)
        .outerjoin(
            Affiliation,
            (Affiliation.person_id == AwardPeriod.person_id)
            & Affiliation.ended_at.is_(None)
            & Affiliation.is_credited,
        )
        .where(AwardPeriod.certification_key == key, AwardPeriod.certified_at <= now)
        .order_by(AwardPeriod.person_id, AwardPeriod.cycle)
    )
    newest = {period.person_id: (period, company_id) for period, company_id in rows}
    return ((p, company) for p, company in newest.values() if counts(state_at(period_of(p), now)))


def _affected(
    definition: Definition, holders: Sequence[tuple[AwardPeriod, int | None]]
) -> Iterator[Affected]:
    wanted = definition.holders
    if wanted is None:
        return
    until = wanted.by if isinstance(wanted, Bridge) else wanted.until
    for period, company_id in holders:
        end = max(until, period.valid_from)
        if period.valid_until is not None and period.valid_until <= end:
            continue
        if isinstance(wanted, Bridge) and _is_met(wanted, period):
            continue
        state = state_at(period_of(period), period.changed_at)
        yield Affected(period.id, period.person_id, company_id, state, period.valid_until, end)


def _is_met(bridge: Bridge, period: AwardPeriod) -> bool:
    """Whether the holder has met the bridge by its day, in the zone of the period."""
    facts = [
        fact
        for fact in evidence_of(period.person_id)
        if fact.for_certification in (None, period.certification_key)
    ]
    weighed = weigh(bridge.requirements, facts)
    return isinstance(weighed, Met) and local_day(weighed.at, period.zone) <= bridge.by
