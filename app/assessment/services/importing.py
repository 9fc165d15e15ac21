"""Bring the questions of a file into a bank of the studio: all of them in one transaction, the others untouched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from app.assessment.formats.keys import key_from
from app.assessment.formats.report import Imported
from app.assessment.models import Bank, Question, QuestionVersion
from app.assessment.questions import QuestionDocument, Scenario, fingerprint, from_dict, wording
from app.assessment.rewording import reworded
from app.assessment.services.bank_keeping import BankDraft, create_bank
from app.assessment.services.publishing import FEW, PublishedBank, keep_questions
from app.core import audit
from app.core.db import AnyRow, read, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.storage import keep

KNOWN = select(
    Question.key,
    Question.state,
    Question.owner,
    Question.review_on,
    Question.tags,
    QuestionVersion.document,
    QuestionVersion.document_hash,
).join(QuestionVersion, QuestionVersion.id == Question.current_version_id)


@dataclass(frozen=True)
class Target:
    """What is known of the bank that the questions go into."""

    language: str
    topics: Mapping[str, str]
    """The topic that each topic of the file is in the bank."""
    unsorted: frozenset[str]
    """Topics of the file that stand for having none."""
    known: Mapping[str, AnyRow]
    as_draft: bool


def import_questions(
    name: str,
    imported: Imported,
    *,
    language: str,
    as_draft: bool = False,
    actor_id: int | None,
    now: datetime,
) -> PublishedBank:
    """Add the questions to the bank of that name or key, which is made if there is none.

    A question that is known gets a new wording only if it says something else; its state, owner and review date
    stay, and so does what is written in other languages. Raises DomainError for a bank of the content files.
    """
    check_target(name)
    for attached in imported.files.values():
        keep(attached.data, attached.media_type)
    with transaction():
        bank = _bank(name, language, actor_id)
        target = Target(
            language,
            _topics(bank, imported, language),
            frozenset(key for key, title in imported.topics.items() if title not in imported.categories),
            {row.key: row for row in _known(bank.id, imported)},
            as_draft,
        )
        questions = [_prepared(question, target) for question in imported.questions]
        _add_topics(bank, imported, questions, language)
        done = keep_questions(bank.id, questions, actor_id=actor_id, now=now)
        counts = {"added": done.added, "changed": done.changed}
        audit.record("bank.imported", "bank", bank.id, actor_id=actor_id, **counts)
        return done


def check_target(name: str) -> None:
    """Raises DomainError when nothing can be imported into the bank of that name."""
    if not bank_key(name):
        raise DomainError(_("Give the bank a name with letters or digits."), field="bank")
    origin = read(select(Bank.origin).where(Bank.key == bank_key(name))).scalar_one_or_none()
    if origin == "files":
        words = _(
            "The bank %(key)s is written in the content files. Import into another one.", key=bank_key(name)
        )
        raise DomainError(words, field="bank")


def bank_key(name: str) -> str:
    """The key of the bank that is called so."""
    return key_from(name)


def _bank(name: str, language: str, actor_id: int | None) -> Bank:
    """The bank's row, locked; it speaks the language of the file from now on."""
    with transaction() as session:
        found = select(Bank).where(Bank.key == bank_key(name)).with_for_update()
        bank = session.scalar(found)
        if bank is None:
            create_bank(BankDraft(bank_key(name), {language: name.strip()}, ""), actor_id=actor_id)
            bank = session.scalars(found).one()
        if language not in bank.languages:
            bank.languages = [*bank.languages, language]
        return bank


def _known(bank_id: int, imported: Imported) -> list[AnyRow]:
    """The questions of the bank that the file may bring anew."""
    keys = [question.key for question in imported.questions]
    wanted = KNOWN.where(Question.bank_id == bank_id)
    return list(read(wanted.where(Question.key.in_(keys)) if len(keys) <= FEW else wanted))


def _topics(bank: Bank, imported: Imported, language: str) -> dict[str, str]:
    """For each topic of the file the bank's topic of that key or name, else itself."""
    by_name = {names.get(language): key for key, names in bank.topics.items()}
    return {
        key: key if key in bank.topics else by_name.get(title, key) for key, title in imported.topics.items()
    }


def _add_topics(bank: Bank, imported: Imported, questions: list[QuestionDocument], language: str) -> None:
    """Topics of the file that are used and new, and names of known ones in a new language."""
    used = {one.topic for question in questions for one in _parts(question)}
    added = {key: {language: title} for key, title in imported.topics.items() if key in used}
    bank.topics = (
        added
        | bank.topics
        | {key: names | bank.topics[key] for key, names in added.items() if key in bank.topics}
    )


def _parts(question: QuestionDocument) -> tuple[QuestionDocument, ...]:
    return (question, *(question.questions if isinstance(question, Scenario) else ()))


def _prepared(question: QuestionDocument, target: Target) -> QuestionDocument:
    """The question as the bank shall have it."""
    row = target.known.get(question.key)
    placed = _with_topic(question, target.topics)
    if row is None:
        return _changed(placed, state="draft") if target.as_draft else placed
    old = from_dict(row.document)
    new = _changed(
        reworded(placed, old, target.language),
        topic=old.topic if question.topic in target.unsorted else placed.topic,
        difficulty=old.difficulty if question.difficulty == "medium" else question.difficulty,
    )
    is_changed = fingerprint(wording(new)) != row.document_hash
    tags = {
        kind: tuple(dict.fromkeys((*row.tags.get(kind, ()), *new.tags.get(kind, ()))))
        for kind in row.tags | new.tags
    }
    state = "draft" if target.as_draft and is_changed else row.state
    return _changed(new, state=state, owner=row.owner, review_on=row.review_on, tags=tags)


def _with_topic(question: QuestionDocument, topics: Mapping[str, str]) -> QuestionDocument:
    placed = _changed(question, topic=topics[question.topic])
    if isinstance(placed, Scenario):
        parts = tuple(_changed(part, topic=topics[part.topic]) for part in placed.questions)
        return _changed(placed, questions=parts)
    return placed


def _changed(question: QuestionDocument, **values: Any) -> QuestionDocument:
    changed: QuestionDocument = msgspec.structs.replace(question, **values)
    return changed
