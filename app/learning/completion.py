"""Which items and courses count as finished (pure).

**Finished versions stay finished.** An item that was finished under an older wording counts as done in the
same go at the course: new words, a new film or new pages take nothing away. The one exception is an
acknowledgement: who accepted other words has not accepted these, so it asks again. A course that was
completed stays completed whatever is published afterwards, also when an acknowledgement asks again.
A further go (a renewal's next cycle) starts empty.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.catalogue.documents import Acknowledgement, AnyItem, Course


@dataclass(frozen=True)
class Finished:
    """That an item was finished under a wording."""

    item_key: str
    item_hash: str
    completed_at: datetime


def accepted_words(item: Acknowledgement) -> dict[str, str]:
    """By language, the SHA-256 of exactly what a person accepts: version, statement and text."""
    languages = dict.fromkeys([*item.statement, *item.body])
    return {
        language: hashlib.sha256(
            "\n".join((item.version, item.statement.get(language, ""), item.body.get(language, ""))).encode()
        ).hexdigest()
        for language in languages
    }


def done_items(course: Course, finished: Iterable[Finished]) -> dict[str, datetime]:
    """When each item that counts as done was first finished, by key."""
    done: dict[str, datetime] = {}
    for fact in finished:
        item = course.find(fact.item_key)
        if item is None or not _still_counts(item, fact.item_hash):
            continue
        done[item.key] = min(fact.completed_at, done.get(item.key, fact.completed_at))
    return done


def _still_counts(item: AnyItem, item_hash: str) -> bool:
    return not isinstance(item, Acknowledgement) or item_hash in accepted_words(item).values()


def required_items(course: Course) -> tuple[AnyItem, ...]:
    """What finishing the course needs: all that is not optional; everything, if all of it is."""
    return tuple(item for item in course.items if not item.is_optional) or course.items


def finished_at(course: Course, done: Mapping[str, datetime]) -> datetime | None:
    """The moment the last needed item was finished, or None while one is missing."""
    needed = required_items(course)
    if not needed or any(item.key not in done for item in needed):
        return None
    return max(done[item.key] for item in needed)


def minutes_left(course: Course, done: Iterable[str]) -> int:
    """Minutes of the needed items that are not done."""
    finished = set(done)
    return sum(item.minutes for item in required_items(course) if item.key not in finished)
