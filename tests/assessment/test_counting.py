"""Which attempt counts, and since when a quiz is passed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.counting import Go, counted
from tests.factories.assessment import NOW

HOUR = timedelta(hours=1)
RULES = ("highest", "latest", "first", "average", "first_passing")


def goes(rule, *scores, pass_mark=0.8):
    return [
        Go(number, Decimal(str(score)), score >= pass_mark, NOW + number * HOUR, rule, pass_mark)
        for number, score in enumerate(scores, 1)
    ]


@pytest.mark.parametrize(
    ("rule", "score", "attempt_id", "passed", "by"),
    [
        ("highest", "0.9", 2, True, 2),
        ("latest", "0.85", 3, True, 2),
        ("first", "0.5", 1, False, None),
        ("average", "0.75", None, False, None),
        ("first_passing", "0.9", 2, True, 2),
    ],
)
def test_each_rule_takes_another_attempt_of_the_same_three(rule, score, attempt_id, passed, by):
    result = counted(goes(rule, 0.5, 0.9, 0.85))
    assert (str(result.score.normalize()), result.attempt_id, result.passed) == (score, attempt_id, passed)
    assert (result.by, result.at) == (by, NOW + by * HOUR if by else None)


def test_without_an_attempt_there_is_no_result():
    assert counted([]) is None


def test_until_one_passes_the_highest_counts_where_the_first_passing_does():
    result = counted(goes("first_passing", 0.2, 0.6, 0.4))
    assert (result.attempt_id, result.passed) == (2, False)


def test_where_the_latest_counts_a_later_fail_takes_the_pass_away_and_a_new_pass_begins_anew():
    assert not counted(goes("latest", 0.9, 0.1)).passed
    again = counted(goes("latest", 0.9, 0.1, 0.8))
    assert (again.passed, again.by) == (True, 3)


def test_a_mean_is_exact_so_that_no_rounding_decides():
    scores = [Decimal("0.666666"), Decimal("0.933333")]
    two = [Go(n, score, False, NOW + n * HOUR, "average", 0.8) for n, score in enumerate(scores, 1)]
    result = counted(two)
    assert (result.passed, result.score, result.by) == (True, Decimal("0.8"), 2)


def test_the_higher_of_two_equal_attempts_is_the_earlier_one():
    assert counted(goes("highest", 0.5, 0.5)).attempt_id == 1


def test_each_attempt_is_weighed_by_the_rule_that_was_agreed_when_it_began():
    first, second = goes("first", 0.5)[0], goes("highest", 0.5, 0.9)[1]
    assert counted([first, second]).passed


@given(st.sampled_from(RULES), st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=6))
def test_a_pass_has_its_moment_and_its_attempt_and_a_fail_has_neither(rule, scores):
    result = counted(goes(rule, *scores))
    assert result.passed == (result.at is not None) == (result.by is not None)
    assert min(scores) <= result.score <= max(scores)


@given(st.lists(st.sampled_from([0.0, 0.5, 0.8, 1.0]), min_size=1, max_size=6), st.integers(1, 6))
def test_a_pass_by_the_highest_or_first_passing_is_never_lost_by_trying_again(scores, end):
    for rule in ("highest", "first_passing"):
        before, after = counted(goes(rule, *scores[:end])), counted(goes(rule, *scores))
        assert not before.passed or (after.at, after.by) == (before.at, before.by)
