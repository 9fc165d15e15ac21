"""Several tries at one question."""

from fractions import Fraction

import pytest

from app.assessment.grading import after_tries, tries_allowed
from tests.assessment.grading.questions import ask

TRIED = [
    # fraction, wrong tries, penalty, worth
    ("1", 0, 0.25, "1"),
    ("1", 1, 0.25, "3/4"),
    ("1", 3, 0.25, "1/4"),
    ("1", 9, 0.25, "0"),
    ("1/2", 1, 0.1, "2/5"),
    ("1/2", 1, 0.5, "0"),
    ("1", 2, 0.0, "1"),
    ("1", 1, 1.0, "0"),
    ("1", 3, 0.3333333, "0"),
    ("0", 0, 0.25, "0"),
    ("-1/2", 0, 0.25, "0"),
]


@pytest.mark.parametrize(("fraction", "wrong_tries", "penalty", "worth"), TRIED)
def test_each_wrong_try_costs_the_penalty_but_never_more_than_was_won(fraction, wrong_tries, penalty, worth):
    assert after_tries(Fraction(fraction), wrong_tries, penalty) == Fraction(worth)


def test_each_hint_gives_one_more_try():
    assert tries_allowed(ask("true_false", answer=True)) == 1
    assert tries_allowed(ask("true_false", answer=True, hints=[{"en": "Look"}, {"en": "Closer"}])) == 3
