"""What a cell of the board says."""

from datetime import date

from app.reporting.cells import Cell, Tally, cell_of

DECEMBER = date(2026, 12, 14)
MARCH = date(2027, 3, 14)


def test_somebody_in_grace_comes_before_all_else():
    tally = Tally(holding=5, soon=2, grace=1, next_end=MARCH, grace_end=DECEMBER)
    assert cell_of(tally) == Cell("in_grace", 5, 1, DECEMBER)


def test_what_lapses_soon_is_told_with_how_many_and_when():
    assert cell_of(Tally(holding=6, soon=2, next_end=DECEMBER)) == Cell("lapses_soon", 6, 2, DECEMBER)


def test_holders_are_counted_until_the_first_of_them_ends():
    assert cell_of(Tally(holding=6, lapsed=3, next_end=MARCH)) == Cell("certified", 6, 0, MARCH)


def test_lapsed_shows_only_where_nobody_holds_it():
    assert cell_of(Tally(lapsed=2, learning=1, lapsed_on=DECEMBER)) == Cell("lapsed", 2, 0, DECEMBER)


def test_learners_show_where_nobody_ever_held_it():
    assert cell_of(Tally(learning=3, active_on=DECEMBER)) == Cell("in_progress", 3, 0, DECEMBER)


def test_an_empty_tally_is_not_started():
    assert cell_of(Tally()) == Cell("not_started", 0, 0, None)
