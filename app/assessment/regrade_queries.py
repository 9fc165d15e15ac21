"""The regrades of a question, for its page in the studio."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from app.assessment.records import Regrade, RegradeChange
from app.assessment.services.regrading import UNDO_WITHIN
from app.core.db import read
from app.people.models import Person


@dataclass(frozen=True)
class PastRegrade:
    """One that was applied; `attempts` is how many it changed."""

    id: int
    kind: str
    reason: str
    never_lower: bool
    applied_at: datetime
    applied_by: str
    attempts: int
    undone_at: datetime | None

    def can_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now <= self.applied_at + UNDO_WITHIN


REGRADES = (
    select(
        Regrade.id, Regrade.kind, Regrade.reason, Regrade.never_lower, Regrade.applied_at, Person.name,
        select(func.count()).where(RegradeChange.regrade_id == Regrade.id).scalar_subquery(), Regrade.undone_at,
    )
    .join(Person, Person.id == Regrade.applied_by)
    .where(Regrade.question_id == bindparam("question_id"))
    .order_by(Regrade.id.desc())
    .limit(50)
)  # fmt: skip


def regrades_of(question_id: int) -> list[PastRegrade]:
    """The newest first. The caller has checked who may author."""
    return [PastRegrade(*row) for row in read(REGRADES, question_id=question_id)]
