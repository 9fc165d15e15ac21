"""Which rule an event meets."""

import msgspec
import pytest

from app.points.rules import EVENTS, WHERE_KEYS, Event, Rule, RuleSet, from_document

RULES = RuleSet(
    (
        Rule("course", "course_completed", person=40),
        Rule("pitch", "course_completed", {"course": "kru-pitch"}, person=60),
        Rule("video", "item_completed", {"kind": "video"}, person=5),
        Rule("long-video", "item_completed", {"kind": "video", "course": "kru-pitch"}, person=9),
        Rule("one-item", "item_completed", {"item": "kru-pitch/film"}, person=7),
        Rule("late-twin", "item_completed", {"course": "kru-pitch"}, person=8),
    )
)


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (Event("course_completed", {"course": "leads"}), "course"),
        (Event("course_completed", {"course": "kru-pitch"}), "pitch"),
        (Event("item_completed", {"kind": "video", "course": "leads", "item": "leads/film"}), "video"),
        (
            Event("item_completed", {"kind": "video", "course": "kru-pitch", "item": "kru-pitch/x"}),
            "long-video",
        ),
        (
            Event("item_completed", {"kind": "card", "course": "kru-pitch", "item": "kru-pitch/film"}),
            "one-item",
        ),
        (
            Event("item_completed", {"kind": "card", "course": "kru-pitch", "item": "kru-pitch/x"}),
            "late-twin",
        ),
        (Event("item_completed", {"kind": "card", "course": "leads", "item": "leads/x"}), None),
        (Event("certified", {"certification": "seller"}), None),
    ],
)
def test_the_most_specific_rule_wins_and_of_equals_the_first(event: Event, rule: str | None) -> None:
    found = RULES.match(event)
    assert (found.key if found else None) == rule


def test_every_event_has_its_where_keys() -> None:
    assert set(WHERE_KEYS) == set(EVENTS)


def test_rules_survive_being_stored() -> None:
    assert from_document(msgspec.to_builtins(RULES)) == RULES
