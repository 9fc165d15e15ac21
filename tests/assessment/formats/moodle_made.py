"""Moodle XML as its exports write it."""

import base64
from typing import Any

from app.assessment.formats import read
from app.assessment.formats.report import Imported
from tests.assessment.formats import made

SHA256, PNG = made.picture(1)
PNG_FILE = f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(PNG).decode()}</file>'
CATEGORY = '<question type="category"><category><text>{}</text></category></question>'


def imported(*questions: str) -> Imported:
    return read(f"<?xml version='1.0'?><quiz>{''.join(questions)}</quiz>".encode(), "x.xml")


def asked(kind: str, more: str = "", text: str = "Asked?", name: str = "Name", form: str = "html") -> str:
    stem = f'<questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>'
    return f'<question type="{kind}"><name><text>{name}</text></name>{stem}{more}</question>'


def answer(text: str, fraction: object = 0, more: str = "", form: str = "html") -> str:
    return f'<answer fraction="{fraction}" format="{form}"><text><![CDATA[{text}]]></text>{more}</answer>'


def feedback(words: str) -> str:
    return f'<feedback format="html"><text>{words}</text></feedback>'


def one(question: str) -> Any:
    report = imported(question)
    assert report.skipped == []
    return report.questions[0]


def reason(question: str) -> str:
    report = imported(question)
    assert report.questions == []
    return report.skipped[0].reason
