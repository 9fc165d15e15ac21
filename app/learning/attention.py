"""How much of a person's time a beacon may claim (pure).

Each person has one clock that says until when their time has been credited. Every player, page and tab draws
on it, so two of them never add, and nothing earns more seconds than have passed. A beacon that arrives a
little late may draw on what its predecessor left, up to SLACK.
"""

from datetime import datetime, timedelta

SLACK = timedelta(seconds=2)
"""How much unclaimed time outlives a beacon: the jitter of a slow line, too little to be worth saving up."""


def available(credited_until: datetime, opened_at: datetime, now: datetime) -> float:
    """Seconds that may still be claimed: those since the clock, but none before the page was opened."""
    return max(0.0, (now - max(credited_until, opened_at)).total_seconds())


def advance(credited_until: datetime, opened_at: datetime, used: float, now: datetime) -> datetime:
    """The clock after so many seconds of wall time were credited. It never runs back nor past `now`."""
    claimed = max(credited_until, opened_at) + timedelta(seconds=used)
    return max(credited_until, min(now, max(claimed, now - SLACK)))
