"""What a learner's home needs, gathered once in a constant number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.documents import Course, Curriculum
from app.catalogue.queries import Live, live_courses
from app.certification.definition import Definition, course_of
from app.certification.queries import Standing, live_definitions, standings_of
from app.learning.queries import CourseProgress, Record, course_progress, curricula_for, record_of
from app.learning.unlocking import PartStanding, curriculum_standing, unmet_courses
from app.people.actor import Actor
from app.points.queries import balance_of
from app.reporting.next_action import Held, NextAction, Open, choose

MOST_CERTIFICATIONS = 4
URGENCY = ("in_grace", "lapses_soon", "in_progress", "certified", "lapsed", "revoked")


@dataclass(frozen=True)
class CurriculumRow:
    """A curriculum that is followed or offered."""

    key: str
    curriculum: Curriculum
    standing: PartStanding
    minutes_left: int
    due_on: date | None
    is_followed: bool
    is_begun: bool


@dataclass(frozen=True)
class CertificationRow:
    definition: Definition
    standing: Standing


@dataclass(frozen=True)
class Home:
    next: NextAction | None
    course: Course | None
    """The course of the next action."""
    progress: CourseProgress | None
    definition: Definition | None
    """The certification of the next action."""
    standing: Standing | None
    curricula: list[CurriculumRow]
    certifications: list[CertificationRow]
    points: int


def home(actor: Actor, *, now: datetime) -> Home:
    """The next action, the curricula, the certifications and the points of whoever is signed in."""
    record = record_of(actor.person_id)
    progress = course_progress(actor.person_id, record)
    standings = standings_of(actor.person_id, now=now, record=record)
    definitions = live_definitions()
    courses = live_courses()
    curricula = curricula_for(actor, record)
    action = choose(_held(standings, definitions), _open(curricula, courses, record, progress))
    live = courses.get(action.course_key) if action and action.course_key else None
    renewed = definitions.get(action.certification_key) if action and action.certification_key else None
    return Home(
        next=action,
        course=live.document if live else None,
        progress=progress.get(action.course_key) if action and action.course_key else None,
        definition=renewed.document if renewed else None,
        standing=standings[action.certification_key] if action and action.certification_key else None,
        curricula=_rows(curricula, courses, record, progress),
        certifications=_most_urgent(standings, definitions),
        points=balance_of(actor.person_id),
    )


def _most_urgent(
    standings: dict[str, Standing], definitions: dict[str, Live[Definition]]
) -> list[CertificationRow]:
    """What the person holds, held or is working on, the first to end first; the rest stands on its own page."""
    rows = [
        CertificationRow(definitions[key].document, standing)
        for key, standing in standings.items()
        if key in definitions and standing.state in URGENCY
    ]
    rows.sort(key=lambda row: (URGENCY.index(row.standing.state), row.standing.until or date.max))
    return rows[:MOST_CERTIFICATIONS]


def _held(standings: dict[str, Standing], definitions: dict[str, Live[Definition]]) -> Iterable[Held]:
    for key, standing in standings.items():
        if key not in definitions or not standing.cycle:
            continue
        choices = standing.missing.missing if standing.missing else ()
        needed = tuple(
            dict.fromkeys(course for choice in choices for leaf in choice.of if (course := course_of(leaf)))
        )
        yield Held(key, standing.state, standing.days_left, standing.is_renewable, needed)


def _open(
    curricula: dict[str, Curriculum],
    courses: dict[str, Live[Course]],
    record: Record,
    progress: dict[str, CourseProgress],
) -> list[Open]:
    """Unfinished, unlocked courses: first those of the curricula in order, then any other that was begun."""
    ordered = sorted(curricula, key=lambda key: key not in record.following)
    keys = [(key, name in record.following) for name in ordered for key in curricula[name].course_keys]
    keys += [(key, True) for key in record.current]
    found: dict[str, Open] = {}
    for key, is_followed in keys:
        go = record.current.get(key)
        if key in found or key not in courses or (go is not None and go.completed_at is not None):
            continue
        if not unmet_courses(key, curricula.values(), record.completed):
            begun = progress[key].done > 0 or progress[key].last_item_key is not None if go else False
            found[key] = Open(key, begun, go.last_active_at if go else None, is_followed)
    return list(found.values())


def _rows(
    curricula: dict[str, Curriculum],
    courses: dict[str, Live[Course]],
    record: Record,
    progress: dict[str, CourseProgress],
) -> list[CurriculumRow]:
    rows = []
    for key, curriculum in curricula.items():
        following = record.following.get(key)
        left = sum(
            progress[course].minutes_left if course in progress else courses[course].document.minutes
            for course in curriculum.course_keys
            if course in courses and course not in record.completed
        )
        rows.append(
            CurriculumRow(
                key,
                curriculum,
                curriculum_standing(curriculum, record.completed),
                left,
                following.due_on if following else None,
                following is not None,
                any(course in record.current for course in curriculum.course_keys),
            )
        )
    return sorted(rows, key=lambda row: (not row.is_followed, row.due_on or date.max))
