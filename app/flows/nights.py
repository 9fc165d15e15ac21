"""Which night it is: work that is done once a night is called by it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

NIGHT_HOUR = 2


def night_of(now: datetime) -> str:
    """The day whose night it is, as 2026-11-25: it begins at two o'clock in the installation's zone."""
    local = now.astimezone(ZoneInfo(current_app.config["KRU"].default_zone))
    return (local - timedelta(hours=NIGHT_HOUR)).date().isoformat()
