"""What a choice is worth."""

from fractions import Fraction

import pytest

from app.assessment.grading import grade
from tests.assessment.grading.questions import ask, multiple, option, shares

SINGLE = ask(
    "single",
    options=[option("a"), option("b", right=True), option("half", share=0.5), option("bad", share=-0.25)],
)
TRUE, FALSE = ask("true_false", answer=True), ask("true_false", answer=False)

ONE_OF_MANY = [
    # question, answer, worth
    (SINGLE, "b", "1"),
    (SINGLE, "b b", "1"),
    (SINGLE, "a", "0"),
    (SINGLE, "half", "1/2"),
    (SINGLE, "bad", "-1/4"),
    (SINGLE, "", "0"),
    (SINGLE, "a b", "0"),
    (SINGLE, "b half", "0"),
    (SINGLE, "bad half", "0"),
    (SINGLE, "not-there", "0"),
    (SINGLE, "b not-there", "0"),
    (TRUE, "true", "1"),
    (TRUE, "false", "0"),
    (TRUE, "true false", "0"),
    (TRUE, "", "0"),
    (FALSE, "false", "1"),
    (FALSE, "true", "0"),
    (FALSE, "maybe", "0"),
]


@pytest.mark.parametrize(("question", "answer", "worth"), ONE_OF_MANY)
def test_one_option_is_worth_what_it_is_and_two_are_worth_nothing(question, answer, worth):
    assert grade(question, answer.split()) == Fraction(worth)


SCHEMES = [
    # scheme, options, answer, worth
    ("all_or_nothing", "r1 r2 w1 w2", "r1 r2", "1"),
    ("all_or_nothing", "r1 r2 w1 w2", "r1", "0"),
    ("all_or_nothing", "r1 r2 w1 w2", "r1 r2 w1", "0"),
    ("all_or_nothing", "r1 r2 w1 w2", "", "0"),
    ("right_minus_wrong", "r1 r2 w1 w2", "r1 r2", "1"),
    ("right_minus_wrong", "r1 r2 w1 w2", "r1", "1/2"),
    ("right_minus_wrong", "r1 r2 w1 w2", "r1 r2 w1", "1/2"),
    ("right_minus_wrong", "r1 r2 w1 w2", "r1 w1", "0"),
    ("right_minus_wrong", "r1 r2 w1 w2", "w1 w2", "0"),
    ("right_minus_wrong", "r1 r2 w1 w2", "r1 r2 w1 w2", "0"),
    ("right_minus_wrong", "r1 r2 r3 w1 w2", "r1 r2", "2/3"),
    ("right_minus_wrong", "r1 r2 r3 w1 w2", "r1 r2 w1", "1/6"),
    ("right_minus_wrong", "r1 r2 r3", "r1", "1/3"),
    ("right_minus_wrong", "r1 r2 w1 w2", "", "0"),
    ("right_minus_wrong", "r1 r2 w1 w2", "r1 r2 not-there", "0"),
    ("every_decision", "r1 r2 w1 w2", "r1 r2", "1"),
    ("every_decision", "r1 r2 w1 w2", "r1", "3/4"),
    ("every_decision", "r1 r2 w1 w2", "r1 w1", "1/2"),
    ("every_decision", "r1 r2 w1 w2", "w1 w2", "0"),
    ("every_decision", "r1 r2 w1 w2", "r1 r2 w1 w2", "1/2"),
    ("every_decision", "r1 w1 w2 w3", "w1", "1/2"),
    ("every_decision", "r1 r2 w1 w2", "", "0"),
    ("every_decision", "r1 r2 w1 w2", "not-there", "0"),
]


@pytest.mark.parametrize(("scheme", "options", "answer", "worth"), SCHEMES)
def test_several_options_are_worth_what_their_scheme_says(scheme, options, answer, worth):
    assert grade(multiple(options, scheme), answer.split()) == Fraction(worth)


THIRDS = {"a": 0.3333333, "b": 0.3333333, "c": 0.3333333}
HALVES = {"a": 0.5, "b": 0.5, "x": -0.5, "y": 0}
HEAVY = {"a": 1, "x": -1, "y": -1, "z": -0.5}

SHARES = [
    # shares, floor, answer, worth
    (HALVES, "question", "a b", "1"),
    (HALVES, "question", "a", "1/2"),
    (HALVES, "question", "a b x", "1/2"),
    (HALVES, "question", "a b y", "1"),
    (HALVES, "question", "x", "0"),
    (HALVES, "none", "x", "-1/2"),
    (HALVES, "none", "a x", "0"),
    (HALVES, "none", "", "0"),
    (HALVES, "none", "not-there", "0"),
    (HALVES, "none", "a b not-there", "0"),
    (HALVES, "none", "x not-there", "-1/2"),
    (THIRDS, "question", "a", "1/3"),
    (THIRDS, "question", "a b", "2/3"),
    (THIRDS, "question", "a b c", "1"),
    (HEAVY, "none", "x z", "-1"),
    (HEAVY, "none", "x y z", "-1"),
    (HEAVY, "none", "a x y", "-1"),
]


@pytest.mark.parametrize(("worth_of", "floor", "answer", "worth"), SHARES)
def test_shares_are_added_up_and_cost_at_most_the_mark(worth_of, floor, answer, worth):
    assert grade(shares(floor, **worth_of), answer.split()) == Fraction(worth)


def test_shares_that_make_a_little_more_than_the_whole_are_only_all_worth_it():
    question = shares(a=0.5, b=0.5, c=0.0001)
    assert grade(question, ["a", "b"]) < 1
    assert grade(question, ["a", "b", "c"]) == 1
