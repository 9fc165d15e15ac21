"""A quiz is handed in, or its time ran out: evidence first, consequences second."""

import logging
from datetime import datetime

from app.assessment.queries import overdue_attempts
from app.assessment.services import Result, close_attempt
from app.core.db import transaction
from app.flows.record_pass import record_pass
from app.flows.settle import settle_or_retry

log = logging.getLogger(__name__)


def finish_quiz(attempt_id: int, *, now: datetime) -> Result:
    """Grade and close the attempt and record the completion in one transaction; then settle what a pass earns.

    Any number of hand-ins end in one grade and one completion; all of them get the same result. A fail, and a result
    that waits for a grader or for its release, is no evidence, so there is nothing to settle.
    """
    with transaction():
        result = close_attempt(attempt_id, now=now)
        is_new_pass = result.is_first_close and record_pass(result)
    if is_new_pass:
        settle_or_retry(result.person_id, now=now)
    return result


def finish_overdue(*, now: datetime) -> list[Result]:
    """Hand in every attempt whose time is over, each in its own transaction; a failure stops no other."""
    results = []
    for attempt_id in overdue_attempts(now):
        try:
            results.append(finish_quiz(attempt_id, now=now))
        except Exception:
            log.exception("attempt %s could not be closed", attempt_id)
    return results
