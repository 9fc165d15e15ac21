"""Moodle XML is read with all that Kru can have; the rest is named."""

import pytest

from app.assessment.questions import type_of
from tests.assessment.formats.moodle_made import (
    CATEGORY,
    PNG_FILE,
    SHA256,
    answer,
    asked,
    feedback,
    imported,
    one,
    reason,
)


def test_a_single_choice_keeps_shares_and_feedback():
    options = answer("a", 100, feedback("yes")) + answer("b", 50) + answer("c", -25)
    question = one(asked("multichoice", f"<single>true</single>{options}"))
    assert type_of(question) == "single"
    assert [(o.text["en"], o.right, o.share) for o in question.options] == [
        ("a", True, None), ("b", False, 0.5), ("c", False, -0.25),
    ]  # fmt: skip
    assert question.options[0].feedback == {"en": "yes"}


def test_several_right_ones_have_shares():
    options = "".join(answer(text, "33.33333") for text in "abc") + answer("d", -100)
    question = one(asked("multichoice", f"<single>false</single>{options}"))
    assert (type_of(question), question.scheme) == ("multiple", "shares")
    assert [option.share for option in question.options] == [0.3333333] * 3 + [-1.0]


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (
            "multichoice",
            answer("a", 33) + answer("b", 100),
            "33 % is no grade that Moodle knows; write 33.33333",
        ),
        ("multichoice", answer("a", 100), "fewer than two options"),
        ("multichoice", answer("a", 50) + answer("b", 0), "no option is worth the whole mark"),
        ("multichoice", answer("a", 100) + answer("", 0), "an option has no text"),
        ("multichoice", f"<single>0</single>{answer('a', 50)}{answer('b', 0)}", "must make 100"),
        ("truefalse", answer("true", 100), "one answer for true and one for false"),
        ("truefalse", answer("true", 100) + answer("false", 100), "exactly one of true and false"),
        ("shortanswer", answer("Paris*", 100), "accepts anything where * stands"),
        ("shortanswer", answer("*", 100), "accepts anything"),
        ("numerical", answer("abc", 100), "no number"),
        ("numerical", answer("*", 100), "any number is worth something"),
        ("calculated", "", "“calculated”"),
        ("ddimageortext", "", "“ddimageortext”"),
        ("", "", "“”"),
        ("gapselect", "", "no gap such as [[1]]"),
        ("ordering", answer("a") + answer(""), "an item has no text"),
    ],
)
def test_what_kru_cannot_have_is_named(kind, more, words):
    assert words in reason(asked(kind, more))


def test_statements_are_matched_by_their_words_or_in_old_files_by_their_place():
    answers = answer("false", 100, feedback("right")) + answer("true", 0, feedback("wrong"))
    question = one(asked("truefalse", answers))
    assert (question.answer, question.feedback_true, question.feedback_false) == (
        False, {"en": "wrong"}, {"en": "right"},
    )  # fmt: skip
    assert one(asked("truefalse", answer("Wahr", 100) + answer("Falsch", 0))).answer is True


def test_short_answers_with_case_and_what_is_said_to_others():
    answers = answer("Rome", 100) + answer("C\\*", 50) + answer("*", 0, feedback("Read again"))
    question = one(asked("shortanswer", f"<usecase>1</usecase>{answers}"))
    assert [(a.text, a.share) for a in question.accepted] == [("Rome", 1), ("C*", 0.5)]
    assert (question.case_sensitive, question.otherwise) == (True, {"en": "Read again"})


def test_numbers_with_tolerance_and_units():
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    )
    answers = answer("12.50", 100, "<tolerance>0.1</tolerance>") + answer("*", 0, feedback("Measure again"))
    question = one(asked("numerical", f"{answers}{units}<unitgradingtype>1</unitgradingtype>"))
    [accepted] = question.accepted
    assert (accepted.value, accepted.tolerance, question.otherwise) == ("12.50", 0.1, {"en": "Measure again"})
    assert [(unit.name, unit.factor) for unit in question.units] == [("m", 1), ("cm", 0.01)]
    assert question.unit_required


def test_pairs_and_spare_right_sides():
    pair = '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    pairs = pair.format("Canada", "Ottawa") + pair.format("Italy", "Rome") + pair.format("", "Paris")
    question = one(asked("matching", pairs))
    assert [(p.left["en"], p.right["en"]) for p in question.pairs] == [
        ("Canada", "Ottawa"),
        ("Italy", "Rome"),
    ]
    assert [label.text["en"] for label in question.distractors] == ["Paris"]


def test_an_order_and_how_it_is_graded():
    items = "".join(answer(text, n) for n, text in enumerate("abc", 1))
    exact = one(asked("ordering", f"<gradingtype>ALL_OR_NOTHING</gradingtype>{items}"))
    assert ([item.text["en"] for item in exact.items], exact.scheme) == (["a", "b", "c"], "exact")
    report = imported(asked("ordering", f"<gradingtype>ABSOLUTE_POSITION</gradingtype>{items}"))
    assert report.questions[0].scheme == "adjacent"
    assert "follow each other" in report.notes[0].reason


def test_what_every_question_has():
    more = (
        "<generalfeedback format='html'><text>Because</text></generalfeedback><penalty>0.25</penalty>"
        "<hint format='html'><text>Think</text></hint><hint format='html'><text>Look</text></hint>"
        "<idnumber>crm-7</idnumber><tags><tag><text>product: Kite</text></tag><tag><text>difficulty:easy</text></tag>"
        "<tag><text>closing</text></tag></tags><minwordlimit>50</minwordlimit><maxwordlimit>200</maxwordlimit>"
    )
    question = one(asked("essay", more))
    assert (question.key, question.penalty, question.difficulty) == ("crm-7", 0.25, "easy")
    assert question.explanation == {"en": "Because"}
    assert question.hints == ({"en": "Think"}, {"en": "Look"})
    assert question.tags == {"product": ("Kite",), "objective": ("closing",)}
    assert (question.min_words, question.max_words) == (50, 200)


def test_what_is_left_out_of_a_question_is_noted_but_it_comes():
    more = (
        "<defaultgrade>3.0000000</defaultgrade><graderinfo format='html'><text>Be kind</text></graderinfo>"
        "<attachments>1</attachments><responsetemplate format='html'><text>Dear …</text></responsetemplate>"
    )
    combined = "<incorrectfeedback format='html'><text>Oh no</text></incorrectfeedback>"
    report = imported(asked("essay", more), asked("multichoice", answer("a", 100) + answer("b") + combined))
    assert len(report.questions) == 2
    assert [note.where for note in report.notes] == ["question 1: Name"] * 4 + ["question 2: Name"]
    assert report.skipped == []


def test_what_moodle_says_by_itself_is_not_noted():
    usual = "<incorrectfeedback format='html'><text>Your answer is incorrect.</text></incorrectfeedback>"
    report = imported(
        asked("multichoice", answer("a", 100) + answer("b") + usual + "<defaultgrade>1.0</defaultgrade>")
    )
    assert report.notes == []


def test_nested_categories_become_topics_with_their_id_or_their_path():
    with_id = (
        "<question type='category'><category><text>$course$/top/Sales/B2B</text></category>"
        "<idnumber>b2b</idnumber></question>"
    )
    report = imported(
        CATEGORY.format("$course$/Sales"), asked("essay", name="One"), with_id, asked("essay", name="Two")
    )
    assert report.categories == ["Sales", "Sales/B2B"]
    assert report.topics == {"sales": "Sales", "b2b": "Sales/B2B"}
    assert [question.topic for question in report.questions] == ["sales", "b2b"]


def test_pictures_of_the_stem_and_of_options_have_their_place_and_those_in_feedback_stay_in_the_text():
    image = '<img src="@@PLUGINFILE@@/a%20b.png" alt="A picture">'
    said = f'<feedback format="html"><text><![CDATA[No {image}]]></text>{PNG_FILE}</feedback>'
    options = answer(f"{image}", 100, PNG_FILE) + answer("b", 0, said)
    stem = f'<questiontext format="html"><text><![CDATA[Look: {image}]]></text>{PNG_FILE}</questiontext>'
    question = one(f'<question type="multichoice"><name><text>N</text></name>{stem}{options}</question>')
    assert question.stem == {"en": "Look:"}
    assert [picture.file.sha256 for picture in question.pictures] == [SHA256]
    right, wrong = question.options
    assert (right.text, right.picture.alt) == ({}, {"en": "A picture"})
    assert wrong.feedback == {"en": f"No ![A picture](stored:{SHA256})"}
    assert list(imported(f'<question type="essay">{stem}</question>').files) == [SHA256]
    assert imported(f'<question type="multichoice">{stem}</question>').files == {}


def test_a_file_that_is_missing_is_noted():
    report = imported(asked("essay", text='See <img src="@@PLUGINFILE@@/gone.png" alt="x">'))
    assert report.questions[0].stem == {"en": "See x"}
    assert "gone.png did not come with the file" in report.notes[0].reason


@pytest.mark.parametrize(
    ("form", "text", "stem", "markup"),
    [
        ("html", "<p>a <b>b</b></p>", "a **b**", "markdown"),
        ("html", "<p>a</p>", "a", "plain"),
        ("plain_text", "a <b> *c*", "a <b> *c*", "plain"),
        ("markdown", "a **b**", "a **b**", "markdown"),
        ("moodle_auto_format", "a\nb < c", "a\nb < c", "plain"),
        ("moodle_auto_format", "a\n<b>b</b>", "a\\\n**b**", "markdown"),
    ],
)
def test_a_text_is_read_in_its_format(form, text, stem, markup):
    question = one(asked("essay", text=text, form=form))
    assert (question.stem, question.markup) == ({"en": stem}, markup)
