"""Banks, quizzes and attempts. In every question made here the option called "right" is right."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import select

from app.assessment.bank import BankDocument
from app.assessment.models import Slot
from app.assessment.questions import from_dict, option_keys, right_keys
from app.assessment.services import Saved, publish_bank, save_answer, start_attempt
from app.catalogue.documents import Draw, Quiz
from app.core.db import db

SECRET_NAMES = {
    "right": "Harbour",
    "also-right": "Meadow",
    "wrong-1": "Lantern",
    "wrong-2": "Orchard",
    "wrong-3": "Willow",
}
"""What pages show instead of the keys, so that a key on a page is a leak."""
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def text(words: str) -> dict[str, str]:
    return {"en": words, "th": f"ไทย {words}"}


def option(key: str, **values: Any) -> dict[str, Any]:
    return {"key": key, "text": text(f"Choice {SECRET_NAMES.get(key, key)}"), **values}


def single(key: str, **values: Any) -> dict[str, Any]:
    """One of four options is right."""
    return {
        "type": "single",
        "key": key,
        "topic": "leads",
        "difficulty": "medium",
        "stem": text(f"Stem of {key}"),
        "explanation": text(f"CANARYKEY explains {key}"),
        "options": [option("right", right=True), option("wrong-1"), option("wrong-2"), option("wrong-3")],
        **values,
    }


def multiple(key: str, scheme: str = "right_minus_wrong", **values: Any) -> dict[str, Any]:
    """Two of four options are right."""
    options = [
        option("right", right=True),
        option("also-right", right=True),
        option("wrong-1"),
        option("wrong-2"),
    ]
    return single(key, **{"type": "multiple", "scheme": scheme, "options": options, **values})


def true_false(key: str, answer: bool = True, **values: Any) -> dict[str, Any]:
    question = single(key, **{"type": "true_false", "answer": answer, **values})
    del question["options"]
    return question


def scenario(key: str = "case", parts: int = 2, **values: Any) -> dict[str, Any]:
    """One case with so many single choices, called "part-1" and so on."""
    question = description(key, **{"type": "scenario", **values})
    question.setdefault("questions", [single(f"part-{n}") for n in range(1, parts + 1)])
    return question


def bank(key: str = "channel", questions: list[dict[str, Any]] | None = None, **values: Any) -> BankDocument:
    """Four single-choice questions unless others are given."""
    return msgspec.convert(
        {
            "key": key,
            "languages": ("en", "th"),
            "title": text("Channel"),
            "topics": {"leads": text("Leads"), "rules": text("Rules of engagement")},
            "questions": questions if questions is not None else [single(f"q{n}") for n in range(1, 5)],
            **values,
        },
        BankDocument,
    )


def publish(**values: Any) -> None:
    publish_bank(bank(**values), now=NOW)


def quiz(**values: Any) -> Quiz:
    """Draws two questions from "channel" and is passed with half of the marks."""
    return Quiz(
        **{
            "key": "leads-quiz",
            "title": text("Leads quiz"),
            "minutes": 5,
            "hash": "h" * 64,
            "pass_mark": 0.5,
            "sections": (Draw(bank="channel", draw=2),),
            **values,
        }
    )


def attempt(
    person_id: int, *, cycle: int = 1, now: datetime = NOW, ref: str = "leads/leads-quiz", **of_quiz: Any
) -> int:
    """An open attempt; the bank must be published."""
    return start_attempt(person_id, quiz_ref=ref, quiz=quiz(**of_quiz), version_id=1, cycle=cycle, now=now)


def slots(attempt_id: int) -> list[Slot]:
    """The paper, straight from the table."""
    return list(db.session.scalars(select(Slot).where(Slot.attempt_id == attempt_id).order_by(Slot.position)))


def numbers(slot: Slot, keys: set[str] | frozenset[str] | None = None) -> list[str]:
    """The numbers under which the paper shows these options; those of the right answer if none are named."""
    question = from_dict(slot.snapshot)
    wanted = right_keys(question) if keys is None else keys
    return [str(n) for n, key in enumerate(option_keys(question), 1) if key in wanted]


def answer(attempt_id: int, person_id: int, *, right: int, now: datetime = NOW) -> None:
    """Answer that many questions right and the others wrong."""
    for slot in slots(attempt_id):
        question = from_dict(slot.snapshot)
        wrong = frozenset(list(set(option_keys(question)) - right_keys(question))[:1])
        save_answer(
            attempt_id,
            person_id=person_id,
            position=slot.position,
            values={"choice": numbers(slot, None if slot.position <= right else wrong)},
            sequence=1,
            is_flagged=False,
            now=now,
        )


def picture(letter: str = "a", name: str = "CANARYKEY-is-at-the-left.png") -> dict[str, Any]:
    """A picture of 400 × 200 pixels. Its file name tells the answer, as authors' names do."""
    file = {"sha256": letter * 64, "media_type": "image/png", "name": name}
    return {"file": file, "alt": text(f"Picture {letter}"), "width": 400, "height": 200}


def _question(kind: str, key: str, **values: Any) -> dict[str, Any]:
    question = single(key, **{"type": kind, "hints": [text(f"CANARYKEY hints at {key}")], **values})
    if kind not in ("single", "multiple"):
        question.pop("options")
    return question


def matching(key: str, **values: Any) -> dict[str, Any]:
    """Three pairs, and one right side that belongs to none."""
    pairs = [{"key": f"canarykey-{n}", "left": text(f"Left {n}"), "right": text(f"Side {n}")} for n in "abc"]
    distractors = [{"key": "canarykey-none", "text": text("Side nobody")}]
    return _question("matching", key, **{"pairs": pairs, "distractors": distractors, **values})


def ordering(key: str, **values: Any) -> dict[str, Any]:
    """Four items in their right order."""
    items = [{"key": f"canarykey-{n}", "text": text(f"Step {n}")} for n in ("one", "two", "three", "four")]
    return _question("ordering", key, **{"items": items, **values})


def categorise(key: str, **values: Any) -> dict[str, Any]:
    """Three items in two categories."""
    items = [
        {"key": f"canarykey-{n}", "text": text(f"Thing {n}"), "category": f"canarykey-{kind}"}
        for n, kind in (("oak", "tree"), ("elm", "tree"), ("cat", "beast"))
    ]
    kinds = [{"key": f"canarykey-{kind}", "text": text(f"Kind {kind}")} for kind in ("tree", "beast")]
    return _question("categorise", key, **{"categories": kinds, "items": items, **values})


def cloze(key: str, **values: Any) -> dict[str, Any]:
    """A gap with a list, one for words and one for a number."""
    gaps = [
        {
            "type": "choice",
            "key": "canarykey-list",
            "options": [option("right", right=True), option("wrong-1")],
        },
        {"type": "text", "key": "canarykey-word", "accepted": [{"text": "CANARYKEY"}]},
        {"type": "number", "key": "canarykey-figure", "accepted": [{"value": 987654321}]},
    ]
    stem = text(
        f"Stem of {key}: choose [[canarykey-list]], write [[canarykey-word]], count [[canarykey-figure]]."
    )
    return _question("cloze", key, **{"stem": stem, "gaps": gaps, **values})


def numeric(key: str, **values: Any) -> dict[str, Any]:
    accepted = [{"value": 987654321, "feedback": text("CANARYKEY feedback")}]
    units = [{"name": "km"}, {"name": "m", "factor": "0.001"}]
    return _question("numeric", key, **{"accepted": accepted, "units": units, **values})


def short_text(key: str, **values: Any) -> dict[str, Any]:
    accepted = [{"text": "CANARYKEY", "feedback": text("CANARYKEY feedback")}]
    return _question("short_text", key, **{"accepted": accepted, **values})


def hotspot(key: str, **values: Any) -> dict[str, Any]:
    """The left half of the picture is right."""
    left = {"key": "canarykey-left", "shape": "rectangle", "at": [0, 0, 487, 1000], "right": True}
    other = {"key": "canarykey-other", "shape": "circle", "at": [750, 500, 187]}
    regions = [left | {"label": text("CANARYKEY left")}, other]
    return _question("hotspot", key, **{"picture": picture("b"), "regions": regions, **values})


def essay(key: str, **values: Any) -> dict[str, Any]:
    return _question("essay", key, **{"max_words": 200, **values})


def pitch(key: str, **values: Any) -> dict[str, Any]:
    return _question("pitch", key, **{"max_seconds": 60, **values})


def description(key: str, **values: Any) -> dict[str, Any]:
    return _question("description", key, **values)


def of_every_type() -> list[dict[str, Any]]:
    """One question of every type that can stand on a paper, called by its type. Whatever tells an answer says
    CANARYKEY, canarykey or 987654321.
    """
    makers: dict[str, Any] = {
        "single": single, "multiple": multiple, "true_false": true_false, "matching": matching, "ordering": ordering,
        "categorise": categorise, "cloze": cloze, "numeric": numeric, "short_text": short_text, "hotspot": hotspot,
        "essay": essay, "pitch": pitch, "description": description,
    }  # fmt: skip
    return [make(kind.replace("_", "-")) for kind, make in makers.items()]


def save(
    attempt_id: int,
    person_id: int,
    values: dict[str, list[str]],
    *,
    position: int = 1,
    sequence: int = 1,
    now: datetime = NOW,
    flag: bool = False,
    certainty: int | None = None,
) -> Saved:
    """Save what a question's form says."""
    return save_answer(
        attempt_id,
        person_id=person_id,
        position=position,
        values=values,
        sequence=sequence,
        is_flagged=flag,
        certainty=certainty,
        now=now,
    )


def position_of(attempt_id: int, key: str) -> int:
    """Where a question stands on a paper."""
    return next(slot.position for slot in slots(attempt_id) if slot.snapshot["key"] == key)


def slot_of(attempt_id: int, key: str) -> Slot:
    return next(slot for slot in slots(attempt_id) if slot.snapshot["key"] == key)
