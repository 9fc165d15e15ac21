"""When the next attempt may begin (pure): the pause grows with each one."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def next_start(closed_at: datetime | None, used: int, cooldown: Sequence[int]) -> datetime | None:
    """The end of the pause after the last of so many attempts; None where there is none.

    `cooldown` holds the hours before the second, third, … attempt, the last one for all that follow.
    """
    if closed_at is None or used < 1 or not cooldown:
        return None
    hours = cooldown[min(used, len(cooldown)) - 1]
    return closed_at + timedelta(hours=hours) if hours else None
