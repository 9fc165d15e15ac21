"""A bank as a file for other programs."""

import msgspec
from sqlalchemy import bindparam, select

from app.assessment.bank import BankDocument
from app.assessment.formats import write
from app.assessment.formats.writing import Outgoing, Written
from app.assessment.models import Bank, Question, QuestionVersion
from app.assessment.questions import QuestionDocument, from_dict
from app.core.db import AnyRow, read
from app.core.errors import NotVisible
from app.core.storage import file_key, storage

BANK = select(Bank.id, Bank.key, Bank.title, Bank.topics, Bank.owner, Bank.languages).where(
    Bank.key == bindparam("bank_key")
)
QUESTIONS = (
    select(
        Question.state, Question.owner, Question.review_on, Question.tags, QuestionVersion.document
    )
    .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
    .where(Question.bank_id == bindparam("bank_id"), Question.state != "retired")
    .order_by(Question.topic, Question.id)
)  # fmt: skip


def export_bank(key: str, format: str, *, language: str | None = None) -> Written:
    """The bank's questions that are not retired, in the bank's first language unless another is named.

    Raises NotVisible.
    """
    document = get_bank_document(key)
    return write(format, Outgoing(document, language or document.languages[0], _load))


def get_bank_document(key: str) -> BankDocument:
    """A bank as it stands now, without its retired questions. Raises NotVisible."""
    row = read(BANK, bank_key=key).one_or_none()
    if row is None:
        raise NotVisible
    return BankDocument(
        key=row.key,
        languages=tuple(row.languages),
        title=row.title,
        owner=row.owner,
        topics=row.topics,
        questions=tuple(map(_question, read(QUESTIONS, bank_id=row.id))),
    )


def _question(row: AnyRow) -> QuestionDocument:
    tags = {kind: tuple(values) for kind, values in row.tags.items()}
    question: QuestionDocument = msgspec.structs.replace(
        from_dict(row.document), state=row.state, owner=row.owner, review_on=row.review_on, tags=tags
    )
    return question


def _load(sha256: str) -> bytes:
    return storage().read(file_key(sha256))
