"""The paper of a new attempt: questions drawn, options shuffled, snapshots hashed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, distinct, func, select

from app.assessment.drawing import Drawn, TooFewQuestions, build_paper
from app.assessment.models import Attempt, QuestionVersion, Slot
from app.assessment.questions import PartDocument, Scenario, fingerprint, from_dict, marks_of
from app.assessment.records import Exposure
from app.assessment.services.stocks import stocks_of
from app.assessment.shuffling import shuffle_options
from app.assessment.snapshots import Case, case_from, snapshot_of
from app.catalogue.documents import Quiz
from app.core.db import read
from app.core.errors import DomainError
from app.core.i18n import gettext as _

USES = (
    select(Slot.question_id, func.count(distinct(Slot.attempt_id)).label("uses"))
    .join(Attempt, Attempt.id == Slot.attempt_id)
    .where(Attempt.person_id == bindparam("person_id"))
    .group_by(Slot.question_id)
)
CAPPED = select(Exposure.question_id).where(
    Exposure.quiz_ref == bindparam("quiz_ref"), Exposure.share > bindparam("cap")
)
WORDINGS = select(QuestionVersion.id, QuestionVersion.document).where(
    QuestionVersion.id.in_(bindparam("version_ids", expanding=True))
)


@dataclass(frozen=True)
class Asked:
    """One question of a paper, from which entry of a bank it comes, and the case above it."""

    drawn: Drawn
    question: PartDocument
    part: str = ""
    case: Case | None = None


def paper_rows(attempt: Attempt, quiz: Quiz) -> list[dict[str, Any]]:
    """The rows of a new paper. Raises DomainError when a bank has too few questions."""
    drawn = _draw(attempt, quiz)
    wordings = {row.id: row.document for row in read(WORDINGS, version_ids=[one.version_id for one in drawn])}
    asked = [one for drawn_one in drawn for one in _asked(drawn_one, wordings[drawn_one.version_id])]
    if quiz.shuffle_options:
        asked = [_shuffled(one, attempt.seed) for one in asked]
    return [_slot(attempt.id, position, one) for position, one in enumerate(asked, 1)]


def _draw(attempt: Attempt, quiz: Quiz) -> list[Drawn]:
    """Whatever this person had on any paper counts as used, at whichever quiz it was."""
    cap, capped = quiz.exposure_cap, list[int]()
    uses = {row.question_id: row.uses for row in read(USES, person_id=attempt.person_id)}
    if cap is not None:
        capped = list(read(CAPPED, quiz_ref=attempt.quiz_ref, cap=Decimal(str(cap))).scalars())
    try:
        return build_paper(
            quiz.sections,
            stocks_of(quiz.sections),
            seed=attempt.seed,
            uses=uses,
            capped=capped,
            is_shuffled=quiz.shuffle_questions,
        )
    except TooFewQuestions as problem:
        raise DomainError(
            _("This quiz cannot start: its bank has too few questions. Please tell the author.")
        ) from problem


def _asked(drawn: Drawn, document: dict[str, Any]) -> Iterator[Asked]:
    """What an entry of a bank puts on a paper: itself, or the questions of a scenario with their case."""
    entry = from_dict(document)
    if isinstance(entry, Scenario):
        case = case_from(entry)
        for question in entry.questions:
            yield Asked(drawn, question, question.key, case)
    else:
        yield Asked(drawn, entry)


def _shuffled(asked: Asked, seed: str) -> Asked:
    return replace(asked, question=shuffle_options(asked.question, seed=f"{seed}/{asked.drawn.question_id}"))


def _slot(attempt_id: int, position: int, asked: Asked) -> dict[str, Any]:
    snapshot = snapshot_of(asked.question, asked.case)
    return {
        "attempt_id": attempt_id,
        "position": position,
        "section": asked.drawn.section,
        "question_id": asked.drawn.question_id,
        "version_id": asked.drawn.version_id,
        "part": asked.part,
        "topic": asked.question.topic,
        "snapshot": snapshot,
        "snapshot_hash": fingerprint(snapshot),
        "marks": marks_of(asked.question),
        "answer": [],
        "answer_sequence": 0,
        "tries": 0,
        "is_flagged": False,
        "is_dropped": False,
        "graders_wanted": 1,
    }
