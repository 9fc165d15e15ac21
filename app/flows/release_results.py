"""Results that waited are released, by hand or because their quiz has closed: now they are seen, and count."""

import logging
from collections.abc import Sequence
from datetime import datetime

from app.assessment.queries import due_for_release
from app.assessment.services import Result, release, release_when_due
from app.core.db import transaction
from app.flows.record_pass import record_pass, tell_result
from app.flows.settle import settle_or_retry

log = logging.getLogger(__name__)


def release_results(attempt_ids: Sequence[int], *, actor_id: int, now: datetime) -> int:
    """Release these results, each in its own transaction; how many there were to release.

    The caller has checked who may, and that these attempts are within their sight. Raises NotVisible.
    """
    return sum(_release(attempt_id, actor_id, now) is not None for attempt_id in attempt_ids)


def release_due(*, now: datetime) -> list[Result]:
    """Release whatever waited for its quiz to close, and it has; a failure stops no other."""
    released = []
    for attempt_id in due_for_release(now):
        try:
            result = _release(attempt_id, None, now)
        except Exception:
            log.exception("attempt %s could not be released", attempt_id)
            continue
        if result is not None:
            released.append(result)
    return released


def _release(attempt_id: int, actor_id: int | None, now: datetime) -> Result | None:
    """Release one result, by somebody or by the clock, with what follows from it."""
    with transaction():
        if actor_id is None:
            result = release_when_due(attempt_id, now=now)
        else:
            result = release(attempt_id, actor_id=actor_id, now=now)
        if result is None:
            return None
        is_new_pass = record_pass(result)
        tell_result(result, now=now)
    if is_new_pass:
        settle_or_retry(result.person_id, now=now)
    return result
