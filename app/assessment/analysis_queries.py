"""How quizzes and questions behave, by the latest papers only: a page costs the same after years."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any

from sqlalchemy import bindparam, func, literal, select

from app.assessment.analysis import ItemStatistics, Response, item_statistics, reliability
from app.assessment.answers import is_blank
from app.assessment.models import Attempt, Bank, Question, QuestionVersion, Slot
from app.assessment.policies import visible_answers, visible_papers
from app.assessment.questions import (
    Multiple,
    PartDocument,
    QuestionDocument,
    Scenario,
    Single,
    TrueFalse,
    from_dict,
    option_keys,
    right_keys,
)
from app.catalogue.documents import Text
from app.core.db import AnySelect, read
from app.core.errors import NotVisible
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person

LATEST = 1000
"""So many papers are looked at."""


@dataclass(frozen=True)
class AnalysedItem:
    """A question of a quiz, its wording today and how it behaves."""

    question_id: int
    bank_key: str
    key: str
    part: str
    stem: Text
    question: PartDocument
    statistics: ItemStatistics


@dataclass(frozen=True)
class Analysis:
    """How a quiz behaves: its papers, their mean score, their reliability, and each question."""

    papers: int
    mean: float | None
    reliability: float | None
    items: tuple[AnalysedItem, ...]


def _answers(actor: Actor, papers: AnySelect) -> AnySelect:
    """Every marked answer of these papers, in the order of the papers and of time."""
    company = func.coalesce(Company.name, "") if actor.is_channel_manager else literal("")
    return (
        visible_answers(actor)
        .outerjoin(
            Affiliation,
            (Affiliation.person_id == Person.id)
            & Affiliation.is_credited
            & (Affiliation.started_at <= Attempt.started_at)
            & (Affiliation.ended_at.is_(None) | (Affiliation.ended_at > Attempt.started_at)),
        )
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .where(Attempt.id.in_(papers), Slot.marks > 0, ~Slot.is_dropped, Slot.fraction.is_not(None))
        .with_only_columns(
            Slot.attempt_id,
            Slot.question_id,
            Slot.part,
            Slot.fraction,
            Slot.answer,
            Slot.certainty,
            Slot.answered_at,
            Attempt.started_at,
            Person.language,
            company.label("company"),
        )
        .order_by(Slot.attempt_id, Slot.answered_at, Slot.position)
    )


def quiz_analysis(actor: Actor, quiz_ref: str) -> Analysis:
    """How a quiz behaves by its latest graded papers; with companies only for who may see them all."""
    counts = (Attempt.quiz_ref == quiz_ref, Attempt.graded_at.is_not(None), Attempt.outcome != "void")
    papers = select(Attempt.id).where(*counts).order_by(Attempt.id.desc()).limit(LATEST)
    responses = _responses(read(_answers(actor, papers)).all())
    scores = read(visible_papers(actor).where(Attempt.id.in_(papers)).with_only_columns(Attempt.score))
    marks = [float(score or 0) for score in scores.scalars()]
    return Analysis(
        len(marks), fmean(marks) if marks else None, reliability(responses), tuple(_items(responses))
    )


def question_analysis(actor: Actor, question_id: int) -> tuple[AnalysedItem, ...]:
    """How a question behaves in all quizzes by its latest graded answers; a scenario's questions one by one."""
    recent = (
        select(Slot.attempt_id)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(Slot.question_id == question_id, Attempt.graded_at.is_not(None), Attempt.outcome != "void")
        .order_by(Slot.attempt_id.desc())
        .limit(LATEST)
    )
    responses = _responses(read(_answers(actor, recent)).all())
    own = [r for r in responses if r.question.partition("/")[0] == str(question_id)]
    return tuple(_items(own))


def _responses(rows: Sequence[Any]) -> list[Response]:
    """The answers with the rest of their papers, and the time since the answer before."""
    made = []
    for _attempt, paper in groupby(rows, lambda row: row.attempt_id):
        slots = list(paper)
        total, before = sum(float(slot.fraction) for slot in slots), slots[0].started_at
        for slot in slots:
            seconds = None
            if slot.answered_at is not None:
                seconds, before = (slot.answered_at - before).total_seconds(), slot.answered_at
            made.append(_response(slot, total, len(slots), seconds))
    return made


def _response(slot: Any, total: float, size: int, seconds: float | None) -> Response:
    fraction = float(slot.fraction)
    return Response(
        attempt_id=slot.attempt_id,
        question=f"{slot.question_id}/{slot.part}",
        fraction=fraction,
        rest=(total - fraction) / (size - 1) if size > 1 else None,
        is_blank=is_blank(slot.answer),
        chosen=tuple(slot.answer) if isinstance(slot.answer, list) and _is_keys(slot.answer) else (),
        seconds=seconds,
        language=slot.language,
        company=slot.company,
        certainty=slot.certainty,
    )


def _is_keys(answer: list[Any]) -> bool:
    return all(isinstance(key, str) for key in answer)


WORDINGS = (
    select(Question.id, Question.key, Bank.key.label("bank_key"), QuestionVersion.document)
    .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
    .join(Bank, Bank.id == Question.bank_id)
    .order_by(Bank.key, Question.key)
)


def _items(responses: Sequence[Response]) -> list[AnalysedItem]:
    """Each question with its statistics, in the order of bank and key."""
    answers: dict[str, list[Response]] = defaultdict(list)
    for response in responses:
        answers[response.question].append(response)
    ids = {int(ref.partition("/")[0]) for ref in answers}
    return [
        AnalysedItem(
            row.id,
            row.bank_key,
            row.key,
            part,
            question.stem,
            question,
            item_statistics(ref, answers[ref], options=_options(question)),
        )
        for row in read(WORDINGS.where(Question.id.in_(ids)))
        for part, question in _parts(from_dict(row.document))
        if (ref := f"{row.id}/{part}") in answers
    ]


def _parts(question: QuestionDocument) -> list[tuple[str, PartDocument]]:
    if isinstance(question, Scenario):
        return [(part.key, part) for part in question.questions]
    return [("", question)]


def _options(question: PartDocument) -> dict[str, bool]:
    if not isinstance(question, Single | Multiple | TrueFalse):
        return {}
    right = right_keys(question)
    return {key: key in right for key in option_keys(question)}


NAMED = (
    select(Question.id, Bank.title, QuestionVersion.document)
    .join(Bank, Bank.id == Question.bank_id)
    .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
    .where(Bank.key == bindparam("bank_key"), Question.key == bindparam("question_key"))
)


def get_question(bank_key: str, question_key: str) -> tuple[int, Text, QuestionDocument]:
    """A question's id, its bank's title and its wording today; raises NotVisible."""
    row = read(NAMED, bank_key=bank_key, question_key=question_key).one_or_none()
    if row is None:
        raise NotVisible
    return row.id, row.title, from_dict(row.document)
