"""One question of every type for the style guide, half answered."""

from dataclasses import dataclass
from typing import Any

from app.assessment.answers import Answer
from app.assessment.checks import Checks
from app.assessment.paper import ShownCase, ShownQuestion, shown
from app.assessment.questions import part_from_dict


@dataclass(frozen=True)
class SamplePage:
    """As much of a paper's page as a question's template asks for."""

    position: int
    question: ShownQuestion
    certainty: int | None = None
    checks: Checks | None = None


def _text(words: str) -> dict[str, str]:
    return {"en": words}


def _labels(*words: str) -> list[dict[str, Any]]:
    return [{"key": f"k{number}", "text": _text(one)} for number, one in enumerate(words)]


PICTURE = {
    "file": {"sha256": "0" * 64, "media_type": "image/svg+xml", "name": "poster.svg"},
    "alt": _text("A drawing"),
    "width": 640,
    "height": 360,
}
SAMPLES: tuple[tuple[dict[str, Any], Answer], ...] = (
    (
        {
            "type": "multiple",
            "stem": _text("What belongs into a registration?"),
            "options": [one | {"right": True} for one in _labels("The customer", "The close date", "A discount")],
        },
        ["k0"],
    ),
    (
        {
            "type": "matching",
            "stem": _text("Who does what?"),
            "pairs": [
                {"key": "a", "left": _text("Reseller"), "right": _text("Sells to end customers")},
                {"key": "b", "left": _text("Stockist"), "right": _text("Holds stock and gives credit to resellers")},
            ],
        },
        {"a": "a"},
    ),
    (
        {
            "type": "categorise",
            "stem": _text("Which tier gives what?"),
            "categories": [{"key": "g", "text": _text("Gold")}, {"key": "s", "text": _text("Silver")}],
            "items": [one | {"category": "g"} for one in _labels("Marketing money", "A named manager")],
        },
        {"k0": "g"},
    ),
    (
        {"type": "ordering", "stem": _text("Put in order."), "items": _labels("Find the need", "Register", "Quote")},
        [],
    ),
    (
        {
            "type": "cloze",
            "stem": _text("A registration holds for [[days]] days and needs a [[what]]."),
            "gaps": [
                {"type": "number", "key": "days", "accepted": [{"value": 90}]},
                {"type": "text", "key": "what", "accepted": [{"text": "date"}]},
            ],
        },
        {"days": "90"},
    ),
    (
        {
            "type": "numeric",
            "stem": _text("How far does it reach?"),
            "accepted": [{"value": 12}],
            "units": [{"name": "km"}],
        },
        {"number": "12", "unit": "km"},
    ),
    (
        {"type": "short_text", "stem": _text("What is it called?"), "accepted": [{"text": "discount"}]},
        {"text": "discount"},
    ),
    (
        {"type": "essay", "stem": _text("What do you answer?"), "max_words": 5},
        {"text": "More words than were asked for."},
    ),
    (
        {
            "type": "hotspot",
            "stem": _text("Point at the play button."),
            "picture": PICTURE,
            "regions": [{"key": "r", "shape": "circle", "at": [500, 500, 100], "right": True}],
        },
        [[500, 500]],
    ),
    ({"type": "pitch", "stem": _text("Pitch it in one minute."), "medium": "audio", "max_seconds": 60}, {}),
)  # fmt: skip


def sample_paper() -> dict[str, Any]:
    """Variables of styleguide/questions.html."""
    common = {"topic": "leads", "difficulty": "easy"}
    questions = [
        shown(part_from_dict(document | common | {"key": f"sample-{number}"}), answer)
        for number, (document, answer) in enumerate(SAMPLES)
    ]
    return {
        "pages": [SamplePage(number, question) for number, question in enumerate(questions, 901)],
        "case": ShownCase(_text("Andaman Networks registered a deal on 3 November."), "plain", ()),
        "told": [
            SamplePage(920, questions[6], checks=checks)
            for checks in (
                Checks(0, 3, 0.33),
                Checks(1, 2, 0.33, hint=_text("Think of who registered first."), outcome="wrong"),
                Checks(2, 1, 0.33, outcome="partly"),
                Checks(1, 0, 0, is_final=True, outcome="right", feedback=(_text("Well remembered."),)),
            )
        ],
    }
