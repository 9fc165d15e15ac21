"""What a person's grading is worth."""

from fractions import Fraction

import pytest

from app.assessment.grading import combined, differ, rubric_fraction, undecided
from tests.assessment.grading.questions import ask


def criterion(key: str, **points: int) -> dict:
    levels = [{"key": level, "text": {"en": level}, "points": worth} for level, worth in points.items()]
    return {"key": key, "title": {"en": key}, "levels": levels}


RUBRIC = ask(
    "essay",
    rubric=[criterion("facts", none=0, some=2, all=4), criterion("voice", flat=0, lively=1, moving=2)],
).rubric

LEVELS = [
    ("all", "moving", "1"),
    ("none", "flat", "0"),
    ("some", "lively", "1/2"),
    ("all", "flat", "2/3"),
    ("none", "lively", "1/6"),
]


@pytest.mark.parametrize(("facts", "voice", "worth"), LEVELS)
def test_a_rubric_is_worth_points_reached_of_points_possible(facts, voice, worth):
    assert rubric_fraction(RUBRIC, {"facts": facts, "voice": voice}) == Fraction(worth)


@pytest.mark.parametrize(
    ("levels", "missing"),
    [
        ({}, ["facts", "voice"]),
        ({"facts": "all"}, ["voice"]),
        ({"facts": "moving", "voice": "flat"}, ["facts"]),
    ],
)
def test_a_criterion_without_a_level_of_its_own_is_named(levels, missing):
    assert undecided(RUBRIC, levels) == missing
    with pytest.raises(ValueError, match=missing[0]):
        rubric_fraction(RUBRIC, levels)


def test_a_question_without_a_rubric_is_worth_what_the_grader_says():
    assert undecided((), {}) == []
    with pytest.raises(ValueError, match="without criteria"):
        rubric_fraction((), {})


def test_several_graders_come_to_their_mean():
    assert combined([Fraction(1, 2)]) == Fraction(1, 2)
    assert combined([Fraction(1), Fraction(1, 2), Fraction(0)]) == Fraction(1, 2)
    with pytest.raises(ValueError, match="nobody"):
        combined([])


def test_graders_differ_when_they_are_more_than_a_quarter_apart():
    assert not differ([])
    assert not differ([Fraction(1)])
    assert not differ([Fraction(1), Fraction(3, 4)])
    assert differ([Fraction(1), Fraction(7, 10), Fraction(9, 10)])
