"""Moodle's own files of Moodle XML yield what they hold."""

import pytest

from app.assessment.formats import read
from app.assessment.formats.report import Imported, as_json
from tests.assessment.formats.samples import SAMPLES, needs_samples

pytestmark = needs_samples


def imported(name: str) -> Imported:
    return read((SAMPLES / "moodle-xml" / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("name", "counts", "categories", "files"),
    [
        ("truefalse.xml", {"true_false": 2}, ["Default for testhead/TrueFalse"], 4),
        ("multichoice.xml", {"single": 1}, ["Default for testhead/Multichoice"], 5),
        ("multianswer.xml", {"cloze": 1}, ["Default for Test images in backup"], 3),
        (
            "nested_categories_with_questions.xml",
            {"essay": 1, "true_false": 4},
            ["Iota", "Iota/Kappa", "Iota/Kappa/Lambda", "Iota/Mu"],
            0,
        ),
        ("html_chars_in_idnumbers.xml", {"true_false": 1}, ["Alpha"], 0),
    ],
)
def test_good_files_come_whole(name, counts, categories, files):
    report = imported(name)
    assert as_json(report) == {"imported": counts, "categories": categories, "skipped": []}
    assert (len(report.files), report.notes) == (files, [])


def test_statements_have_their_answers_and_all_their_pictures():
    false, true = imported("truefalse.xml").questions
    assert (false.answer, true.answer) == (False, True)
    for question in (false, true):
        texts = [question.explanation, question.feedback_true, question.feedback_false]
        assert len(question.pictures) == 1
        assert all("](stored:" in text["en"] for text in texts)


def test_options_are_pictures_and_the_sound_can_be_reached():
    [question] = imported("multichoice.xml").questions
    assert [option.right for option in question.options] == [False, True, False, False]
    assert [option.picture.alt["en"] for option in question.options] == [
        "British Flag", "French flag", "German flag", "Denmark flag",
    ]  # fmt: skip
    assert question.stem["en"].startswith("[Listen to this greeting:](stored:")


def test_gaps_keep_their_answers_and_their_worth():
    [question] = imported("multianswer.xml").questions
    *choices, city = question.gaps
    rights = [next(o.text["en"] for o in gap.options if o.right) for gap in choices]
    assert rights == ["California", "Arizona", "California", "Arizona"]
    assert [(a.text, a.share) for a in city.accepted] == [("Paris", 1), ("Marseille", 0.5)]
    assert city.otherwise["en"].startswith("Wrong answer.")


def test_each_broken_gap_has_its_reason():
    report = imported("broken_cloze_questions.xml")
    wanted = ["no gap", "no answers", "only one option", "worth the whole mark", "no number"]
    assert report.questions == []
    for skipped, words in zip(report.skipped, wanted, strict=True):
        assert words in skipped.reason


def test_a_grade_that_moodle_does_not_know_is_named_and_never_rescaled():
    report = imported("error_invalid_grades.xml")
    assert report.questions == []
    assert [one.reason for one in report.skipped] == ["33 % is no grade that Moodle knows; write 33.33333"]


def test_an_id_number_is_read_as_the_text_it_means():
    report = imported("html_chars_in_idnumbers.xml")
    assert report.topics == {"the-inequalities": "Alpha"}
