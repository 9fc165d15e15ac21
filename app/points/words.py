"""Where points came from, in words."""

from app.core.i18n import gettext as _
from app.points.queries import StatementLine
from app.points.rules import EventName


def line_in_words(line: StatementLine, item_kind: str | None) -> str:
    """What it was given for: the rule in words; `item_kind` if it was about an item that is still there."""
    if line.reason == "item_completed" and item_kind:
        return _item(item_kind)
    if line.reason == "certified" and line.cycle > 1:
        return _("Renewed a certification")
    words: dict[EventName, str] = {
        "item_completed": _("Finished a part"),
        "course_completed": _("Finished a course"),
        "quiz_passed": _("Passed a quiz"),
        "certified": _("Earned a certification"),
    }
    return words[line.reason]  # type: ignore[index]


def _item(kind: str) -> str:
    return {
        "video": _("Watched a film"),
        "datasheet": _("Read a datasheet"),
        "playbook": _("Worked through a playbook"),
        "card": _("Went through a competitive card"),
        "acknowledgement": _("Accepted the rules"),
        "quiz": _("Finished a quiz"),
    }.get(kind, _("Finished a part"))
