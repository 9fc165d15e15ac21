"""What one cell of the board says: a company's people and one certification, in words and a state (pure).

A page has hundreds of them, so they are tuples: made, compared and looked up in a fraction of the time.
"""

from datetime import date
from typing import Literal, NamedTuple

State = Literal["certified", "lapses_soon", "in_grace", "lapsed", "revoked", "in_progress", "not_started"]


class Tally(NamedTuple):
    """How many people of a company stand where with one certification on a day.

    `holding` counts everybody who may call themselves certified; `soon` and `grace` are parts of it.
    """

    holding: int = 0
    soon: int = 0
    grace: int = 0
    lapsed: int = 0
    revoked: int = 0
    learning: int = 0
    """At one of its courses, whoever holds it already among them: it is told only where nobody holds it."""
    next_end: date | None = None
    """The first last day among those who hold it and are not in grace."""
    grace_end: date | None = None
    """The first end of a grace."""
    lapsed_on: date | None = None
    """The first day on which the latest of the lapsed ones no longer counted: its grace ends before it."""
    active_on: date | None = None
    """When one of those who learn was last at it."""


NOBODY = Tally()


class Cell(NamedTuple):
    """`count` people are in `state`; `also` of them, or the `on` day, make the second line."""

    state: State
    people: int
    also: int
    on: date | None


def cell_of(tally: Tally) -> Cell:
    """What somebody can act on comes first: in grace, lapsing soon, held, lapsed, learning."""
    if tally.grace:
        return Cell("in_grace", tally.holding, tally.grace, tally.grace_end)
    if tally.soon:
        return Cell("lapses_soon", tally.holding, tally.soon, tally.next_end)
    if tally.holding:
        return Cell("certified", tally.holding, 0, tally.next_end)
    if tally.lapsed:
        return Cell("lapsed", tally.lapsed, 0, tally.lapsed_on)
    if tally.learning:
        return Cell("in_progress", tally.learning, 0, tally.active_on)
    if tally.revoked:
        return Cell("revoked", tally.revoked, 0, None)
    return Cell("not_started", 0, 0, None)
