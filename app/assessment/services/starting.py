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
from app.core.i18n import clock_time, day_long, ngettext
from app.core.i18n import gettext as _


def start_attempt(
    person_id: int,
    *,
    quiz_ref: str,
    quiz: Quiz,
    version_id: int,
    cycle: int,
    now: datetime,
    honoured: bool = False,
) -> int:
    """The id of the person's open attempt, begun now unless there is one already.

    Paper, order, deadline and terms are frozen here. Of parallel starts one wins by constraint and the others
    get its attempt. `honoured` says that the person states the work to be their own. Raises DomainError when no
    attempt may begin now, and when the bank is too small.
    """
    with transaction() as session:
        history = attempt_history(person_id, quiz_ref, cycle=cycle, quiz=quiz, now=now)
        if history.open_attempt_id is not None:
            return history.open_attempt_id
        _check_may_start(history, quiz)
        if quiz.honour and not honoured:
            raise DomainError(_("First state that the work will be your own."), field="honour")
        attempt = _attempt(person_id, quiz, history, now)
        attempt.quiz_ref, attempt.cycle, attempt.version_id = quiz_ref, cycle, version_id
        try:
            with session.begin_nested():
                session.add(attempt)
                session.flush()
        except IntegrityError:
            return _open_attempt(person_id, quiz_ref)
        session.execute(insert(Slot), paper_rows(attempt, quiz))
        return attempt.id


def _attempt(person_id: int, quiz: Quiz, history: History, now: datetime) -> Attempt:
    """The row with what is frozen; which quiz it is of stands with the caller."""
    frozen = terms.terms_of(quiz)
    deadline = frozen.deadline(now, time_percent=history.time_percent)
    return Attempt(
        person_id=person_id,
        number=history.highest_number + 1,
        policy=terms.to_dict(frozen),
        seed=secrets.token_hex(32),
        started_at=now,
        deadline_at=deadline,
        ends_at=frozen.last_moment(deadline),
        honoured_at=now if quiz.honour else None,
        void_reason="",
    )


def _check_may_start(history: History, quiz: Quiz) -> None:
    """Raises DomainError with what stands in the way, and until when."""
    if history.passed:
        raise DomainError(_("You have passed this quiz already. There is nothing left to do here."))
    if history.is_over and quiz.closes_at:
        raise DomainError(
            _(
                "This quiz closed on %(day)s at %(time)s. Ask your channel manager what to do next.",
                day=day_long(quiz.closes_at),
                time=clock_time(quiz.closes_at),
            )
        )
    if history.waits_for_grader:
        raise DomainError(
            _("Your last attempt waits for a grader. Wait for its result before you try again.")
        )
    if history.left == 0:
        raise DomainError(
            ngettext(
                "You have used your %(num)s attempt. Ask your channel manager what to do next.",
                "You have used all %(num)s attempts. Ask your channel manager what to do next.",
                history.used,
            )
        )
    if history.next_start_at:
        raise DomainError(_not_yet(history.next_start_at, is_first=not history.used))


def _not_yet(at: datetime, *, is_first: bool) -> str:
    when = {"day": day_long(at), "time": clock_time(at)}
    if is_first:
        return _("This quiz opens on %(day)s at %(time)s.", **when)
    return _(
        "Your next attempt may begin on %(day)s at %(time)s. Use the time to go back to the course.", **when
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
