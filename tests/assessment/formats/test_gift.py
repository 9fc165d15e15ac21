"""GIFT is read as Moodle reads it; what cannot be used is named with its line."""

import base64
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.formats import read
from app.assessment.formats.report import Imported, Refused, as_json
from app.assessment.questions import Multiple, Single, type_of
from tests.assessment.formats import made


def imported(text: str) -> Imported:
    return read(text.encode(), "questions.gift", format="gift")


def one(text: str) -> Any:
    report = imported(text)
    assert report.skipped == []
    [question] = report.questions
    return question


def skipped(text: str) -> list[tuple[str, str]]:
    report = imported(text)
    assert report.questions == []
    return [(skipped.where, skipped.reason) for skipped in report.skipped]


def choices(question: Any) -> list[Any]:
    """Text and worth of each option, in order."""
    return [(o.text["en"], 1 if o.right and o.share is None else o.share or 0) for o in question.options]


def test_one_option_with_an_equals_sign_is_right():
    question = one("Who?{~Grant ~Jefferson =no one}")
    assert (type_of(question), choices(question)) == (
        "single",
        [("Grant", 0), ("Jefferson", 0), ("no one", 1)],
    )


def test_percentages_give_and_take_shares():
    question = one("Who?{~%-50%No one ~%50%Grant ~%50%Julia ~Father}")
    assert isinstance(question, Multiple)
    assert (question.scheme, question.floor) == ("shares", "question")
    assert choices(question) == [("No one", -0.5), ("Grant", 0.5), ("Julia", 0.5), ("Father", 0)]
    assert [option.right for option in question.options] == [False, True, True, False]


def test_of_two_options_that_are_worth_everything_one_is_right_and_the_other_keeps_its_worth():
    question = one("Who?{=a =b ~c}")
    assert isinstance(question, Single)
    assert choices(question) == [("a", 1), ("b", 1), ("c", 0)]
    assert [option.right for option in question.options] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Grant is {~buried =entombed} in his tomb.", "Grant is _____ in his tomb."),
        ("Two plus two equals {=four =4}.", "Two plus two equals _____."),
        ("What is two?{=2}", "What is two?"),
        ("{=Asia} is the largest.", "_____ is the largest."),
        ("Over\n  two lines?{=x}", "Over two lines?"),
        (r"C\: is \{not\} \~ a \= sign \# here, C:\dir?{=x}", r"C: is {not} ~ a = sign # here, C:\dir?"),
        (r"First\nsecond?{=x}", "First\nsecond?"),
        ("::Name::Asked?{=x}", "Asked?"),
        (r"::A \:\: b::Asked?{=x}", "Asked?"),
        ("// a comment\nAsked?{=x}", "Asked?"),
        ("Asked\n// in between\nagain?{=x}", "Asked again?"),
        ("  [plain] 2 * 3 <b> ?{=6}", "2 * 3 <b> ?"),
        ("x < y & z > 1?{T}", "x < y & z > 1?"),
    ],
)
def test_the_stem_is_what_stands_around_the_answer(text, stem):
    question = one(text)
    assert (question.stem, question.markup) == ({"en": stem}, "plain")


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("[html]<p>Is <b>this</b> it?</p>{T}", "Is **this** it?"),
        (r"[html]<a href\='http\://x.org/a'>Look</a>?{T}", "[Look](http://x.org/a)?"),
        ("[markdown]Is **this** it?{T}", "Is **this** it?"),
        ("[markdown]One  \ntwo{T}", "One  \ntwo"),
        ("[moodle]Is <i>this</i> it?{T}", "Is *this* it?"),
        ("Is <i>this</i> it?{T}", "Is *this* it?"),
        ("[html]<script>alert(1)</script>Is <b onclick\\=x>this</b> it?{T}", "Is **this** it?"),
    ],
)
def test_formatted_text_becomes_our_markdown(text, stem):
    question = one(text)
    assert (question.stem, question.markup) == ({"en": stem}, "markdown")


def test_one_formatted_text_makes_the_whole_question_markdown_and_the_others_stay_what_they_say():
    question = one("2 * 3 * 4?{=24 ~[html]<b>no</b> ~*a*}")
    assert question.markup == "markdown"
    assert question.stem == {"en": "2 * 3 * 4?"}
    assert [option.text["en"] for option in question.options] == ["24", "**no**", r"\*a\*"]


@pytest.mark.parametrize(
    ("text", "answer", "if_true", "if_false"),
    [
        ("{T}", True, {}, {}),
        ("{TRUE#No!#Yes!}", True, {"en": "Yes!"}, {"en": "No!"}),
        ("{FALSE#No!#Yes!}", False, {"en": "No!"}, {"en": "Yes!"}),
        ("{F##Yes!}", False, {}, {"en": "Yes!"}),
        ("{true}", True, {}, {}),
    ],
)
def test_the_first_feedback_of_a_statement_is_for_the_wrong_answer(text, answer, if_true, if_false):
    question = one(f"It holds.{text}")
    assert (question.answer, question.feedback_true, question.feedback_false) == (answer, if_true, if_false)


def test_feedback_and_the_general_one():
    question = one("Who?{~a#not a =b#b it is ####Because}")
    assert [option.feedback for option in question.options] == [{"en": "not a"}, {"en": "b it is"}]
    assert question.explanation == {"en": "Because"}


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ("#1822", [{"value": 1822}]),
        ("#-3.142:0.001", [{"value": -3.142, "tolerance": 0.001}]),
        ("#3.141..3.142", [{"low": 3.141, "high": 3.142}]),
        ("#-5..5", [{"low": -5, "high": 5}]),
        ("#=1822:0 =%50%1822:2", [{"value": 1822}, {"value": 1822, "tolerance": 2, "share": 0.5}]),
        ("#=12.50", [{"value": "12.50"}]),
    ],
)
def test_numbers_are_kept_as_they_are_written(answer, accepted):
    question = one(f"How many?{{{answer}}}")
    read_back = [
        {name: getattr(a, name) for name in ("value", "low", "high") if getattr(a, name) is not None}
        | ({"tolerance": a.tolerance} if a.tolerance else {})
        | ({"share": a.share} if a.share != 1 else {})
        for a in question.accepted
    ]
    assert read_back == accepted


def test_what_is_said_to_any_other_answer():
    assert one("How many?{#3:2~#Wrong}").otherwise == {"en": "Wrong"}
    assert one("Which?{=Frog =%0%*#Wrong}").otherwise == {"en": "Wrong"}


def test_a_right_side_without_a_left_one_is_a_distractor():
    question = one("Match.{=Canada -> Ottawa =Italy->Rome = -> Paris}")
    pairs = [(pair.left["en"], pair.right["en"]) for pair in question.pairs]
    assert pairs == [("Canada", "Ottawa"), ("Italy", "Rome")]
    assert [label.text["en"] for label in question.distractors] == ["Paris"]


def test_no_braces_describe_and_empty_ones_ask_for_an_essay():
    assert type_of(one("Read this first.")) == "description"
    assert type_of(one("What do you think?{}")) == "essay"


def test_categories_count_for_the_questions_below_them():
    report = imported(
        "Before?{T}\n\n$CATEGORY: $course$/top/Sales/Leads\n\nA?{T}\n\n$CATEGORY: tom//dick\nB?{T}\n"
    )
    assert report.categories == ["Sales/Leads", "tom/dick"]
    assert [report.topics[question.topic] for question in report.questions] == [
        "Imported questions", "Sales/Leads", "tom/dick",
    ]  # fmt: skip


def test_ids_and_tags_stand_in_the_comment_above():
    question = one("// [id:crm-7] [tag:product: Kite] [tag:a\\]b]\n// [tag:difficulty:hard]\nEssay?{}")
    assert (question.key, question.difficulty) == ("crm-7", "hard")
    assert question.tags == {"product": ("Kite",), "objective": ("a]b",)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Who?{=a", "do not match"),
        ("Who? a}", "do not match"),
        ("Who?{~a ~b}", "together; they must make 100"),
        ("Who?{~%33%a ~%67%b}", "33 % is no grade that Moodle knows; write 33.33333"),
        ("Who?{~a =}", "an option has no text"),
        ("Who?{=a*b}", "accepts anything where * stands"),
        ("Who?{=*}", "accepts anything"),
        ("How many?{#two}", "“two” is no number"),
        ("How many?{#}", "names no number"),
        ("How many?{#1e999999999}", "no number"),
        ("Match.{=a -> b = c}", "needs -> between"),
        ("Match.{=a -> b}", "at least two pairs"),
        ("{T}", "has no text"),
        ("Who?{=%50%a}", "whole mark"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text, reason):
    [(where, words)] = skipped(f"\n\n{text}")
    assert where == "line 3"
    assert reason in words


def test_one_that_cannot_be_used_does_not_stop_the_others():
    report = imported("A?{T}\n\n::Two::B?{=x*}\n\nC?{F}\n")
    assert as_json(report)["imported"] == {"true_false": 2}
    assert [one.where for one in report.skipped] == ["line 3: Two"]


def test_a_pattern_for_wrong_answers_is_left_out_and_noted():
    report = imported("Which?{=Frog =%0%F*#Nearly}")
    assert [one.text for one in report.questions[0].accepted] == ["Frog"]
    assert "F*" in report.notes[0].reason


def test_a_picture_inside_the_text_comes_along_and_one_from_elsewhere_is_noted():
    sha256, data = made.picture(1)
    inside = base64.b64encode(data).decode().replace("=", "\\=")
    picture = f'<img alt\\="It" src\\="data\\:image/png;base64,{inside}">'
    report = imported(f"[html]See {picture} and <img alt\\='that' src\\='http\\://x.org/a.png'>{{}}")
    assert report.questions[0].stem == {"en": f"See ![It](stored:{sha256}) and that"}
    assert report.files[sha256].data == data
    assert "x.org/a.png did not come with the file" in report.notes[0].reason


def test_a_star_behind_a_backslash_is_a_star():
    assert one(r"Which?{=C\\*}").accepted[0].text == "C*"


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_comes_is_read_or_refused(data):
    try:
        assert isinstance(read(data, "x.gift", format="gift"), Imported)
    except Refused as refusal:
        assert str(refusal)


SIGNS = st.lists(
    st.sampled_from(
        ["{", "}", "=", "~", "#", "####", "%50%", "->", "::", "[html]", "[plain]", "<b>", "\\", "\n", "\n\n", "//", "*",
         "T", "1..2", "3:1", "a", " ", "$CATEGORY: a/b", "[id:x]", "[tag:y]", "![x](stored:y)", "&lt;"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(SIGNS)
def test_any_mixture_of_its_signs_is_read_or_named_and_counts_add_up(text):
    report = imported(text)
    assert sum(Counter(report.counts).values()) == len(report.questions)
    assert {question.topic for question in report.questions} <= set(report.topics)
