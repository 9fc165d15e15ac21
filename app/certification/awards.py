"""One award as its page shows it: the period, its holder and its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.catalogue.documents import Text
from app.catalogue.queries import course_version
from app.certification.definition import Definition
from app.certification.expiry import State, local_day, state_at
from app.certification.models import AwardPeriod, Certificate
from app.certification.overview import CURRENT_PAPER, evidence_title
from app.certification.policies import visible_periods
from app.certification.queries import definition_version, period_of
from app.core.db import db
from app.core.errors import NotVisible
from app.people.actor import Actor
from app.people.models import Person


@dataclass(frozen=True)
class Fact:
    """A piece of evidence with the title that it had."""

    kind: str
    title: Text
    achieved_at: datetime


@dataclass(frozen=True)
class AwardView:
    """One award period with its holder, its evidence and its certificate."""

    period: AwardPeriod
    state: State
    holder_id: int
    holder: str
    definition: Definition
    code: str | None
    facts: tuple[Fact, ...]

    @property
    def on(self) -> date | None:
        return day_of_state(self.period, self.state)


def day_of_state(period: AwardPeriod, state: State) -> date | None:
    """The day that the word of a period's state needs: until when, or since when."""
    if state == "lapsed" and period.grace_until:
        return period.grace_until + timedelta(days=1)
    if state == "revoked" and period.revoked_at:
        return local_day(period.revoked_at, period.zone)
    return period.grace_until if state == "in_grace" else period.valid_until


def get_award(actor: Actor, period_id: int, *, now: datetime) -> AwardView:
    """An award of somebody the actor may see; raises NotVisible for any other."""
    row = db.session.execute(
        visible_periods(actor)
        .outerjoin(Certificate, CURRENT_PAPER)
        .where(AwardPeriod.id == period_id)
        .with_only_columns(AwardPeriod, Person.name, Certificate.code)
    ).one_or_none()
    if row is None:
        raise NotVisible
    period, holder, code = row
    return AwardView(
        period=period,
        state=state_at(period_of(period), now),
        holder_id=period.person_id,
        holder=holder,
        definition=definition_version(period.version_id),
        code=code,
        facts=tuple(_fact(fact) for fact in period.evidence["facts"]),
    )


def _fact(fact: Mapping[str, Any]) -> Fact:
    """Titled as it was worded when the evidence was given."""
    achieved_at = datetime.fromisoformat(fact["achieved_at"])
    if fact["kind"] == "certification":
        return Fact("certification", definition_version(fact["version_id"]).title, achieved_at)
    if fact["kind"] == "evidence":
        return Fact("evidence", evidence_title(fact["subject"]), achieved_at)
    course = course_version(fact["version_id"])
    item = course.find(fact["subject"].partition("/")[2]) if fact["kind"] == "exam" else None
    return Fact(fact["kind"], item.title if item else course.title, achieved_at)
