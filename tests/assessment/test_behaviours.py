"""What a quiz makes of an answer: checks, tries and how sure somebody was."""

from fractions import Fraction

import pytest

from app.assessment.behaviours import Given, told, tries_for, worth, wrong_tries
from app.assessment.questions import part_from_dict
from tests.factories import assessment as make

HINTS = [make.text("Look at the harbour"), make.text("Look at the meadow")]
RIGHT, WRONG = ["right"], ["wrong-1"]


def single(**values):
    return part_from_dict(make.single("q", hints=HINTS, penalty=0.25, **values))


@pytest.mark.parametrize(
    ("behaviour", "tries"), [("deferred", 0), ("certainty", 0), ("immediate", 1), ("multi_try", 3)]
)
def test_an_answer_is_checked_where_the_quiz_says_so_and_once_more_for_each_hint(behaviour, tries):
    assert tries_for(behaviour, single()) == tries


@pytest.mark.parametrize("kind", [make.essay, make.pitch, make.description])
def test_what_a_person_grades_and_what_asks_nothing_cannot_be_checked(kind):
    assert tries_for("multi_try", part_from_dict(kind("q"))) == 0


def test_a_wrong_try_says_wrong_gives_the_next_hint_and_no_feedback():
    first = told(single(), WRONG, tries=1, allowed=3)
    assert (first.outcome, first.tries_left, first.hint, first.is_final) == ("wrong", 2, HINTS[0], False)
    assert first.feedback == ()
    assert told(single(), WRONG, tries=2, allowed=3).hint == HINTS[1]


def test_the_last_try_is_final_with_what_the_author_says_about_it_alone():
    options = [make.option("right", right=True), make.option("wrong-1", feedback=make.text("No harbour"))]
    said = told(single(options=options), WRONG, tries=3, allowed=3)
    assert (said.outcome, said.tries_left, said.hint, said.is_final) == ("wrong", 0, None, True)
    assert said.feedback == (make.text("No harbour"),)


def test_a_right_answer_is_final_at_once():
    said = told(single(), RIGHT, tries=1, allowed=3)
    assert (said.outcome, said.tries_left, said.is_final) == ("right", 0, True)


def test_a_partly_right_answer_may_be_tried_again():
    question = part_from_dict(make.multiple("q", hints=HINTS))
    assert not told(question, ["right"], tries=1, allowed=3).is_final


@pytest.mark.parametrize(
    ("tries", "is_final", "wrong"), [(0, False, 0), (2, False, 2), (1, True, 0), (3, True, 2)]
)
def test_an_answer_pays_for_the_checks_before_it(tries, is_final, wrong):
    assert wrong_tries(tries, is_final=is_final) == wrong


def test_every_wrong_try_costs_the_penalty_in_a_quiz_with_tries_and_nowhere_else():
    answer = Given(RIGHT, wrong_tries=2)
    assert worth(single(), answer, "multi_try") == Fraction(1, 2)
    assert worth(single(), answer, "immediate") == 1


@pytest.mark.parametrize(
    ("sure", "right", "wrong"), [(None, "1/3", 0), (1, "1/3", 0), (2, "2/3", "-2/3"), (3, 1, -2)]
)
def test_who_is_surer_wins_and_loses_more_where_the_quiz_asks(sure, right, wrong):
    assert worth(single(), Given(RIGHT, sure), "certainty") == Fraction(right)
    assert worth(single(), Given(WRONG, sure), "certainty") == Fraction(wrong)
    assert worth(single(), Given([], sure), "certainty") == 0
    assert worth(single(), Given(WRONG, sure), "deferred") == 0


@pytest.mark.parametrize("behaviour", ["deferred", "immediate", "multi_try", "certainty"])
def test_an_essay_waits_for_a_grader_and_a_blank_one_does_not(behaviour):
    essay = part_from_dict(make.essay("q"))
    assert worth(essay, Given({"text": "We win."}, 3), behaviour) is None
    assert worth(essay, Given({}, 3), behaviour) == 0
