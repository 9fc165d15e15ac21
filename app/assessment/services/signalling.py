"""Keep what the browser noticed while a paper was open, for a person to judge. Nothing follows from it by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from app.assessment.models import Attempt
from app.assessment.records import SIGNALS, Signal
from app.core.db import read, transaction, write
from app.core.errors import NotVisible

MOST = 500
"""So many signals of one attempt are kept; what comes after them says nothing new."""
LARGEST = 1_000_000


@dataclass(frozen=True)
class Noticed:
    """One signal: its kind, the question it was at, and seconds away or characters pasted."""

    kind: str
    position: int | None = None
    amount: int = 0


OPEN = (
    select(Attempt.closed_at)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id"))
    .with_for_update()
)
KEPT = select(func.count()).where(Signal.attempt_id == bindparam("attempt_id"))
NOTE = insert(Signal)


def note_signals(attempt_id: int, *, person_id: int, signals: Sequence[Noticed], now: datetime) -> int:
    """How many were kept: of a closed attempt none, of a known kind only, and at most 500 in all.

    Raises NotVisible for a foreign or missing attempt.
    """
    known = [one for one in signals if one.kind in SIGNALS]
    with transaction():
        attempt = read(OPEN, attempt_id=attempt_id, person_id=person_id).one_or_none()
        if attempt is None:
            raise NotVisible
        if not known or attempt.closed_at is not None:
            return 0
        room = max(0, MOST - read(KEPT, attempt_id=attempt_id).scalar_one())
        rows = [
            {
                "attempt_id": attempt_id,
                "kind": one.kind,
                "position": one.position,
                "amount": min(max(one.amount, 0), LARGEST),
                "at": now,
            }
            for one in known[:room]
        ]
        if rows:
            write(NOTE, *rows)
        return len(rows)
