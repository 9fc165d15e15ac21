"""Rules and events in words."""

from app.core.i18n import gettext as _
from app.points.queries import StatementLine
from app.points.rules import EventName


def event_in_words(reason: str) -> str:
    """What happened."""
    words: dict[EventName, str] = {
        "item_completed": _("Finished a part"),
        "course_completed": _("Finished a course"),
        "quiz_passed": _("Passed a quiz"),
        "certified": _("Earned a certification"),
    }
    return words[reason]  # type: ignore[index]


def line_in_words(line: StatementLine) -> str:
    """By which rule a posting came about; a renewal says so."""
    cycle = line.reference.rpartition(":")[2]
    if line.reason == "certified" and cycle.isdigit() and int(cycle) > 1:
        return _("Renewed a certification, rule %(rule)s", rule=line.rule_key)
    return _("%(event)s, rule %(rule)s", event=event_in_words(line.reason), rule=line.rule_key)
