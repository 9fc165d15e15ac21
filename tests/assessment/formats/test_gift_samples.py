"""Real files of GIFT: Moodle's own, and those of another reader, which says what it finds in them."""

import json
import re
from typing import Any

import pytest

from app.assessment.formats import read
from app.assessment.formats.report import Refused, as_json
from app.assessment.questions import type_of
from tests.assessment.formats.samples import SAMPLES, needs_samples

GIFT = SAMPLES / "gift"


def choices(question: Any) -> list[Any]:
    """Text and worth of each option, in order."""
    return [(o.text["en"], 1 if o.right and o.share is None else o.share or 0) for o in question.options]


@needs_samples
@pytest.mark.parametrize(
    ("name", "counts", "categories"),
    [
        (
            "moodle-examples.txt",
            {"true_false": 5, "short_text": 9, "numeric": 8, "matching": 3, "single": 16, "multiple": 2},
            [],
        ),
        (
            "moodle-questions.gift.txt",
            {
                "essay": 1, "matching": 1, "single": 1, "multiple": 1, "numeric": 1, "short_text": 1, "true_false": 3,
            },
            [],
        ),
        (
            "moodle-questions_in_category.gift.txt",
            {"matching": 1, "single": 1, "short_text": 1, "true_false": 1},
            ["Default for New Features"],
        ),
    ],
)  # fmt: skip
def test_moodles_own_files_come_whole(name, counts, categories):
    report = read((GIFT / name).read_bytes(), name)
    assert as_json(report) == {
        "imported": dict(sorted(counts.items())),
        "categories": categories,
        "skipped": [],
    }
    keys = [question.key for question in report.questions]
    assert len(set(keys)) == len(keys)


@needs_samples
def test_moodles_own_file_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(Refused, match="Line 15 is not UTF-8"):
        read((GIFT / "moodle-questions_encoding_windows-1252.gift.txt").read_bytes(), "x")


KINDS = {
    "TF": {"true_false"}, "MC": {"single", "multiple"}, "Short": {"short_text"}, "Numerical": {"numeric"},
    "Matching": {"matching"}, "Essay": {"essay"}, "Description": {"description"},
}  # fmt: skip
PEGJS = sorted(GIFT.glob("pegjs/*.gift")) if SAMPLES.is_dir() else []


def closed_up(text: str) -> str:
    """The other reader puts a space before what follows a blank."""
    return " ".join(text.split()).replace("_____ .", "_____.")


def words_of(text: Any) -> str:
    return closed_up(text["text"]) if text else ""


def html_free(text: str) -> str:
    """Our Markdown without its signs, for comparing with HTML without its tags."""
    return closed_up(text.replace("**", "").replace("\\", ""))


def tag_free(text: str) -> str:
    return closed_up(re.sub("<[^>]*>", "", text))


def answers_of(question: Any, wanted: dict[str, Any]) -> None:
    """The same answers with the same worth and feedback as the other reader has."""
    match wanted["type"]:
        case "TF":
            assert question.answer is wanted["isTrue"]
            right, wrong = question.feedback_true, question.feedback_false
            if not question.answer:
                right, wrong = wrong, right
            # gift-pegjs calls the feedback for a wrong answer the one for "true"
            said = (words_of(wanted["trueFeedback"]), words_of(wanted["falseFeedback"]))
            assert (wrong.get("en", ""), right.get("en", "")) == said
        case "MC":
            worth = [
                1 if choice["isCorrect"] else (choice["weight"] or 0) / 100 for choice in wanted["choices"]
            ]
            texts = [words_of(choice["text"]) for choice in wanted["choices"]]
            assert choices(question) == list(zip(texts, worth, strict=True))
            said = [words_of(choice["feedback"]) for choice in wanted["choices"]]
            assert [option.feedback.get("en", "") for option in question.options] == said
        case "Short":
            worth = [
                (words_of(c["text"]), 1 if c["weight"] is None else c["weight"] / 100)
                for c in wanted["choices"]
            ]
            ours = [(a.text, a.share) for a in question.accepted]
            assert ours == [one for one in worth if one[0] != "*"]
        case "Numerical":
            given = (
                wanted["choices"] if isinstance(wanted["choices"], list) else [{"text": wanted["choices"]}]
            )
            numbers = [
                choice for choice in given if "number" in choice["text"] or "numberLow" in choice["text"]
            ]
            assert len(question.accepted) == len(numbers)
            for ours, choice in zip(question.accepted, numbers, strict=True):
                theirs = choice["text"]
                assert (ours.value, ours.low, ours.high) == (
                    theirs.get("number"), theirs.get("numberLow"), theirs.get("numberHigh"),
                )  # fmt: skip
                assert ours.tolerance == theirs.get("range", 0)
                if choice.get("weight") is not None:
                    assert ours.share == choice["weight"] / 100
        case "Matching":
            pairs = [(words_of(pair["subquestion"]), pair["subanswer"]) for pair in wanted["matchPairs"]]
            ours = [(pair.left["en"], pair.right["en"]) for pair in question.pairs]
            assert ours == [pair for pair in pairs if pair[0]]
            assert [o.text["en"] for o in question.distractors] == [
                right for left, right in pairs if not left
            ]


@needs_samples
@pytest.mark.parametrize("path", PEGJS, ids=lambda path: path.stem)
def test_another_reader_finds_the_same(path):
    report = read(path.read_bytes(), path.name)
    expected = json.loads(path.with_suffix(".json").read_text())
    wanted = [one for one in expected if one["type"] != "Category"]
    assert report.skipped == []
    assert len(report.categories) == len(expected) - len(wanted)
    assert len(report.questions) == len(wanted)
    for question, theirs in zip(report.questions, wanted, strict=True):
        assert type_of(question) in KINDS[theirs["type"]]
        if theirs["stem"]["format"] == "markdown":
            assert question.stem["en"] == theirs["stem"]["text"]
        else:
            assert html_free(question.stem["en"]) == tag_free(theirs["stem"]["text"])
        answers_of(question, theirs)
        if theirs["id"]:
            assert question.key == theirs["id"]
        if theirs["tags"]:
            assert question.tags == {"objective": tuple(theirs["tags"])}
