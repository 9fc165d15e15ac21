"""Banks, quizzes and attempts. In every question made here the option called "right" is right."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import select

from app.assessment.bank import BankDocument
from app.assessment.models import Slot
from app.assessment.questions import from_dict, option_keys, right_keys
from app.assessment.services import publish_bank, save_answer, start_attempt
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
            answer=numbers(slot, None if slot.position <= right else wrong),
            sequence=1,
            is_flagged=False,
            now=now,
        )
