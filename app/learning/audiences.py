"""For whom a curriculum is, and which lines of a competitive card a person may see (pure)."""

from dataclasses import dataclass
from typing import Protocol

import msgspec

from app.catalogue.documents import AnyItem, AudienceRule, Card, Line


class Addressee(Protocol):
    """Somebody an audience rule can be asked about; a Learner is one."""

    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def company_type(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class Profile:
    """What a rule may ask about a person in the seat they act in."""

    roles: frozenset[str]
    company_type: str
    tier: str
    region: str
    language: str


def is_meant_for(rule: AudienceRule, learner: Addressee) -> bool:
    """Whether every condition that the rule gives holds; a condition left out does not matter."""
    return (
        (not rule.roles or bool(learner.roles & frozenset(rule.roles)))
        and (not rule.company_types or learner.company_type in rule.company_types)
        and (not rule.tiers or learner.tier in rule.tiers)
        and (not rule.regions or learner.region in rule.regions)
        and (not rule.languages or learner.language in rule.languages)
    )


def as_seen_by(item: AnyItem, *, with_internal: bool) -> AnyItem:
    """The item without what never leaves the vendor; an objection whose answer is internal goes whole.

    Everything that shows, counts or serves an item starts from this, so that a partner's page, evidence and
    files know nothing of what was taken away. An internal positioning becomes an empty line.
    """
    if with_internal or not isinstance(item, Card):
        return item
    kept: dict[str, tuple[Line, ...]] = {
        name: _public(getattr(item, name))
        for name in ("why_we_win", "why_we_lose", "questions", "traps", "price", "strengths")
    }
    objections = tuple(
        msgspec.structs.replace(o, proof=_public(o.proof), ask=_public(o.ask))
        for o in item.objections
        if o.reframe.audience != "internal"
    )
    positioning = item.positioning
    if positioning.audience == "internal":
        positioning = msgspec.structs.replace(positioning, text={}, source="", owner="")
    return msgspec.structs.replace(item, positioning=positioning, objections=objections, **kept)


def _public(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.audience != "internal")
