"""Aiken is read line by line; every fault is named with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.formats import read
from app.assessment.formats.report import Imported, Refused, as_json
from tests.assessment.formats.samples import SAMPLES, needs_samples

AIKEN = SAMPLES / "aiken"
GOOD = "Who?\nA) Grant\nB. Nobody\nANSWER: B"


def imported(text: str) -> Imported:
    return read(text.encode(), "questions.txt", format="aiken")


def right_ones(report: Imported) -> list[tuple[str, str]]:
    return [
        (question.stem["en"], option.text["en"])
        for question in report.questions
        for option in question.options
        if option.right
    ]


def test_the_letter_names_the_right_option():
    report = imported(GOOD)
    assert right_ones(report) == [("Who?", "Nobody")]
    assert report.skipped == []


def test_a_stem_may_have_several_lines_and_is_never_taken_for_markup():
    report = imported("Which is *right*\nin <b>HTML</b>?\nA) <i>\nB) &lt;\nANSWER: A\n")
    assert right_ones(report) == [("Which is *right*\nin <b>HTML</b>?", "<i>")]
    assert report.questions[0].markup == "plain"


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("Who?\nA) Grant\nANSWER: A", "line 3", "at least two options"),
        ("A) Grant", "line 1", "has not started"),
        ("\nANSWER: A", "line 2", "has not started"),
        (f"Begun?\nA) x\nB) y\n\n{GOOD}", "line 5", "no line ANSWER:"),
        ("Who?\nA) x\nB) y\nANSWER: C", "line 4", "“C”, which is none of A, B"),
        ("Who?\nA) x\nA) y\nANSWER: A", "line 4", "same letter"),
        ("Who?\nA) x\nB) y", "line 3", "no line ANSWER:"),
        ("Who?\nA)\nB) y\nANSWER: A", "line 4", "neither text nor picture"),
    ],
)
def test_a_fault_is_named_with_its_line(text, where, reason):
    [skipped] = imported(text).skipped
    assert skipped.where == where
    assert reason in skipped.reason


@needs_samples
def test_moodles_own_questions_come_whole():
    report = read((AIKEN / "questions.aiken.txt").read_bytes(), "questions.aiken.txt")
    assert as_json(report) == {"imported": {"single": 2}, "categories": [], "skipped": []}
    assert [right for _stem, right in right_ones(report)] == ["Martin Dougiamas", "True"]
    assert '<html class="cool"> & images' in report.questions[1].stem["en"]


@needs_samples
def test_of_moodles_own_file_with_faults_the_good_ones_come():
    report = read((AIKEN / "aiken_errors.txt").read_bytes(), "aiken_errors.txt")
    assert right_ones(report) == [
        ("A good question", "Correct"),
        ("A second good question", "Correct (No space)"),
        ("A third good question with HTML chars such as > < &", "Correct (< > &)"),
    ]
    assert [one.where for one in report.skipped] == ["line 3", "line 5", "line 7", "line 18"]


LINES = st.lists(
    st.sampled_from(
        ["", "Who?", "A) x", "B) y", "B.z", "C)", "ANSWER: A", "ANSWER: B", "ANSWER:", "ANSWER: 漢"]
    ),
    max_size=20,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_any_mixture_of_its_lines_is_read_or_named(lines):
    report = imported("\n".join(lines))
    assert len(report.questions) <= sum(line.startswith("ANSWER") for line in lines)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_comes_is_read_or_refused(data):
    try:
        assert isinstance(read(data, "x.txt", format="aiken"), Imported)
    except Refused as refusal:
        assert str(refusal)
