"""Commands: enrol people, record how far they are, and what they finished."""

from app.learning.services.completing import complete_courses, complete_item
from app.learning.services.crediting import OutOfDate, Recorded, record_beacon
from app.learning.services.enrolling import (
    assign_curriculum,
    enrol,
    enrol_by_rules,
    enrol_in_curriculum,
    open_next_cycle,
)
from app.learning.services.recording import (
    Opened,
    acknowledge,
    open_viewing,
    tick_steps,
)

__all__ = [
    "Opened",
    "OutOfDate",
    "Recorded",
    "acknowledge",
    "assign_curriculum",
    "complete_courses",
    "complete_item",
    "enrol",
    "enrol_by_rules",
    "enrol_in_curriculum",
    "open_next_cycle",
    "open_viewing",
    "record_beacon",
    "tick_steps",
]
