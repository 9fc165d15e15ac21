"""The pause before the next attempt grows."""

from datetime import timedelta

import pytest

from app.assessment.waiting import next_start
from tests.factories.assessment import NOW


@pytest.mark.parametrize(("used", "hours"), [(1, None), (2, 24), (3, 168), (4, 168), (40, 168)])
def test_none_then_a_day_then_a_week_for_all_that_follow(used, hours):
    expected = NOW + timedelta(hours=hours) if hours else None
    assert next_start(NOW, used, (0, 24, 168)) == expected


def test_before_the_first_attempt_and_without_pauses_nobody_waits():
    assert next_start(None, 0, (24,)) is None
    assert next_start(NOW, 0, (24,)) is None
    assert next_start(NOW, 5, ()) is None
