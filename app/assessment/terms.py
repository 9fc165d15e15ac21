"""The terms of an attempt, frozen at its start, and what time means for it (pure)."""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from app.catalogue.documents import Doc, Quiz

Release = Literal["score", "topics", "answers"]
NETWORK_GRACE = timedelta(seconds=30)
"""How long after the deadline an answer may still arrive: it was given in time and the line was slow."""


class Terms(Doc, frozen=True):
    """Pass mark (share), time limit (minutes), attempts a cycle, and what a finished attempt shows."""

    pass_mark: float
    time_limit: int | None = None
    attempts: int | None = None
    review: Release = "topics"

    def deadline(self, started_at: datetime) -> datetime | None:
        return started_at + timedelta(minutes=self.time_limit) if self.time_limit else None


def terms_of(quiz: Quiz) -> Terms:
    return Terms(quiz.pass_mark, quiz.time_limit, quiz.attempts, quiz.review)


def to_dict(terms: Terms) -> dict[str, Any]:
    """As it is stored."""
    stored: dict[str, Any] = msgspec.to_builtins(terms)
    return stored


def from_dict(stored: dict[str, Any]) -> Terms:
    return msgspec.convert(stored, Terms)


def is_overdue(deadline_at: datetime | None, now: datetime) -> bool:
    """Past the deadline and the network's grace: nothing is taken any more, what was saved counts."""
    return deadline_at is not None and now > deadline_at + NETWORK_GRACE


def finish_time(deadline_at: datetime | None, now: datetime) -> datetime:
    """When an attempt that is closed now ended; the same whoever finds it, and however late."""
    return now if deadline_at is None else min(now, deadline_at)


def seconds_left(deadline_at: datetime, now: datetime) -> int:
    """Whole seconds until the deadline, 0 when it is past."""
    return max(0, int((deadline_at - now).total_seconds()))
