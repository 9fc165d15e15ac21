"""What holds for the grading of every type of question, whatever is asked and whatever is answered."""

from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.assessment.answers import is_blank
from app.assessment.grading import (
    grade,
    is_manual,
    is_negative_possible,
    model_answer,
    outcome,
)
from app.assessment.questions import TYPES, Matching, Multiple, PartDocument, Single, type_of
from tests.assessment.grading.questions import (
    ask,
    categorise,
    cloze,
    hotspot,
    matching,
    multiple,
    numeric,
    option,
    ordering,
    region,
    shares,
    short_text,
)
from tests.assessment.grading.strategies import answered, by_rule, questions

ONE_EACH = [
    ask("single", options=[option("a", right=True), option("b")]),
    multiple("r1 r2 w1 w2", "every_decision"),
    ask("true_false", answer=True),
    matching("a=1 b=2"),
    ordering("a b c"),
    categorise("oak=tree cat=beast"),
    cloze(a={"type": "text", "accepted": [{"text": "gold"}]}),
    numeric({"value": 5}),
    short_text("gold"),
    hotspot(region("box", "rectangle", 0, 0, 500, 500)),
    ask("essay"),
    ask("pitch"),
    ask("description"),
]
MALFORMED = [
    None, True, 5, float("nan"), "a", "true", b"a", [None], [True], [5], [["a"]], [{"a": "a"}], [float("inf")],
    {"a": None}, {"a": ["a"]}, {"number": 5}, {"number": float("nan")}, {"text": ["gold"]}, {"text": {"text": "gold"}},
    {"file": 5}, {5: "a"}, {None: None}, [[1]], [[1, 2, 3]], [["1", "2"]], ["a", "b"] * 10_000,
    {"number": "9" * 100_000}, {"number": "\u0e38\u0e48" * 100_000}, [[[[[]]]]],
]  # fmt: skip


def test_every_type_that_stands_on_a_paper_is_tried_here():
    assert {type_of(question) for question in ONE_EACH} == set(TYPES) - {"scenario"}


@pytest.mark.parametrize("question", ONE_EACH, ids=type_of)
@pytest.mark.parametrize("answer", MALFORMED, ids=lambda answer: repr(answer)[:30])
def test_an_answer_of_another_shape_wins_nothing_and_stops_nothing(question, answer):
    assert grade(question, answer) == 0


@given(answered())
@example((matching("a=1 b=2"), {"a": "a", "b": "b"} | {str(n): "a" for n in range(10_000)}))
def test_a_fraction_is_from_nothing_to_all_unless_the_author_asked_for_less(case):
    question, answer = case
    fraction = grade(question, answer)
    if fraction is None:
        assert is_manual(question)
    else:
        assert isinstance(fraction, Fraction)
        assert (-1 if is_negative_possible(question) else 0) <= fraction <= 1


@given(by_rule)
def test_the_model_answer_wins_all(question):
    assert grade(question, model_answer(question)) == 1


@given(
    questions, st.sampled_from([[], {}, {"a": ""}, {"text": " \t"}, {"number": "", "unit": ""}, None, 0, ""])
)
def test_no_answer_is_never_wrong_and_never_costs(question, answer):
    assert is_blank(answer)
    assert grade(question, answer) == 0
    assert outcome(grade(question, answer), answer) == "blank"


def shuffled(question: PartDocument, chance: Any) -> PartDocument:
    """The same question with everything in another order that has no order of its own."""
    moved = {}
    for field in ("options", "pairs", "distractors", "categories", "gaps", "regions", "units"):
        if hasattr(question, field):
            parts = list(getattr(question, field))
            chance.shuffle(parts)
            moved[field] = tuple(parts)
    if type_of(question) == "categorise":
        moved["items"] = question.items[::-1]
    return msgspec.structs.replace(question, **moved)


@given(answered(), st.randoms())
def test_the_order_of_what_is_shown_never_counts(case, chance):
    question, answer = case
    assert grade(shuffled(question, chance), answer) == grade(question, answer)


@given(answered(), st.randoms())
def test_the_order_of_what_is_chosen_never_counts_but_in_an_ordering(case, chance):
    question, answer = case
    if type_of(question) == "ordering" or not isinstance(answer, list | dict):
        return
    moved = list(answer.items() if isinstance(answer, dict) else answer)
    chance.shuffle(moved)
    assert grade(question, dict(moved) if isinstance(answer, dict) else moved) == grade(question, answer)


@given(answered(), st.sampled_from(["not-there", "", "A"]))
def test_a_choice_that_is_not_on_the_paper_never_helps(case, foreign):
    question, answer = case
    fraction = grade(question, answer)
    if isinstance(question, Multiple) and isinstance(answer, list):
        assert grade(question, [*answer, foreign]) <= fraction
    if isinstance(question, Single) and isinstance(answer, list):
        assert grade(question, [*answer, foreign]) <= max(fraction, 0)
    if isinstance(question, Matching) and isinstance(answer, dict):
        assert grade(question, answer | {foreign: "a"}) == fraction


@given(answered())
def test_only_the_right_set_of_options_wins_all(case):
    question, answer = case
    if isinstance(question, Multiple) and isinstance(answer, list) and grade(question, answer) == 1:
        right = set(model_answer(question))
        assert right <= set(answer)
        assert all((o.share or 0) == 0 for o in question.options if o.key in set(answer) - right)


def test_a_person_looks_at_essays_and_pitches_that_were_handed_in():
    assert [type_of(question) for question in ONE_EACH if is_manual(question)] == ["essay", "pitch"]
    assert grade(ask("essay"), {"text": "Dear customer"}) is None
    assert grade(ask("pitch"), {"file": "a" * 64, "media_type": "video/webm", "name": "pitch.webm"}) is None
    assert grade(ask("essay"), {"text": ""}) == 0


BAD = option("b", share=-0.5)
NEGATIVE = [
    # question, whether it can take marks away
    (ask("single", options=[option("a", right=True), option("b", share=0.5)]), False),
    (ask("single", options=[option("a", right=True), BAD]), True),
    (shares(a=1, b=-0.5), False),
    (shares("none", a=1, b=-0.5), True),
    (shares("none", a=1, b=0), False),
    (multiple("r1 w1", floor="none"), False),
    (numeric({"value": 1}), False),
    (numeric({"value": 1}, {"value": 2, "share": -1}), True),
    (short_text("a"), False),
    (short_text("a", {"text": "b", "share": -1}), True),
    (cloze(a={"type": "choice", "options": [option("a", right=True), option("b")]}), False),
    (cloze(a={"type": "choice", "options": [option("a", right=True), BAD]}), True),
    (cloze(a={"type": "number", "accepted": [{"value": 1}, {"value": 2, "share": -1}]}), True),
    (matching("a=1 b=2"), False),
    (ask("essay"), False),
]


@pytest.mark.parametrize(("question", "is_possible"), NEGATIVE)
def test_marks_can_only_be_taken_away_where_the_author_wrote_so(question, is_possible):
    assert is_negative_possible(question) is is_possible
