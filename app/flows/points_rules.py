"""Which points rules held on which day. A changed rule pays for what happens after its publication."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.catalogue.models import Publication
from app.catalogue.queries import document, live_documents
from app.core.db import read
from app.points.rules import EventName, RuleSet, from_document

KEY = "points"


@dataclass(frozen=True)
class InForce:
    """A version of the rules and since when it holds."""

    version_id: int
    since: datetime
    rules: RuleSet


@dataclass(frozen=True)
class History:
    """Every version of the rules, oldest first; empty when there are none now."""

    versions: tuple[InForce, ...]

    def __bool__(self) -> bool:
        return bool(self.versions)

    @cached_property
    def events(self) -> frozenset[EventName]:
        """What any version pays for: nothing else needs to be looked for."""
        return frozenset(rule.event for version in self.versions for rule in version.rules.rules)

    def at(self, instant: datetime) -> InForce:
        """The version that held then; the first one also for what was before it."""
        held = [version for version in self.versions if version.since <= instant]
        return held[-1] if held else self.versions[0]


VERSIONS = (
    select(Publication.id, Publication.published_at)
    .where(Publication.kind == "points", Publication.key == KEY)
    .order_by(Publication.number)
)

_kept: tuple[dict[str, Any], History] = ({}, History(()))


def rules_through_time() -> History:
    """The history of the points file; the process keeps it for as long as the same files are live."""
    global _kept
    live = live_documents("points")
    if KEY not in live:
        return History(())
    if _kept[0] is not live:
        rows = read(VERSIONS)
        versions = (InForce(row.id, row.published_at, from_document(document(row.id))) for row in rows)
        _kept = (live, History(tuple(versions)))
    return _kept[1]
