"""What would earn a learner points next: concrete, with minutes, by the rules of today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.catalogue.documents import Text
from app.catalogue.queries import live_courses, live_documents
from app.certification.overview import Overview, learning_of, overviews
from app.flows.points_rules import KEY
from app.learning.queries import CourseProgress
from app.people.actor import Actor
from app.points.rules import Event, RuleSet, from_document

SHOWN = 4


@dataclass(frozen=True)
class Chance:
    """Something to finish, what it takes and what it gives."""

    kind: str
    """"course", "certification" or "renewal"."""
    key: str
    title: Text
    minutes: int
    person: int
    company: int


def earn_next(actor: Actor, *, now: datetime) -> list[Chance]:
    """The nearest chances: what is under way first, then the shortest."""
    live = live_documents("points").get(KEY)
    if live is None:
        return []
    rules, learning = from_document(live.document), learning_of(actor)
    found = overviews(actor, now=now, learning=learning)
    chances = [*_certifications(found, rules), *_courses(learning.progress, rules)]
    return sorted(chances, key=lambda c: (c.kind != "renewal", c.minutes))[:SHOWN]


def _certifications(found: list[Overview], rules: RuleSet) -> Iterator[Chance]:
    for overview in found:
        standing = overview.standing
        rule = rules.match(Event("certified", {"certification": overview.key}))
        if rule is None or not overview.needs or standing.state in ("locked", "lapsed", "revoked"):
            continue
        kind = "renewal" if standing.counts else "certification"
        yield Chance(
            kind, overview.key, overview.definition.title, overview.minutes, rule.person, rule.company
        )


def _courses(progress: Mapping[str, CourseProgress], rules: RuleSet) -> Iterator[Chance]:
    courses = live_courses()
    for key, go in progress.items():
        rule = rules.match(Event("course_completed", {"course": key}))
        if rule is None or key not in courses or go.completed_at is not None:
            continue
        title = courses[key].document.title
        yield Chance("course", key, title, go.minutes_left, rule.person, rule.company)
