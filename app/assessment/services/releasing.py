"""Release a result: its person may see it, and from now on it is evidence."""

from datetime import datetime

from sqlalchemy import bindparam, update

from app.assessment import terms
from app.assessment.models import Attempt
from app.assessment.services.closing import Grade, Result, lock_attempt, result_of
from app.core import audit
from app.core.db import AnyRow, transaction, write

RELEASED = (
    update(Attempt).where(Attempt.id == bindparam("attempt_id")).values(released_at=bindparam("seen_from"))
)


def release(attempt_id: int, *, actor_id: int, now: datetime) -> Result | None:
    """Release one result by hand; None when there was nothing to release: open, void, ungraded or released already.

    The caller has checked who may. Raises NotVisible.
    """
    with transaction():
        attempt = lock_attempt(attempt_id)
        if attempt.graded_at is None or attempt.outcome == "void" or attempt.released_at is not None:
            return None
        result = _release(attempt, now)
        audit.record(
            "attempt.released",
            "attempt",
            attempt_id,
            actor_id=actor_id,
            person_id=attempt.person_id,
            quiz=attempt.quiz_ref,
        )
        return result


def release_when_due(attempt_id: int, *, now: datetime) -> Result | None:
    """Release a result that waited for its quiz to close; None when it is not due or released already.

    It counts from the moment at which the quiz closed, however late somebody looks. Raises NotVisible.
    """
    with transaction():
        attempt = lock_attempt(attempt_id)
        if attempt.closed_at is None or attempt.outcome == "void" or attempt.released_at is not None:
            return None
        moment = terms.from_dict(attempt.policy).released_from(attempt.closed_at)
        if moment is None or moment > now:
            return None
        return _release(attempt, moment)


def _release(attempt: AnyRow, seen_from: datetime) -> Result:
    write(RELEASED, attempt_id=attempt.id, seen_from=seen_from)
    return result_of(attempt, Grade(attempt.score, attempt.passed, attempt.closed_at, seen_from))
