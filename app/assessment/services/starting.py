"""Start an attempt: draw the paper and freeze everything that decides about it."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.assessment import terms
from app.assessment.drawing import Candidate, TooFewQuestions, draw, shuffle_options
from app.assessment.models import Attempt, Bank, Question, QuestionVersion, Slot
from app.assessment.queries import History, attempt_history
from app.assessment.questions import fingerprint, part_from_dict, to_dict
from app.catalogue.documents import Quiz
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _


def start_attempt(
    person_id: int, *, quiz_ref: str, quiz: Quiz, version_id: int, cycle: int, now: datetime
) -> int:
    """The id of the person's open attempt, begun now unless there is one already.

    Paper, order, deadline and terms are frozen here. Of parallel starts one wins by constraint and the others
    get its attempt. Raises DomainError when the quiz is passed, its attempts are used or its bank too small.
    """
    with transaction() as session:
        history = attempt_history(person_id, quiz_ref, cycle=cycle, limit=quiz.attempts)
        if history.open_attempt_id is not None:
            return history.open_attempt_id
        _check_may_start(history)
        frozen = terms.terms_of(quiz)
        deadline = frozen.deadline(now)
        attempt = Attempt(
            person_id=person_id,
            quiz_ref=quiz_ref,
            cycle=cycle,
            number=history.highest_number + 1,
            version_id=version_id,
            policy=terms.to_dict(frozen),
            seed=secrets.token_hex(32),
            started_at=now,
            deadline_at=deadline,
            ends_at=frozen.last_moment(deadline),
            void_reason="",
        )
        try:
            with session.begin_nested():
                session.add(attempt)
                session.flush()
        except IntegrityError:
            return _open_attempt(person_id, quiz_ref)
        session.execute(insert(Slot), _paper(attempt, quiz))
        return attempt.id


def _check_may_start(history: History) -> None:
    if history.passed:
        raise DomainError(_("You have passed this quiz already. There is nothing left to do here."))
    if history.left == 0:
        raise DomainError(
            _(
                "You have used all %(used)s attempts. Ask your channel manager what to do next.",
                used=history.used,
            )
        )


def _open_attempt(person_id: int, quiz_ref: str) -> int:
    open_id = db.session.scalar(
        select(Attempt.id).where(
            Attempt.person_id == person_id, Attempt.quiz_ref == quiz_ref, Attempt.closed_at.is_(None)
        )
    )
    if open_id is None:
        raise DomainError(_("Another window has just handed this quiz in. Reload the page."))
    return open_id


def _paper(attempt: Attempt, quiz: Quiz) -> list[dict[str, Any]]:
    """The rows of a new paper: questions drawn, options shuffled, snapshots hashed."""
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
    snapshot = to_dict(question)
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
