"""What time means for an attempt."""

from datetime import timedelta

import pytest

from app.assessment import terms
from tests.factories.assessment import NOW, quiz

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "is_overdue"),
    [(-SECOND, False), (0 * SECOND, False), (30 * SECOND, False), (31 * SECOND, True)],
)
def test_answers_are_taken_until_the_networks_grace_has_passed(after, is_overdue):
    assert terms.is_overdue(NOW, NOW + after) is is_overdue


def test_without_a_time_limit_nothing_is_ever_overdue():
    assert terms.terms_of(quiz()).deadline(NOW) is None
    assert not terms.is_overdue(None, NOW + timedelta(days=900))
    assert terms.finish_time(None, NOW) == NOW


def test_the_deadline_is_counted_from_the_start():
    assert terms.terms_of(quiz(time_limit=15)).deadline(NOW) == NOW + timedelta(minutes=15)


def test_whoever_finds_it_late_an_attempt_ended_at_its_deadline():
    assert terms.finish_time(NOW, NOW + timedelta(days=2)) == NOW
    assert terms.finish_time(NOW, NOW - SECOND) == NOW - SECOND


def test_seconds_left_never_go_below_nothing():
    assert terms.seconds_left(NOW + timedelta(seconds=90.9), NOW) == 90
    assert terms.seconds_left(NOW, NOW + SECOND) == 0


def test_terms_come_back_as_they_were_stored():
    frozen = terms.terms_of(quiz(time_limit=15, attempts=3, review="answers"))
    assert terms.from_dict(terms.to_dict(frozen)) == frozen
