"""A bank file as a typed bank. The shape of a question is the one it is stored in, but for its pictures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.assessment.bank import BankDocument
from app.assessment.bank_pictures import PictureFormat, PictureReader
from app.assessment.questions import METADATA, TAGS, Key, QuestionDocument, Scenario, marks_of
from app.catalogue.course_files import key_faults, plain
from app.catalogue.file_formats import Format, Languages, Name, Title
from app.catalogue.media_files import MediaReader
from app.catalogue.texts import language_faults, markdown_problems, text_faults
from app.core.yaml_files import BadFile, Fault, Reading, Source, read_yaml

Place = tuple[str | int, ...]


class BankFormat(Format, frozen=True, kw_only=True):
    """banks/<bank>.yaml"""

    kind: Literal["bank"]
    languages: Languages
    title: Title
    owner: Name
    topics: Annotated[dict[Key, Title], Meta(min_length=1)]
    questions: Annotated[list[QuestionDocument], Meta(min_length=1)]


def read_bank(path: Path, root: Path, media: MediaReader) -> Reading[BankDocument]:
    """Read one file; all faults are collected. `media` reads the pictures of all banks, and notes them."""
    reading: Reading[BankDocument] = Reading(path.stem, None, None)
    name = path.relative_to(root).as_posix()
    reading.faults += key_faults(reading.key, name)
    try:
        written = read_yaml(plain(path, name), name)
        pictures = PictureReader(written, media)
        source = reading.source = replace(written, data=pictures.read())
        reading.faults += pictures.faults
        reading.faults += source.shape_faults(BankFormat) or _question_faults(source)
        if reading.has_fault:
            return reading
        head = source.as_type(BankFormat)
    except BadFile as bad:
        reading.faults += bad.faults
        return reading
    reading.faults += language_faults(written, head.languages)
    reading.faults += text_faults(written, head.languages)
    reading.faults += _key_faults(written, head)
    reading.faults += _topic_faults(written, head)
    reading.faults += _rule_faults(written, head)
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
    for n, written in enumerate(source.data["questions"]):
        if strange := [kind for kind in written.get("tags", {}) if kind not in TAGS]:
            words = f"tags: {strange[0]} is no kind of tag; use {', '.join(TAGS)}"
            faults.append(source.fault(words, "questions", n, "tags", strange[0]))
            continue
        try:
            source.part("questions", n).as_type(QuestionDocument)  # type: ignore[arg-type]
        except BadFile as bad:
            faults += bad.faults
    return faults


def _all(head: BankFormat) -> Iterator[tuple[Place, QuestionDocument]]:
    """Every question with its place in the file, those of scenarios too."""
    for n, question in enumerate(head.questions):
        yield ("questions", n), question
        for m, part in enumerate(question.questions if isinstance(question, Scenario) else ()):
            yield ("questions", n, "questions", m), part


def _key_faults(source: Source, head: BankFormat) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, question in enumerate(head.questions):
        if question.key in seen:
            words = f"two questions are called {question.key}; rename one"
            yield source.fault(words, "questions", n, "key")
        seen.add(question.key)


def _topic_faults(source: Source, head: BankFormat) -> Iterator[Fault]:
    for place, question in _all(head):
        if question.topic not in head.topics:
            known = ", ".join(head.topics)
            words = f"{question.topic} is not a topic of this bank ({known}); correct it or add the topic"
            yield source.fault(words, *place, "topic")
    for topic in head.topics.keys() - {question.topic for _place, question in _all(head)}:
        words = f"no question is about {topic}; write one or remove the topic"
        yield source.fault(words, "topics", topic, warning=True)


def _rule_faults(source: Source, head: BankFormat) -> Iterator[Fault]:
    """What a file may not say though a stored question could, or what would not be shown."""
    for place, question in _all(head):
        written = _at(source.data, place)
        if "drawn" in written:
            yield source.fault(
                "unknown key `drawn`; remove it, each paper has its own order", *place, "drawn"
            )
        for name in METADATA if len(place) > 2 else ():
            if name in written:
                words = f"{name} belongs to the scenario as a whole; move it there"
                yield source.fault(words, *place, name)
        if isinstance(question, Scenario) and marks_of(question) == 0:
            yield source.fault("no question of this scenario gives a mark; add one", *place, "questions")
        for name in ("stem", "explanation") if question.markup == "markdown" else ():
            for code, text in getattr(question, name).items():
                for _line, words in markdown_problems(text):
                    yield source.fault(words, *place, name, code)


def _at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def written_schema() -> dict[str, Any]:
    """The JSON Schema of a bank file: pictures by name, and without what only papers have."""
    schema = msgspec.json.schema(BankFormat)
    shapes = schema["$defs"]
    shapes["Picture"] = msgspec.json.schema(PictureFormat)["$defs"]["PictureFormat"] | {"title": "Picture"}
    del shapes["File"]
    for shape in shapes.values():
        shape.get("properties", {}).pop("drawn", None)
    return schema
