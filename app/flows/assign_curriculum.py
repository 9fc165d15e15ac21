"""People are given a curriculum, by a manager or by an audience rule, and told about it."""

from collections.abc import Iterable
from datetime import date, datetime

from app.catalogue.queries import live_curricula
from app.core.db import transaction
from app.learning import services
from app.learning.queries import due_dates
from app.notifications.services import tell
from app.people.queries import Learner, get_learner


def assign_curriculum(
    person_ids: Iterable[int], curriculum_key: str, *, due_on: date | None, enrolled_by: int, now: datetime
) -> list[int]:
    """A manager enrols people they may see; returns those for whom it is new. Raises NotVisible, DomainError.

    Whoever followed it already is told as well if the date is another one now.
    """
    people = list(person_ids)
    with transaction():
        before = due_dates(curriculum_key, people)
        new = services.assign_curriculum(
            people, curriculum_key, due_on=due_on, enrolled_by=enrolled_by, now=now
        )
        for person_id, due in due_dates(curriculum_key, people).items():
            if person_id in new or before.get(person_id) != due:
                _tell(person_id, curriculum_key, due, now, is_new=person_id in new)
    return new


def enrol_by_rules(person_id: int, *, now: datetime) -> list[str]:
    """Enrol a person in every assigned curriculum that is meant for them; returns the keys of the new ones."""
    with transaction():
        return enrol_learner_by_rules(get_learner(person_id), now=now)


def enrol_learner_by_rules(learner: Learner, *, now: datetime) -> list[str]:
    """The same for somebody who has been read already."""
    with transaction():
        new = services.enrol_by_rules(learner, now=now)
        for curriculum_key in new:
            due = due_dates(curriculum_key, [learner.person_id])[learner.person_id]
            _tell(learner.person_id, curriculum_key, due, now)
    return new


def _tell(
    person_id: int, curriculum_key: str, due_on: date | None, now: datetime, *, is_new: bool = True
) -> None:
    tell(
        person_id,
        "assigned",
        key=f"assigned:{curriculum_key}:{person_id}" + ("" if is_new else f":{due_on}"),
        now=now,
        curriculum=curriculum_key,
        title=live_curricula()[curriculum_key].document.title,
        due=due_on.isoformat() if due_on else None,
    )
