"""Publish a bank: every new wording of a question is a new version, and no old one is touched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from app.assessment.bank import BankDocument, tags_of
from app.assessment.models import Bank, Question, QuestionVersion
from app.assessment.questions import QuestionDocument, Scenario, fingerprint, marks_of, type_of, wording
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _

FEW = 500
"""Up to so many questions are looked up by their keys, more of them with their whole bank."""


@dataclass(frozen=True)
class PublishedBank:
    """How many questions came, got a new wording, or were retired; and of how many others only the state, owner,
    review date or tags changed.
    """

    bank_id: int
    added: int = 0
    changed: int = 0
    retired: int = 0
    relabelled: int = 0

    @property
    def is_new(self) -> bool:
        """Whether anything about the questions changed."""
        return bool(self.added or self.changed or self.retired or self.relabelled)


def publish_bank(
    document: BankDocument, *, now: datetime, actor_id: int | None = None, origin: str = "files"
) -> PublishedBank:
    """Bring a bank to this document: an unchanged question gets no version, a missing one is retired.

    Running attempts keep the wording that they drew. Raises DomainError for a bank that is written elsewhere.
    """
    with transaction() as session:
        bank = _bank(document, origin)
        named = {question.key for question in document.questions}
        gone = [
            row
            for row in session.scalars(
                select(Question).where(Question.bank_id == bank.id, Question.state != "retired")
            )
            if row.key not in named
        ]
        for row in gone:
            row.state = "retired"
        brought = _bring(bank, document.questions, now, actor_id)
        return _finish(bank, replace(brought, retired=len(gone)))


def keep_questions(
    bank_id: int, questions: Sequence[QuestionDocument], *, actor_id: int | None, now: datetime
) -> PublishedBank:
    """Bring these questions of a studio's bank to their wording; all others stay as they are.

    Raises NotVisible for a missing bank, DomainError for one of the content files or a topic it does not have.
    """
    with transaction() as session:
        bank = session.scalar(select(Bank).where(Bank.id == bank_id).with_for_update())
        if bank is None:
            raise NotVisible
        _check_origin(bank, "studio")
        _check_topics(bank, questions)
        return _finish(bank, _bring(bank, questions, now, actor_id))


def studio_banks() -> set[str]:
    """The keys of the banks that are written in the studio: no file may have one of them."""
    return set(db.session.scalars(select(Bank.key).where(Bank.origin == "studio")))


def _bank(document: BankDocument, origin: str) -> Bank:
    """The bank's row with the document's title and topics; locked, so that two publishes go one by one."""
    bank = db.session.scalar(select(Bank).where(Bank.key == document.key).with_for_update())
    if bank is None:
        bank = Bank(key=document.key, origin=origin)
        db.session.add(bank)
    _check_origin(bank, origin)
    bank.title, bank.topics, bank.owner = dict(document.title), dict(document.topics), document.owner
    bank.languages = list(document.languages)
    db.session.flush()
    return bank


def _check_origin(bank: Bank, origin: str) -> None:
    if bank.origin == origin:
        return
    if bank.origin == "files":
        raise DomainError(_("This bank comes from the content files. Change its questions there."))
    raise DomainError(
        _(
            "The bank %(key)s is written in the studio. Give the file another name, or change the bank there.",
            key=bank.key,
        )
    )


def _check_topics(bank: Bank, questions: Sequence[QuestionDocument]) -> None:
    for question in questions:
        for one in (question, *(question.questions if isinstance(question, Scenario) else ())):
            if one.topic not in bank.topics:
                words = _(
                    "This bank has no topic %(topic)s. Choose another, or add it to the bank first.",
                    topic=one.topic,
                )
                raise DomainError(words, field="topic")


def _bring(
    bank: Bank, questions: Sequence[QuestionDocument], now: datetime, actor_id: int | None
) -> PublishedBank:
    """Make or mend the rows of these questions, and add the versions that they need."""
    session = db.session
    which = _which(bank.id, questions)
    known = {row.key: row for row in session.scalars(select(Question).where(*which).with_for_update())}
    current = _current(which)
    rows = known | {q.key: Question(bank_id=bank.id, key=q.key) for q in questions if q.key not in known}
    for question in questions:
        _describe(rows[question.key], question)
    relabelled = {key for key, row in known.items() if session.is_modified(row)}
    session.add_all(rows.values())
    session.flush()
    versions = {
        version.question_id: version for version in _versions(questions, rows, current, now, actor_id)
    }
    session.add_all(versions.values())
    session.flush()
    if versions:
        pointers = [{"id": key, "current_version_id": version.id} for key, version in versions.items()]
        session.execute(update(Question), pointers)
    added = len(rows) - len(known)
    relabelled = {key for key in relabelled if rows[key].id not in versions}
    return PublishedBank(bank.id, added=added, changed=len(versions) - added, relabelled=len(relabelled))


def _which(bank_id: int, questions: Sequence[QuestionDocument]) -> list[ColumnElement[bool]]:
    """The rows of these questions, or of the whole bank when they are many."""
    whole = Question.bank_id == bank_id
    return [whole, Question.key.in_([q.key for q in questions])] if len(questions) <= FEW else [whole]


def _describe(row: Question, question: QuestionDocument) -> None:
    """What can be asked of a question without its wording, and what is merely said about it."""
    row.topic, row.difficulty, row.type = question.topic, question.difficulty, type_of(question)
    row.marks, row.state, row.owner = marks_of(question), question.state, question.owner
    row.review_on = question.review_on
    row.tags = tags_of(question)


def _versions(
    questions: Sequence[QuestionDocument],
    rows: dict[str, Question],
    current: dict[int, Any],
    now: datetime,
    actor_id: int | None,
) -> Iterator[QuestionVersion]:
    """A version for every question whose wording is not the current one."""
    for question in questions:
        row, stored = rows[question.key], wording(question)
        digest, before = fingerprint(stored), current.get(row.id)
        if before is None or before.document_hash != digest:
            yield QuestionVersion(
                question_id=row.id,
                number=before.number + 1 if before else 1,
                document=stored,
                document_hash=digest,
                created_at=now,
                created_by=actor_id,
            )


def _current(which: list[ColumnElement[bool]]) -> dict[int, Any]:
    """Number and hash of the current version of each of these questions."""
    rows = db.session.execute(
        select(QuestionVersion.question_id, QuestionVersion.number, QuestionVersion.document_hash)
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .where(*which)
    )
    return {row.question_id: row for row in rows}


def _finish(bank: Bank, done: PublishedBank) -> PublishedBank:
    """What processes keep of the bank is old once anything about its questions changed."""
    if done.is_new:
        bank.revision += 1
    return done
