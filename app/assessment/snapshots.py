"""What a slot keeps of its question: the question as it was drawn, and the case above it where there is one (pure)."""

from typing import Any

import msgspec

from app.assessment.questions import Key, PartDocument, Picture, Scenario, Text, part_from_dict, to_dict
from app.assessment.questions.parts import Markup
from app.catalogue.documents import Doc

CASE = "case"
"""Where the case stands in a snapshot. No question has a field of that name."""


class Case(Doc, frozen=True, kw_only=True):
    """What a scenario tells before it asks. Every question of it has it above."""

    key: Key
    text: Text
    pictures: tuple[Picture, ...] = ()
    markup: Markup = "plain"


def case_from(scenario: Scenario) -> Case:
    return Case(key=scenario.key, text=scenario.stem, pictures=scenario.pictures, markup=scenario.markup)


def snapshot_of(question: PartDocument, case: Case | None = None) -> dict[str, Any]:
    """As a slot stores it."""
    stored = to_dict(question)
    return stored if case is None else stored | {CASE: msgspec.to_builtins(case)}


def question_of(snapshot: dict[str, Any]) -> PartDocument:
    """The question of a slot, with the key: it never goes to a page as it is."""
    return part_from_dict({name: value for name, value in snapshot.items() if name != CASE})


def case_of(snapshot: dict[str, Any]) -> Case | None:
    """The case above the question of a slot; None for a question that stands for itself."""
    case: Case | None = msgspec.convert(snapshot.get(CASE), Case | None)
    return case
