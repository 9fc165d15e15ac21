"""On which share of a quiz's papers each question stood lately: what a draw with a cap avoids."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Date, Numeric, bindparam, cast, delete, distinct, func, insert, select

from app.assessment.models import Attempt, Slot
from app.assessment.records import Exposure
from app.core.db import read, transaction, write

WINDOW = timedelta(days=90)

RECENT = (Attempt.quiz_ref == bindparam("quiz_ref"), Attempt.started_at > bindparam("since"))
PAPERS = select(func.count()).select_from(Attempt).where(*RECENT)
SHARES = (
    select(
        bindparam("quiz_ref", type_=Exposure.quiz_ref.type),
        Slot.question_id,
        cast(func.count(distinct(Slot.attempt_id)), Numeric(12, 6))
        / bindparam("papers", type_=Numeric(12, 6)),
        bindparam("day", type_=Date),
    )
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .where(*RECENT)
    .group_by(Slot.question_id)
)
FORGOTTEN = delete(Exposure).where(Exposure.quiz_ref == bindparam("quiz_ref"))
COUNTED = insert(Exposure).from_select(["quiz_ref", "question_id", "share", "counted_on"], SHARES)
UNWATCHED = delete(Exposure).where(Exposure.quiz_ref.not_in(bindparam("refs", expanding=True)))


def count_exposure(quiz_ref: str, *, now: datetime) -> int:
    """Count the papers of one quiz that began in the last 90 days anew, void ones too; returns how many there are."""
    since = now - WINDOW
    with transaction():
        papers = int(read(PAPERS, quiz_ref=quiz_ref, since=since).scalar_one())
        write(FORGOTTEN, quiz_ref=quiz_ref)
        if papers:
            write(COUNTED, quiz_ref=quiz_ref, since=since, papers=papers, day=now.date())
    return papers


def forget_exposure(quiz_refs: Collection[str]) -> None:
    """Forget what was counted of all quizzes but these."""
    with transaction():
        write(UNWATCHED, refs=list(quiz_refs))
