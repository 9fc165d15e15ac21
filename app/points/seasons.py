"""Which season an instant falls into (pure): a season is a calendar year of the programme's zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Season:
    first_day: date
    last_day: date
    starts_at: datetime
    ends_at: datetime
    """The first instant of the next season."""


def season_of(instant: datetime, zone: str) -> Season:
    """The season that runs then."""
    year = instant.astimezone(ZoneInfo(zone)).year
    return Season(date(year, 1, 1), date(year, 12, 31), _new_year(year, zone), _new_year(year + 1, zone))


def _new_year(year: int, zone: str) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
