"""What a search can find in a course (pure): titles, texts, captions, PDF pages, lines of cards. Never questions."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.documents import (
    Acknowledgement,
    AnyItem,
    Card,
    Course,
    Datasheet,
    Line,
    Playbook,
    Text,
    Video,
)
from app.catalogue.playbook_grammar import plain, plain_sections
from app.catalogue.wording import one_line
from app.core import markdown

COURSE_TITLE, ITEM_TITLE, MODULE_TITLE, SUMMARY, BODY = 10, 8, 5, 3, 1


@dataclass(frozen=True)
class Passage:
    """A piece of text, where it stands, and whether it must stay inside the vendor."""

    item_key: str | None
    item_kind: str
    language: str
    place: str
    weight: int
    text: str
    is_internal: bool = False


def passages(course: Course) -> list[Passage]:
    """Every passage of a course, in reading order; empty ones are left out."""
    found = [
        *_texts(None, course.title, COURSE_TITLE),
        *_texts(None, course.summary, SUMMARY),
        *(p for module in course.modules for p in _texts(None, module.title, MODULE_TITLE)),
        *(p for item in course.items for p in _of_item(item)),
    ]
    return [passage for passage in found if passage.text]


def _of_item(item: AnyItem) -> Iterator[Passage]:
    yield from _texts(item, item.title, ITEM_TITLE)
    yield from _texts(item, item.summary, SUMMARY)
    match item:
        case Video():
            for language, cues in item.cues.items():
                for cue in cues:
                    yield _passage(item, language, f"t={int(cue.start)}", cue.text)
        case Datasheet():
            for language, sheet in item.sheets.items():
                for number, page in enumerate(sheet.pages, start=1):
                    yield _passage(item, language, f"page={number}", page.text)
        case Playbook():
            for language, body in item.body.items():
                for place, text in plain_sections(body, [section.id for section in item.sections]):
                    yield _passage(item, language, place, text)
            return
        case Card():
            yield from _of_card(item)
        case Acknowledgement():
            yield from _texts(item, item.statement, BODY)
    for language, body in item.body.items():
        yield _passage(item, language, "", plain_text(body))


def _of_card(item: Card) -> Iterator[Passage]:
    lists = (item.why_we_win, item.why_we_lose, item.questions, item.traps, item.price, item.strengths)
    for line in (item.positioning, *(line for lines in lists for line in lines)):
        yield from _line(item, line, "")
    for objection in item.objections:
        place = objection.key
        is_internal = objection.reframe.audience == "internal"
        yield from _texts(item, objection.said, SUMMARY, place, is_internal=is_internal)
        for line in (objection.reframe, *objection.proof, *objection.ask):
            yield from _line(item, line, place)


def _line(item: Card, line: Line, place: str) -> Iterator[Passage]:
    return _texts(item, line.text, BODY, place, is_internal=line.audience == "internal")


def _texts(
    item: AnyItem | None, text: Text, weight: int, place: str = "", *, is_internal: bool = False
) -> Iterator[Passage]:
    for language, words in text.items():
        yield _passage(item, language, place, words, weight, is_internal=is_internal)


def _passage(
    item: AnyItem | None,
    language: str,
    place: str,
    words: str,
    weight: int = BODY,
    *,
    is_internal: bool = False,
) -> Passage:
    key = item.key if item else None
    return Passage(key, kind_of(item) if item else "", language, place, weight, one_line(words), is_internal)


def kind_of(item: AnyItem) -> str:
    """The word that files and addresses use for it: video, datasheet, …"""
    return str(item.__struct_config__.tag)


def plain_text(body: str) -> str:
    """Markdown without its marks."""
    return "\n".join(plain(token) for token in markdown.parser().parse(body) if token.type == "inline")
