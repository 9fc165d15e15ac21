"""A person grades an answer; when nothing of the attempt waits any more, what follows a hand-in follows now."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from app.assessment.services import Marked, mark_answer
from app.core.db import transaction
from app.flows.record_pass import record_pass, tell_result
from app.flows.settle import settle_or_retry


def grade_answer(
    slot_id: int,
    *,
    grader_id: int,
    levels: Mapping[str, str],
    share: Fraction | None = None,
    comment: str = "",
    now: datetime,
) -> Marked:
    """Keep a grader's mark; a result that is new with it finishes the item if passed, is told, and is settled.

    The caller has checked who may grade. Raises NotVisible, and DomainError, which names the field.
    """
    is_new_pass = False
    with transaction():
        marked = mark_answer(
            slot_id, grader_id=grader_id, levels=levels, share=share, comment=comment, now=now
        )
        if marked.is_new_result:
            is_new_pass = record_pass(marked.result)
            tell_result(marked.result, now=now)
    if is_new_pass:
        settle_or_retry(marked.result.person_id, now=now)
    return marked
