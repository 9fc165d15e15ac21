"""Which curriculum leads to a certification: what a manager gives somebody whose certification ends."""

from collections.abc import Mapping

from app.catalogue.documents import Curriculum
from app.certification.queries import live_definitions
from app.reporting.tallies import courses_needed


def curricula_towards(curricula: Mapping[str, Curriculum]) -> dict[str, str]:
    """For each live certification the one of these curricula with most of its courses; of equals the first by key.

    Pass what the reader may assign: the others would lead to pages that are not there for them.
    """
    definitions = {key: live.document for key, live in live_definitions().items()}
    needed: dict[str, set[str]] = {}
    for course, certification in courses_needed(definitions):
        needed.setdefault(certification, set()).add(course)
    offered = {key: frozenset(one.course_keys) for key, one in sorted(curricula.items())}
    found = {}
    for certification, courses in needed.items():
        held = {key: len(courses & taught) for key, taught in offered.items()}
        best = max(held, key=lambda key: held[key], default=None)
        if best is not None and held[best]:
            found[certification] = best
    return found
