"""Start an attempt: draw the paper and freeze everything that decides about it."""

import secrets
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.assessment import terms
from app.assessment.models import Attempt, Slot
from app.assessment.queries import History, attempt_history
from app.assessment.services.papers import paper_rows
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
        session.execute(insert(Slot), paper_rows(attempt, quiz))
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
