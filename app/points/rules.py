"""What earns how many points: the rules as one document, and which of them an event meets (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import msgspec

EventName = Literal["item_completed", "course_completed", "quiz_passed", "certified"]
EVENTS: tuple[EventName, ...] = get_args(EventName)

WHERE_KEYS: dict[EventName, frozenset[str]] = {
    "item_completed": frozenset({"kind", "course", "item"}),
    "course_completed": frozenset({"course"}),
    "quiz_passed": frozenset({"course", "exam"}),
    "certified": frozenset({"certification"}),
}
"""By which facts a rule may narrow its event. `item` and `exam` are named "course/item"."""


@dataclass(frozen=True)
class Event:
    """Something that happened, as the rules see it."""

    name: EventName
    facts: Mapping[str, str] = field(default_factory=dict)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """For one event, perhaps narrowed by facts: so many points for the person, so many for the company."""

    key: str
    event: EventName
    where: dict[str, str] = {}
    person: int = 0
    company: int = 0

    def holds_for(self, event: Event) -> bool:
        return self.event == event.name and all(
            event.facts.get(key) == value for key, value in self.where.items()
        )


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The points file as it was published."""

    rules: tuple[Rule, ...] = ()

    def match(self, event: Event) -> Rule | None:
        """The rule with the most specific `where`; of equals the first one. None: it earns nothing."""
        fitting = [rule for rule in self.rules if rule.holds_for(event)]
        return max(fitting, key=lambda rule: len(rule.where), default=None)


def from_document(document: dict[str, object]) -> RuleSet:
    """The typed rules of a stored document."""
    return msgspec.convert(document, RuleSet)
