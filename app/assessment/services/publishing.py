"""Publish a bank: every new wording of a question is a new version, and no old one is touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.assessment.bank import BankDocument
from app.assessment.models import Bank, Question, QuestionVersion
from app.assessment.questions import QuestionDocument, fingerprint, marks_of, type_of, wording
from app.core.db import db, transaction


@dataclass(frozen=True)
class PublishedBank:
    """How many questions came, got a new wording, or were retired."""

    bank_id: int
    added: int
    changed: int
    retired: int

    @property
    def is_new(self) -> bool:
        """Whether anything about the questions changed."""
        return bool(self.added or self.changed or self.retired)


def publish_bank(document: BankDocument, *, now: datetime) -> PublishedBank:
    """Bring a bank to this document: an unchanged question gets no version, a missing one is retired.

    Running attempts keep the wording that they drew.
    """
    with transaction() as session:
        bank = _bank(document)
        known = {
            row.key: row
            for row in session.scalars(select(Question).where(Question.bank_id == bank.id).with_for_update())
        }
        added = [q for q in document.questions if q.key not in known]
        fresh = [_new_question(bank.id, q) for q in added]
        session.add_all(fresh)
        session.flush()
        rows = known | {row.key: row for row in fresh}
        changed = _add_versions(bank.id, document.questions, rows, now)
        gone = [row for key, row in known.items() if row.state != "retired" and not _has(document, key)]
        for row in gone:
            row.state = "retired"
        return PublishedBank(bank.id, len(added), changed - len(added), len(gone))


def _has(document: BankDocument, key: str) -> bool:
    return any(question.key == key for question in document.questions)


def _bank(document: BankDocument) -> Bank:
    """The bank's row with the document's title and topics; locked, so that two publishes go one by one."""
    bank = db.session.scalar(select(Bank).where(Bank.key == document.key).with_for_update())
    if bank is None:
        bank = Bank(key=document.key)
        db.session.add(bank)
    bank.title, bank.topics, bank.owner = dict(document.title), dict(document.topics), document.owner
    bank.languages = list(document.languages)
    db.session.flush()
    return bank


def _new_question(bank_id: int, question: QuestionDocument) -> Question:
    row = Question(bank_id=bank_id, key=question.key)
    _describe(row, question)
    return row


def _describe(row: Question, question: QuestionDocument) -> None:
    """What can be asked of a question without its wording, and what is merely said about it."""
    row.topic, row.difficulty, row.type = question.topic, question.difficulty, type_of(question)
    row.marks, row.state, row.owner = marks_of(question), question.state, question.owner
    row.review_on = question.review_on
    row.tags = {kind: list(values) for kind, values in question.tags.items()}


def _add_versions(
    bank_id: int, questions: tuple[QuestionDocument, ...], rows: dict[str, Question], now: datetime
) -> int:
    """Add a version for every question whose wording is not the current one; returns how many."""
    current = _current(bank_id)
    versions: dict[int, QuestionVersion] = {}
    for question in questions:
        row, stored = rows[question.key], wording(question)
        _describe(row, question)
        digest, before = fingerprint(stored), current.get(row.id)
        if before is None or before.document_hash != digest:
            number = before.number + 1 if before else 1
            versions[row.id] = QuestionVersion(
                question_id=row.id, number=number, document=stored, document_hash=digest, created_at=now
            )
    db.session.add_all(versions.values())
    db.session.flush()
    if versions:
        db.session.execute(
            update(Question), [{"id": key, "current_version_id": v.id} for key, v in versions.items()]
        )
    return len(versions)


def _current(bank_id: int) -> dict[int, Any]:
    """Number and hash of the current version of each question of a bank."""
    rows = db.session.execute(
        select(QuestionVersion.question_id, QuestionVersion.number, QuestionVersion.document_hash)
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .where(Question.bank_id == bank_id)
    )
    return {row.question_id: row for row in rows}
