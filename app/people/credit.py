"""For which company a person's learning counted, on any day (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Seat:
    """A credited affiliation: from `started_at` until just before `ended_at`, or until today."""

    affiliation_id: int
    company_id: int
    started_at: datetime
    ended_at: datetime | None
    is_partner: bool = True
    """Not at the vendor."""


def seat_at(seats: Iterable[Seat], instant: datetime) -> Seat | None:
    """The seat that the instant falls into. On the instant of a move it is already the new one."""
    return next(
        (
            seat
            for seat in seats
            if seat.started_at <= instant and (seat.ended_at is None or instant < seat.ended_at)
        ),
        None,
    )
