"""A renewal begins: every course that the certification asks for is opened for another go."""

from collections.abc import Mapping
from datetime import datetime

from app.certification.definition import Definition, course_of
from app.certification.eligibility import Choice
from app.certification.queries import Standing, live_definitions, standings_of
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import day_long, pick
from app.core.i18n import gettext as _
from app.learning.queries import CourseProgress, course_progress
from app.learning.services import enrol, open_next_cycle
from app.people.services import lock_person


def start_renewal(person_id: int, certification_key: str, *, now: datetime) -> tuple[str, ...]:
    """Open the courses that the next award still needs; a go that is under way is left as it is.

    Returns the keys of the courses. Raises NotVisible for what the person never held, DomainError while the
    window is closed.
    """
    live = live_definitions().get(certification_key)
    with transaction():
        lock_person(person_id)
        standing = standings_of(person_id, now=now).get(certification_key)
        if live is None or standing is None or standing.period_id is None:
            raise NotVisible
        if not standing.is_renewable:
            raise DomainError(_closed(live.document, standing))
        progress = course_progress(person_id)
        courses = courses_to_repeat(standing, progress)
        for key in courses:
            if key not in progress:
                enrol(person_id, key, now=now)
            elif progress[key].completed_at is not None:
                open_next_cycle(person_id, key, now=now)
        return courses


def _closed(definition: Definition, standing: Standing) -> str:
    title = pick(definition.title)
    if standing.window_opens_on is None:
        return _("%(title)s has no end, so there is nothing to renew.", title=title)
    return _(
        "%(title)s cannot be renewed yet. The renewal opens on %(day)s.",
        title=title,
        day=day_long(standing.window_opens_on),
    )


def courses_to_repeat(standing: Standing, progress: Mapping[str, CourseProgress]) -> tuple[str, ...]:
    """The courses of what is missing; where there is a choice, those that the person has taken before."""
    missing = standing.missing.missing if standing.missing else ()
    return tuple(dict.fromkeys(key for choice in missing for key in _chosen(choice, progress)))


def _chosen(choice: Choice, progress: Mapping[str, CourseProgress]) -> list[str]:
    courses = list(dict.fromkeys(key for leaf in choice.of if (key := course_of(leaf))))
    return sorted(courses, key=lambda key: key not in progress)[: choice.needed]
