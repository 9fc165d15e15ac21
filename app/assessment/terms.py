"""The terms of an attempt, frozen at its start, and what time means for it (pure)."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from app.catalogue.documents import Behaviour, Counts, Doc, Quiz, ReviewMatrix

NETWORK_GRACE = timedelta(seconds=30)
"""How long after the deadline an answer may still arrive: it was given in time and the line was slow."""
MOST_TRIES = 3
"""How often an answer can be checked in a multi-try quiz, where its question has fewer hints than that."""


class Terms(Doc, frozen=True):
    """What was agreed when the attempt began: as in `catalogue.documents.Quiz`, in the same units."""

    pass_mark: float
    time_limit: int | None = None
    grace: int = 0
    attempts: int | None = None
    cooldown: tuple[int, ...] = ()
    counts: Counts = "highest"
    closes_at: datetime | None = None
    behaviour: Behaviour = "deferred"
    layout: str = "one"
    floor: bool = True
    section_floors: tuple[int, ...] = ()
    """The sections, from 0, whose marks never sum up to less than 0."""
    honour: bool = False
    review: str | ReviewMatrix = "topics"
    release: str = "at_once"

    def deadline(self, started_at: datetime, *, time_percent: int = 100) -> datetime | None:
        """When the time is over: the limit with the person's allowance, and not later than the quiz closes."""
        ends = [self.closes_at] if self.closes_at else []
        if self.time_limit:
            ends.append(started_at + timedelta(minutes=self.time_limit) * time_percent / 100)
        return min(ends, default=None)

    def last_moment(self, deadline_at: datetime | None) -> datetime | None:
        """Until when answers count: the deadline and the policy's grace."""
        return deadline_at + timedelta(minutes=self.grace) if deadline_at else None


def terms_of(quiz: Quiz) -> Terms:
    return Terms(
        pass_mark=quiz.pass_mark,
        time_limit=quiz.time_limit,
        grace=quiz.grace,
        attempts=quiz.attempts,
        cooldown=quiz.cooldown,
        counts=quiz.counts,
        closes_at=quiz.closes_at,
        behaviour=quiz.behaviour,
        layout=quiz.layout,
        floor=quiz.floor,
        section_floors=tuple(n for n, section in enumerate(quiz.sections) if section.floor),
        honour=quiz.honour,
        review=quiz.review,
        release=quiz.release,
    )


def to_dict(terms: Terms) -> dict[str, Any]:
    """As it is stored."""
    stored: dict[str, Any] = msgspec.to_builtins(terms)
    return stored


def from_dict(stored: dict[str, Any]) -> Terms:
    return msgspec.convert(stored, Terms)


def is_overdue(ends_at: datetime | None, now: datetime) -> bool:
    """Past the last moment and the network's grace: nothing is taken any more, what was saved counts."""
    return ends_at is not None and now > ends_at + NETWORK_GRACE


def finish_time(ends_at: datetime | None, now: datetime) -> datetime:
    """When an attempt that is closed now ended; the same whoever finds it, and however late."""
    return now if ends_at is None else min(now, ends_at)


def seconds_left(deadline_at: datetime, now: datetime) -> int:
    """Whole seconds until the deadline, 0 when it is past."""
    return max(0, int((deadline_at - now).total_seconds()))
