"""A bank file as a typed bank. The shape of a question is the one it is stored in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from app.assessment.bank import BankDocument
from app.assessment.questions import Key, QuestionDocument
from app.catalogue.course_files import key_faults, plain
from app.catalogue.file_formats import Format, Languages, Name, Title
from app.catalogue.texts import language_faults, text_faults
from app.core.yaml_files import BadFile, Fault, Reading, Source, read_yaml


class BankFormat(Format, frozen=True, kw_only=True):
    """banks/<bank>.yaml"""

    kind: Literal["bank"]
    languages: Languages
    title: Title
    owner: Name
    topics: Annotated[dict[Key, Title], Meta(min_length=1)]
    questions: Annotated[list[QuestionDocument], Meta(min_length=1)]


def read_bank(path: Path, root: Path) -> Reading[BankDocument]:
    """Read one file; all faults are collected."""
    reading: Reading[BankDocument] = Reading(path.stem, None, None)
    name = path.relative_to(root).as_posix()
    reading.faults += key_faults(reading.key, name)
    try:
        source = reading.source = read_yaml(plain(path, name), name)
        reading.faults += source.shape_faults(BankFormat) or _question_faults(source)
        if reading.has_fault:
            return reading
        head = source.as_type(BankFormat)
    except BadFile as bad:
        reading.faults += bad.faults
        return reading
    reading.faults += language_faults(source, head.languages)
    reading.faults += text_faults(source, head.languages)
    reading.faults += _topic_faults(source, head)
    if not reading.has_fault:
        reading.document = BankDocument(
            key=reading.key,
            languages=tuple(head.languages),
            title=head.title,
            owner=head.owner,
            topics=head.topics,
            questions=tuple(head.questions),
        )
    return reading


def _question_faults(source: Source) -> list[Fault]:
    """What the questions themselves refuse, one by one: the whole file would stop at the first."""
    faults: list[Fault] = []
    for n in range(len(source.data["questions"])):
        try:
            source.part("questions", n).as_type(QuestionDocument)  # type: ignore[arg-type]
        except BadFile as bad:
            faults += bad.faults
    return faults


def _topic_faults(source: Source, head: BankFormat) -> Iterator[Fault]:
    keys = [question.key for question in head.questions]
    for n, question in enumerate(head.questions):
        if question.key in keys[:n]:
            words = f"two questions are called {question.key}; rename one"
            yield source.fault(words, "questions", n, "key")
        if question.topic not in head.topics:
            known = ", ".join(head.topics)
            words = f"{question.topic} is not a topic of this bank ({known}); correct it or add the topic"
            yield source.fault(words, "questions", n, "topic")
    for topic in head.topics.keys() - {question.topic for question in head.questions}:
        words = f"no question is about {topic}; write one or remove the topic"
        yield source.fault(words, "topics", topic, warning=True)
