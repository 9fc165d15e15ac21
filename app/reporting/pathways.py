"""Which curriculum leads to a certification: what a manager gives somebody whose certification ends."""

from collections.abc import Mapping

from app.catalogue.documents import Curriculum
from app.catalogue.queries import live_curricula
from app.certification.definition import Definition
from app.certification.queries import live_definitions
from app.reporting.tallies import courses_needed


def curricula_towards() -> dict[str, str]:
    """For each live certification the key of the live curriculum that leads to it, where there is one."""
    definitions = {key: live.document for key, live in live_definitions().items()}
    return match({key: live.document for key, live in live_curricula().items()}, definitions)


def match(curricula: Mapping[str, Curriculum], definitions: dict[str, Definition]) -> dict[str, str]:
    """The curriculum that holds most courses of a certification; the first by key where several do."""
    needed: dict[str, set[str]] = {}
    for course, certification in courses_needed(definitions):
        needed.setdefault(certification, set()).add(course)
    found = {}
    for certification, courses in needed.items():
        held = {key: len(courses.intersection(one.course_keys)) for key, one in sorted(curricula.items())}
        best = max(held, key=lambda key: held[key], default=None)
        if best is not None and held[best]:
            found[certification] = best
    return found
