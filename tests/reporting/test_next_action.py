"""Overdue renewal > ends within 30 days > in progress > new."""

from datetime import UTC, datetime

from app.reporting.next_action import Held, NextAction, Open, choose

YESTERDAY = datetime(2026, 11, 24, tzinfo=UTC)
EARLIER = datetime(2026, 11, 1, tzinfo=UTC)


def held(key, state, days=None, *, renew=True, missing=("leads",)):
    return Held(key, state, days, renew, missing)


def course(key, begun_at=None, *, followed=True):
    return Open(key, begun_at is not None, begun_at, followed)


def test_a_grace_comes_before_a_lapse_and_both_before_an_end_to_come():
    grace, lapsed, soon = held("a", "in_grace", 3), held("b", "lapsed"), held("c", "lapses_soon", 1)
    assert choose([soon, lapsed, grace], []) == NextAction("renewal_overdue", "a", None)
    assert choose([soon, lapsed], []) == NextAction("renewal_overdue", "b", None)
    assert choose([soon], []) == NextAction("renewal_due", "c", None)


def test_of_two_ends_the_nearer_one_is_next():
    assert choose([held("a", "lapses_soon", 20), held("b", "lapses_soon", 8)], []).certification_key == "b"


def test_an_end_more_than_thirty_days_away_does_not_disturb():
    assert choose([held("a", "lapses_soon", 31)], [course("x", EARLIER)]) == NextAction("continue", None, "x")


def test_a_renewal_that_cannot_be_earned_yet_is_not_asked_for():
    assert choose([held("a", "lapses_soon", 10, renew=False)], []) is None


def test_a_renewal_that_has_begun_leads_into_its_course():
    action = choose([held("a", "in_grace", 2)], [course("leads", YESTERDAY)])
    assert action == NextAction("renewal_overdue", "a", "leads")


def test_what_was_touched_last_goes_on_first():
    assert choose([], [course("x", EARLIER), course("y", YESTERDAY)]).course_key == "y"


def test_new_things_begin_with_what_is_followed_in_the_curriculums_order():
    assert choose([], [course("x", followed=False), course("y"), course("z")]) == NextAction(
        "begin", None, "y"
    )


def test_nothing_left_is_said():
    assert choose([held("a", "certified", 200, renew=False)], []) is None
