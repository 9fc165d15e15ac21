"""A lesson goes on and may be finished by it: evidence first, then what it earns.

Each story records what happened together with the completion, if it led to one, in one transaction. Only then,
in another, is the person settled; a broken rule downstream never costs them what they watched, read or accepted.
"""

from collections.abc import Iterable
from datetime import datetime

from app.catalogue.documents import Acknowledgement, AnyItem, Playbook
from app.flows.settle import settle_or_retry
from app.learning import services
from app.learning.beacons import Beacon
from app.learning.services import Opened, Recorded


def open_page(person_id: int, course_key: str, item: AnyItem, *, now: datetime) -> Opened:
    """A page is opened. That alone finishes an item of which older evidence already proves enough."""
    opened = services.open_viewing(person_id, course_key, item, now=now)
    if opened.is_finished:
        settle_or_retry(person_id, now=now)
    return opened


def report(person_id: int, course_key: str, item: AnyItem, beacon: Beacon, *, now: datetime) -> Recorded:
    """An opened page reports what was watched, read or opened. Raises NotVisible, OutOfDate."""
    recorded = services.record_beacon(person_id, course_key, item, beacon, now=now)
    if recorded.is_finished:
        settle_or_retry(person_id, now=now)
    return recorded


def tick_steps(
    person_id: int,
    course_key: str,
    item: Playbook,
    *,
    ticked: Iterable[str],
    unticked: Iterable[str],
    now: datetime,
) -> Recorded:
    """Steps of a playbook are ticked or unticked."""
    recorded = services.tick_steps(person_id, course_key, item, ticked=ticked, unticked=unticked, now=now)
    if recorded.is_finished:
        settle_or_retry(person_id, now=now)
    return recorded


def acknowledge(
    person_id: int,
    course_key: str,
    item: Acknowledgement,
    *,
    language: str,
    words: str,
    own_name: str,
    name: str,
    now: datetime,
) -> None:
    """A text is accepted. Raises DomainError if it changed meanwhile or the name is not the person's."""
    is_finished = services.acknowledge(
        person_id,
        course_key,
        item,
        language=language,
        words=words,
        own_name=own_name,
        name=name,
        now=now,
    )
    if is_finished:
        settle_or_retry(person_id, now=now)
