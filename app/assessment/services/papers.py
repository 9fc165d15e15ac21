"""The paper of a new attempt: questions drawn, options shuffled, snapshots hashed."""

from typing import Any

from sqlalchemy import func, select

from app.assessment.drawing import Candidate, TooFewQuestions, draw, shuffle_options
from app.assessment.models import Attempt, Bank, Question, QuestionVersion, Slot
from app.assessment.questions import fingerprint, part_from_dict
from app.assessment.snapshots import snapshot_of
from app.catalogue.documents import Quiz
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import gettext as _


def paper_rows(attempt: Attempt, quiz: Quiz) -> list[dict[str, Any]]:
    """The rows of a new paper. Raises DomainError when a bank has too few questions."""
    candidates, versions = _candidates(attempt.person_id, quiz)
    try:
        drawn = draw(quiz.sections, candidates, seed=attempt.seed)
    except TooFewQuestions as problem:
        raise DomainError(
            _("This quiz cannot start: its bank has too few questions. Please tell the author.")
        ) from problem
    documents = _documents([versions[question_id] for question_id in drawn])
    return [
        _slot(attempt, position, question_id, versions[question_id], documents[versions[question_id]])
        for position, question_id in enumerate(drawn, 1)
    ]


def _documents(version_ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = db.session.execute(
        select(QuestionVersion.id, QuestionVersion.document).where(QuestionVersion.id.in_(version_ids))
    )
    return {row.id: row.document for row in rows}


def _slot(
    attempt: Attempt, position: int, question_id: int, version_id: int, document: dict[str, Any]
) -> dict[str, Any]:
    question = shuffle_options(part_from_dict(document), seed=attempt.seed)
    snapshot = snapshot_of(question)
    return {
        "attempt_id": attempt.id,
        "position": position,
        "question_id": question_id,
        "version_id": version_id,
        "topic": question.topic,
        "snapshot": snapshot,
        "snapshot_hash": fingerprint(snapshot),
        "answer": [],
        "marks": 1,
        "section": 0,
        "part": "",
        "answer_sequence": 0,
        "tries": 0,
        "is_flagged": False,
        "is_dropped": False,
        "graders_wanted": 1,
    }


def _candidates(person_id: int, quiz: Quiz) -> tuple[list[Candidate], dict[int, int]]:
    """Every ready question of the quiz's banks with how often this person had it, and its current version."""
    used = db.session.execute(
        select(Slot.question_id, func.count().label("uses"))
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(Attempt.person_id == person_id)
        .group_by(Slot.question_id)
    )
    uses = {row.question_id: row.uses for row in used}
    rows = db.session.execute(
        select(Question.id, Question.current_version_id, Bank.key, Question.topic, Question.difficulty)
        .join(Bank, Bank.id == Question.bank_id)
        .where(Bank.key.in_({section.bank for section in quiz.sections}), Question.state == "ready")
    ).all()
    candidates = [Candidate(r.id, r.key, r.topic, r.difficulty, uses.get(r.id, 0)) for r in rows]
    return candidates, {r.id: r.current_version_id for r in rows}
