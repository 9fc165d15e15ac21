"""Watched seconds: what honest watching earns, and what each trick does not."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.learning import attention, coverage
from app.learning.coverage import FASTEST, Interval, Stretch, credit, fraction, gaps, merge
from tests.factories.learning import NOON, at

FILM = 600.0
seconds_of_film = st.floats(-100, 900, allow_nan=False)
stretches = st.builds(Stretch, seconds_of_film, seconds_of_film, st.floats(-5, 50, allow_nan=False))
intervals = st.lists(
    st.tuples(st.integers(0, 599), st.integers(0, 599)).map(lambda t: (float(t[0]), float(t[1])))
)


def seconds_in(parts: list[Interval]) -> set[int]:
    return {second for start, end in parts for second in range(int(start), int(end))}


@given(intervals)
def test_merging_keeps_exactly_the_same_seconds(parts: list[Interval]) -> None:
    merged = merge(parts)
    assert seconds_in(list(merged)) == seconds_in(parts)
    assert all(before[1] < after[0] for before, after in pairwise(merged))


@given(intervals, intervals)
def test_the_order_of_beacons_does_not_matter(one: list[Interval], other: list[Interval]) -> None:
    assert merge([*merge(one), *other]) == merge([*merge(other), *one])


@given(st.lists(stretches, max_size=40), st.floats(0, 120))
def test_no_beacon_earns_more_than_its_wall_time_at_the_fastest_speed(
    claimed: list[Stretch], wall: float
) -> None:
    earned = credit(claimed, duration=FILM, wall=wall)
    assert coverage.seconds(earned.intervals) <= wall * FASTEST + 1e-6
    assert 0 <= earned.used <= wall + 1e-6
    assert all(0 <= start < end <= FILM for start, end in earned.intervals)


@given(st.lists(st.tuples(stretches, st.floats(0, 15)), max_size=30))
def test_a_whole_forged_session_never_earns_more_than_the_time_that_passed(
    session: list[tuple[Stretch, float]],
) -> None:
    clock, seen, passed = NOON, (), 0.0
    for stretch, pause in session:
        passed += pause
        wall = attention.available(clock, NOON, at(passed))
        earned = credit([stretch], duration=FILM, wall=wall)
        clock = attention.advance(clock, NOON, earned.used, at(passed))
        seen = merge([*seen, *earned.intervals])
    assert coverage.seconds(seen) <= passed * FASTEST + 1e-3


def test_slivers_of_film_do_not_grow_together() -> None:
    slivers = [Stretch(n / 10, n / 10 + 0.004) for n in range(2000)]
    assert credit(slivers, duration=FILM, wall=10).intervals == ()


def test_watching_through_at_normal_speed_counts_all_of_it() -> None:
    earned = credit([Stretch(0, 10)], duration=FILM, wall=10)
    assert (earned.intervals, earned.used) == (((0.0, 10.0),), 10.0)


def test_watching_at_double_speed_is_fair() -> None:
    assert credit([Stretch(0, 20, 2.0)], duration=FILM, wall=10).intervals == ((0.0, 20.0),)


def test_a_speed_that_no_player_has_is_credited_as_the_fastest() -> None:
    assert credit([Stretch(0, 600, 60.0)], duration=FILM, wall=10).intervals == ((0.0, 20.0),)


def test_jumping_to_the_end_earns_less_than_five_per_cent() -> None:
    earned = credit([Stretch(0, 3), Stretch(595, 600)], duration=FILM, wall=8)
    assert fraction(earned.intervals, FILM) < 0.05


def test_the_same_seconds_twice_count_once() -> None:
    once = credit([Stretch(0, 10)], duration=FILM, wall=10).intervals
    assert merge([*once, *once, (5.0, 10.0)]) == once


def test_what_is_outside_the_film_earns_nothing() -> None:
    claims = [
        Stretch(-50, -1),
        Stretch(600, 900),
        Stretch(30, 20),
        Stretch(float("nan"), 9),
        Stretch(0, float("inf")),
    ]
    assert credit(claims, duration=FILM, wall=60).intervals == ()


def test_a_report_that_comes_again_does_not_use_up_the_time_of_what_is_new() -> None:
    again = credit([Stretch(0, 10), Stretch(10, 30, 2.0)], duration=FILM, wall=10, seen=((0.0, 10.0),))
    assert (again.intervals, again.used) == (((10.0, 30.0),), 10.0)


@given(st.lists(stretches, max_size=20), st.floats(0, 120), intervals)
def test_what_was_seen_before_earns_and_costs_nothing(
    claimed: list[Stretch], wall: float, before: list[Interval]
) -> None:
    seen = merge(before)
    earned = credit(claimed, duration=FILM, wall=wall, seen=seen)
    gained = coverage.seconds(merge([*seen, *earned.intervals])) - coverage.seconds(seen)
    assert abs(gained - coverage.seconds(earned.intervals)) < 1e-6
    assert gained <= earned.used * FASTEST + 1e-6


def test_gaps_name_what_is_left_and_pass_over_slivers() -> None:
    assert gaps(((0.0, 112.0), (112.5, 241.0), (270.0, 600.0)), FILM) == ((241.0, 270.0),)
    assert gaps((), FILM) == ((0.0, 600.0),)
    assert gaps(((0.0, 599.5),), FILM) == ()


def test_two_tabs_share_one_clock() -> None:
    clock, total = NOON, 0.0
    for tick in range(1, 41):
        now = at(tick * 5)
        wall = attention.available(clock, NOON, now)
        earned = credit([Stretch(tick * 10, tick * 10 + 10)], duration=FILM, wall=wall)
        clock = attention.advance(clock, NOON, earned.used, now)
        total += coverage.seconds(earned.intervals)
    assert total <= 200.0


def test_a_late_beacon_costs_nobody_a_second() -> None:
    clock = NOON
    for sent, arrives in ((10, 10.6), (20, 20.1), (30, 30.9), (40, 40.0)):
        wall = attention.available(clock, NOON, at(arrives))
        earned = credit([Stretch(sent - 10, sent)], duration=FILM, wall=wall)
        assert coverage.seconds(earned.intervals) == 10.0
        clock = attention.advance(clock, NOON, earned.used, at(arrives))


def test_time_before_the_page_was_opened_is_not_there_to_claim() -> None:
    assert attention.available(NOON - timedelta(hours=3), at(0), at(7)) == 7.0


def test_an_idle_hour_is_not_saved_up() -> None:
    clock = attention.advance(NOON, NOON, 0.0, at(3600))
    assert attention.available(clock, NOON, at(3600)) == attention.SLACK.total_seconds()


def test_the_clock_never_runs_back() -> None:
    assert attention.advance(at(100), NOON, 0.0, at(50)) == at(100)
