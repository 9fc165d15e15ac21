"""What the studio looks at: an exam with an essay that a person grades, and papers of it that were handed in."""

from datetime import datetime, timedelta
from typing import Any

from app.assessment.models import Slot
from app.assessment.services import publish_bank
from app.catalogue.documents import Draw, Quiz
from app.catalogue.queries import live_course
from app.flows.finish_quiz import finish_quiz
from app.flows.start_quiz import start_quiz
from tests.factories import assessment as make
from tests.factories import catalogue
from tests.factories.assessment import NOW, text


def criterion(key: str, title: str) -> dict[str, Any]:
    """A line of a rubric with three levels: 2, 1 and 0 points."""
    levels = [
        {"key": level, "text": text(f"{title} {level}"), "points": points}
        for level, points in (("full", 2), ("half", 1), ("none", 0))
    ]
    return {"key": key, "title": text(title), "levels": levels}


RUBRIC = [criterion("structure", "Structure"), criterion("proof", "Proof")]


def publish_exam(*, questions: list[dict[str, Any]] | None = None, **of_quiz: Any) -> Quiz:
    """Course "leads" with the quiz "exam": one choice that is always asked, and an essay called "plan"."""
    asked = questions or [make.single("q1"), make.essay("plan", rubric=RUBRIC)]
    make.publish(questions=asked)
    keys = tuple(str(question["key"]) for question in asked)
    settings: dict[str, Any] = {"sections": (Draw(bank="channel", questions=keys),), "attempts": 3}
    quiz = catalogue.quiz("exam", title=text("Exam in selling"), **settings | of_quiz)
    catalogue.publish_course("leads", quiz)
    catalogue.publish_curriculum("basics", "leads")
    return quiz


def begin(person_id: int, quiz: Quiz, *, now: datetime = NOW, **of_start: Any) -> int:
    """An open attempt at the exam."""
    live = live_course("leads")
    assert live is not None
    return start_quiz(
        person_id, course_key="leads", quiz=quiz, version_id=live.version_id, now=now, **of_start
    )


def hand_in(person_id: int, quiz: Quiz, words: str = "My plan in three steps", *, now: datetime = NOW) -> int:
    """A paper with its essay written and its choice right, handed in ten minutes after it was begun."""
    attempt_id = begin(person_id, quiz, now=now)
    for slot in make.slots(attempt_id):
        kind, at = slot.snapshot["type"], now + timedelta(minutes=slot.position)
        values = {"text": [words]} if kind == "essay" else {"choice": make.numbers(slot)}
        make.save(attempt_id, person_id, values, position=slot.position, now=at)
    finish_quiz(attempt_id, now=now + timedelta(minutes=10))
    return attempt_id


def essay_slot(attempt_id: int) -> Slot:
    """The slot that waits for a grader."""
    return next(slot for slot in make.slots(attempt_id) if slot.snapshot["type"] == "essay")


def studio_bank(key: str = "selling", questions: list[dict[str, Any]] | None = None, **values: Any) -> int:
    """The id of a bank that is written in the studio; three choices unless others are given."""
    asked = questions if questions is not None else [make.single(f"s{n}") for n in (1, 2, 3)]
    document = make.bank(key, asked, **{"title": text("Selling"), **values})
    return publish_bank(document, origin="studio", now=NOW).bank_id
