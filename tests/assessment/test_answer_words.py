"""Answers, replays and stems in one line of words."""

from datetime import UTC, datetime

import msgspec
import pytest

from app.assessment.answer_words import LONGEST, answer_words
from app.assessment.attempt_desk import Granted, Moment
from app.assessment.attempt_words import allowance_words, moment_of
from app.assessment.grading import model_answer
from app.assessment.questions import PartDocument
from app.assessment.views.studio import one_line
from tests.factories import assessment as make

EVERY = {question["key"]: question for question in make.of_every_type()}


def question(key, **values):
    return msgspec.convert(EVERY[key] | values, PartDocument)


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("single", ["right"], "“Choice Harbour”"),
        ("single", ["gone"], "“gone”"),
        ("multiple", ["right", "wrong-1"], "“Choice Harbour”, “Choice Lantern”"),
        ("true-false", ["true"], "“True”"),
        ("matching", {"canarykey-a": "canarykey-none"}, "Left a: Side nobody"),
        ("ordering", ["canarykey-two", "canarykey-one"], "1. Step two, 2. Step one"),
        ("categorise", {"canarykey-oak": "canarykey-beast"}, "Thing oak: Kind beast"),
        ("cloze", {"canarykey-list": "right", "canarykey-figure": "12"}, "1. “Choice Harbour”, 3. “12”"),
        ("numeric", {"number": "12.5", "unit": "km"}, "12.5 km"),
        ("numeric", {"number": "12.5"}, "12.5"),
        ("short-text", {"text": "Thirty days"}, "“Thirty days”"),
        ("hotspot", [[125, 500]], "1 place: 12% from the left, 50% from the top"),
        ("essay", {"text": "A plan"}, "“A plan”"),
        ("pitch", {"file": "a" * 64, "media_type": "video/webm", "name": "ploy.webm"}, "a recording"),
        ("essay", {"text": "  "}, "no answer"),
        ("single", [], "no answer"),
    ],
)
def test_an_answer_is_told_in_words(key, answer, words):
    assert answer_words(question(key), answer) == words


@pytest.mark.parametrize("key", [key for key in EVERY if key not in ("essay", "pitch", "description")])
def test_the_right_answer_of_every_type_has_words(key):
    asked = question(key)
    assert answer_words(asked, model_answer(asked)) not in ("", "no answer")


def test_a_long_answer_is_cut():
    words = answer_words(question("essay"), {"text": "word " * 1000})
    assert len(words) == LONGEST and words.endswith("…")


AT = datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (Moment(AT, 0, "started"), "began"),
        (Moment(AT, 5, "saved", 1, "“A”"), "answered “A”"),
        (Moment(AT, 5, "saved", 1, "“A”", certainty=3), "answered “A”, certainty 3 of 3"),
        (Moment(AT, 5, "checked", 1, "“A”", tries=2), "checked, try 2: “A”"),
        (Moment(AT, 5, "left", 1), "left the page"),
        (Moment(AT, 5, "returned", 1, amount=1), "came back after 1 second"),
        (Moment(AT, 5, "pasted", 1, amount=30), "pasted 30 characters"),
        (Moment(AT, 5, "copied", 1), "copied from the page"),
        (Moment(AT, 5, "expired"), "the time was over"),
        (Moment(AT, 5, "handed_in"), "handed in"),
        (Moment(AT, 5, "graded"), "graded"),
        (Moment(AT, 5, "released"), "the result was released"),
        (Moment(AT, 5, "voided"), "declared void"),
    ],
)
def test_a_moment_of_a_replay_is_told_in_words(moment, words):
    assert moment_of(moment) == words


def test_an_allowance_says_only_what_it_gives():
    assert allowance_words(Granted(None, None, 0, 125, False, "why", "who", AT)) == ["125% of the time"]
    everything = Granted("leads/exam", 1, 1, 200, True, "why", "who", AT)
    assert allowance_words(everything) == [
        "1 further attempt",
        "200% of the time",
        "the next attempt at once",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Write [[city]] and [[year]].", "Write ____ and ____."),
        ("Look: ![a harbour](stored:abc)\n\nWhat is **it**?", "Look: a harbour What is it?"),
        ("See [the page](https://example.com) for 2 * 3 ** 4", "See the page for 2 * 3 ** 4"),
        ("snake_case__name stays", "snake_case__name stays"),
    ],
)
def test_a_stem_in_a_list_is_one_line_without_marks(text, line):
    assert one_line(text) == line
