"""The answer that is worth the whole mark. That it always is, test_worth.py tries with every kind of question."""

import pytest

from app.assessment.grading import grade, model_answer
from app.assessment.grading.model import written
from app.assessment.grading.numbers import read_quantity
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
    short_text,
)

FEET = {"name": "ft", "factor": "0.3048"}
METRES = {"name": "m"}
NOT_HIT = region("not", "rectangle", 0, 0, 9, 9, right=False)

RIGHT = [
    # question, model answer
    (ask("single", options=[option("a"), option("b", right=True)]), ["b"]),
    (multiple("w1 r1 r2"), ["r1", "r2"]),
    (ask("true_false", answer=True), ["true"]),
    (ask("true_false", answer=False), ["false"]),
    (matching("a=1 b=2", "3"), {"a": "a", "b": "b"}),
    (ordering("c a b"), ["c", "a", "b"]),
    (categorise("oak=tree cat=beast"), {"oak": "tree", "cat": "beast"}),
    (short_text({"text": "silver", "share": 0.5}, "gold", "or"), {"text": "gold"}),
    (
        cloze(
            a={"type": "choice", "options": [option("x"), option("y", right=True)]},
            b={"type": "text", "accepted": [{"text": "gold"}]},
            c={"type": "number", "accepted": [{"low": 1, "high": 2}]},
        ),
        {"a": "y", "b": "gold", "c": "1.5"},
    ),
    (numeric({"value": "12.50", "tolerance": 1}), {"number": "12.5"}),
    (numeric({"value": 9, "share": 0.5}, {"value": 12}), {"number": "12"}),
    (numeric({"value": -3}, units=[FEET, METRES]), {"number": "-3", "unit": "m"}),
    (numeric({"value": "0.3048"}, units=[FEET]), {"number": "1", "unit": "ft"}),
    (numeric({"value": 1}, units=[{"name": "x", "factor": 3}, FEET | {"factor": 2}]), {"number": "0.5", "unit": "ft"}),
    # an earlier range takes the middle, the ends or all but a part between
    (numeric({"value": 5, "share": 0.5}, {"low": 0, "high": 10}), {"number": "0"}),
    (
        numeric(
            {"value": 5, "share": 0.5},
            {"value": 0, "share": 0.5},
            {"value": 10, "share": 0.5},
            {"low": 0, "high": 10},
        ),
        {"number": "2.5"},
    ),
    (hotspot(region("disc", "circle", 300, 400, 50), NOT_HIT), [[300, 400]]),
    (hotspot(region("box", "rectangle", 0, 0, 100, 50)), [[50, 25]]),
    (hotspot(region("wedge", "polygon", 0, 0, 300, 0, 0, 300)), [[100, 100]]),
    (hotspot(region("arrow", "polygon", 0, 0, 400, 0, 400, 400, 390, 10)), [[0, 0]]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_the_model_answer_is_the_first_right_one(question, answer):
    assert model_answer(question) == answer
    assert grade(question, answer) == 1


def test_there_is_none_where_a_person_grades_or_nothing_is_asked():
    assert model_answer(ask("essay")) == {}
    assert model_answer(ask("pitch")) == {}
    assert model_answer(ask("description")) == []


def test_a_number_that_no_range_gives_in_full_is_named_all_the_same():
    assert model_answer(numeric({"value": 5, "share": 0.5}, {"value": 5})) == {"number": "5"}


@pytest.mark.parametrize("number", ["1e100", "-1e-100", "0", "1000", "0.001", "9" * 100])
def test_a_number_is_written_so_that_it_can_be_read(number):
    exact = read_quantity(number).number
    assert read_quantity(written(exact)).number == exact
