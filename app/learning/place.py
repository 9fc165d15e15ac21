"""Where in an item somebody was, so that they go on there on any device (pure)."""

from typing import Any

from app.catalogue.documents import AnyItem, Datasheet, Playbook, Video

START_AGAIN = 3.0
"""A film left within this many seconds of its end begins from the start the next time."""


def tidy_place(item: AnyItem, told: str) -> dict[str, Any]:
    """The place a page reports, if the item has it: a second, a page number or a section id."""
    match item:
        case Video():
            second = _number(told)
            return {"second": round(min(max(second, 0.0), item.duration), 1)} if second is not None else {}
        case Datasheet():
            most = max((len(sheet.pages) for sheet in item.sheets.values()), default=0)
            return {"page": int(told)} if told.isascii() and told.isdigit() and 1 <= int(told) <= most else {}
        case Playbook():
            return {"section": told} if any(section.id == told for section in item.sections) else {}
        case _:
            return {}


def _number(told: str) -> float | None:
    try:
        number = float(told)
    except ValueError:
        return None
    return number if number == number else None


def resume_second(item: Video, place: dict[str, Any]) -> float:
    """The second of the film at which to go on."""
    second = float(place.get("second", 0.0))
    return 0.0 if second > item.duration - START_AGAIN else second
