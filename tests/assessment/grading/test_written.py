"""What written words and filled gaps are worth."""

from fractions import Fraction

import pytest

from app.assessment.grading import grade
from tests.assessment.grading.questions import cloze, option, short_text

REFUND = short_text(
    "30 day refund", "30 วัน", {"text": "a month", "share": 0.5}, {"text": "never", "share": -0.25}
)
SSO = short_text("does support SSO")
VERSION = short_text("Version 12.1", "12.1")
COMMAND = short_text("kubectl", {"text": "KUBECTL", "share": 0.5}, case_sensitive=True)
TWICE = short_text({"text": "gold", "share": 0.5}, {"text": "Gold"})

TEXTS = [
    # question, answer, worth
    (REFUND, "30 day refund", "1"),
    (REFUND, "  30 Day  REFUND ", "1"),
    (REFUND, "๓๐ วัน", "1"),
    (REFUND, "a month", "1/2"),
    (REFUND, "never", "-1/4"),
    (REFUND, "60 day refund", "0"),
    (REFUND, "30 day refund window", "0"),
    (REFUND, "30", "0"),
    (REFUND, "", "0"),
    (REFUND, "   ", "0"),
    (SSO, "Does support SSO", "1"),
    (SSO, "does not support SSO", "0"),
    (SSO, "doesn’t support SSO", "0"),
    (VERSION, "version 12.1", "1"),
    (VERSION, "12.1", "1"),
    (VERSION, "Version 12.2", "0"),
    (VERSION, "12.10", "0"),
    (COMMAND, "kubectl", "1"),
    (COMMAND, "KUBECTL", "1/2"),
    (COMMAND, "Kubectl", "0"),
    (TWICE, "gold", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "worth"), TEXTS)
def test_accepted_is_what_is_listed_and_the_best_of_it_counts(question, answer, worth):
    assert grade(question, {"text": answer}) == Fraction(worth)


CITY = {
    "type": "choice",
    "options": [option("bangkok", right=True), option("phuket", share=0.5), option("oslo")],
}
YEAR = {"type": "number", "accepted": [{"value": 27}, {"low": 25, "high": 29, "share": 0.5}]}
WORD = {"type": "text", "accepted": [{"text": "refund"}, {"text": "money", "share": -1}]}
CODE = {"type": "text", "accepted": [{"text": "K8s"}], "case_sensitive": True}
EVEN = cloze(city=CITY, year=YEAR, word=WORD)
HEAVY = cloze(city=CITY, year=YEAR | {"weight": 3})

GAPS = [
    # question, answer, worth
    (EVEN, {"city": "bangkok", "year": "27", "word": "Refund"}, "1"),
    (EVEN, {"city": "bangkok", "year": "๒๗", "word": ""}, "2/3"),
    (EVEN, {"city": "phuket", "year": "26", "word": "refund"}, "2/3"),
    (EVEN, {"city": "bangkok", "year": "27", "word": "money"}, "1/3"),
    (EVEN, {"word": "money"}, "-1/3"),
    (EVEN, {"city": "oslo", "year": "30", "word": "refunds"}, "0"),
    (EVEN, {"city": "BANGKOK", "year": "27 years", "word": "refund"}, "1/3"),
    (EVEN, {"not-there": "bangkok"}, "0"),
    (EVEN, {"city": "", "year": " ", "word": ""}, "0"),
    (EVEN, {}, "0"),
    (HEAVY, {"city": "bangkok"}, "1/4"),
    (HEAVY, {"year": "27"}, "3/4"),
    (HEAVY, {"city": "phuket", "year": "28"}, "1/2"),
    (cloze(code=CODE), {"code": "K8s"}, "1"),
    (cloze(code=CODE), {"code": "k8s"}, "0"),
]


@pytest.mark.parametrize(("question", "answer", "worth"), GAPS)
def test_gaps_are_worth_their_mean_by_weight(question, answer, worth):
    assert grade(question, answer) == Fraction(worth)
