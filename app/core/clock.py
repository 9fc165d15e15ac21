"""The only clock. Rules take `now` as an argument; edges and jobs read it here."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)
