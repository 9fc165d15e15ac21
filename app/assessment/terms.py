"""The terms of an attempt, frozen at its start, and what time means for it (pure)."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from app.catalogue.documents import Behaviour, Counts, Doc, Quiz, ReviewMatrix

NETWORK_GRACE = timedelta(seconds=30)
"""How long after the deadline an answer may still arrive: it was given in time and the line was slow."""


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
        """Until when answers count: the deadline and the policy's grace, and not later than the quiz closes."""
        if deadline_at is None:
            return None
        last = deadline_at + timedelta(minutes=self.grace)
        return min(last, self.closes_at) if self.closes_at else last

    def released_from(self, closed_at: datetime) -> datetime | None:
        """From when a result may be seen, for all that is known when the attempt is closed; None asks for a person."""
        if self.release == "by_hand":
            return None
        waits_until = self.closes_at if self.release == "after_close" else None
        return max(closed_at, waits_until) if waits_until else closed_at


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


def is_released(
    terms: Terms, closed_at: datetime | None, released_at: datetime | None, now: datetime
) -> bool:
    """Whether a person may see more of an attempt than that it was handed in.

    `released_at` is the fact that evidence waits for; a page need not wait for the worker that writes it.
    """
    if closed_at is None or released_at is not None:
        return released_at is not None
    moment = terms.released_from(closed_at)
    return moment is not None and moment <= now


def is_overdue(ends_at: datetime | None, now: datetime) -> bool:
    """Past the last moment and the network's grace: nothing is taken any more, what was saved counts."""
    return ends_at is not None and now > ends_at + NETWORK_GRACE


def finish_time(ends_at: datetime | None, now: datetime) -> datetime:
    """When an attempt that is closed now ended; the same whoever finds it, and however late."""
    return now if ends_at is None else min(now, ends_at)


def seconds_left(deadline_at: datetime, now: datetime) -> int:
    """Whole seconds until the deadline, 0 when it is past."""
    return max(0, int((deadline_at - now).total_seconds()))
