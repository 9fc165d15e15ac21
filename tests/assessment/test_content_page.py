"""What docs/content.md shows of quizzes and questions is what the readers take."""

import re
from typing import Any

import msgspec
import pytest
import yaml

from app.assessment.questions import TYPES, QuestionDocument
from app.catalogue.file_formats import QuizFormat
from config import ROOT

BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/content.md").read_text(encoding="utf-8"), re.S)
QUIZZES = [block for block in BLOCKS if re.match("pass_mark|behaviour|sections|review", block)]
TYPES_SHOWN = next(block for block in BLOCKS if block.lstrip().startswith("- type: single"))
FILLED = {
    "picture: {…}": "picture: {file: a.png, alt: {en: A}}",
    "options: […]": "options: [{key: a, text: {en: A}, right: true}, {key: b, text: {en: B}}]",
    ", th: …": "",
    ", …}": "}",
    "{…}": "{en: Words}",
}
KEPT = {"file": {"sha256": "a", "media_type": "image/png", "name": "a.png"}, "width": 1, "height": 1}


@pytest.mark.parametrize("block", QUIZZES, ids=lambda block: block.partition(":")[0])
def test_every_word_of_a_quiz_that_is_shown_can_be_written(block):
    head = {"kind": "quiz", "title": {"en": "Exam"}, "minutes": 4, "pass_mark": 0.8}
    msgspec.convert(head | {"sections": [{"bank": "channel"}]} | yaml.safe_load(block), QuizFormat)


def test_every_type_of_question_that_is_shown_can_be_written():
    text = TYPES_SHOWN
    for shown, words in FILLED.items():
        text = text.replace(shown, words)
    shown = [whole(question) for question in yaml.safe_load(text)]
    assert [question["type"] for question in shown] == list(TYPES)
    for question in shown:
        msgspec.convert(question, QuestionDocument)


def whole(question: dict[str, Any]) -> dict[str, Any]:
    """With what every question has, and pictures as they are kept."""
    common = {"key": "q", "topic": "leads", "difficulty": "easy", "stem": {"en": "What?"}}
    found = {name: kept(value) for name, value in (common | question).items()}
    return (
        found | {"questions": [whole(part) for part in found["questions"]]} if "questions" in found else found
    )


def kept(value: Any) -> Any:
    if isinstance(value, dict):
        return value | KEPT if "alt" in value else {name: kept(part) for name, part in value.items()}
    return [kept(part) for part in value] if isinstance(value, list) else value
