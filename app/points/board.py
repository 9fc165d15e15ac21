"""What of the season's board a person may see (pure).

The vendor's channel managers see every company. A partner sees its own place and how far the places around it
are, without the names of the others: one company never learns about another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.points.queries import Place

NEIGHBOURS = 2


@dataclass(frozen=True)
class Row:
    """A line of the board; without `company_id` it is somebody else's and says no more than the points."""

    rank: int
    points: int
    company_id: int | None
    is_own: bool


def rows_for(places: Sequence[Place], *, own_company_id: int, sees_all: bool) -> list[Row]:
    """The lines that are shown, best first."""
    if sees_all:
        return [Row(p.rank, p.points, p.company_id, p.company_id == own_company_id) for p in places]
    own = next((i for i, place in enumerate(places) if place.company_id == own_company_id), None)
    if own is None:
        return []
    near = places[max(0, own - NEIGHBOURS) : own + NEIGHBOURS + 1]
    return [
        Row(
            p.rank,
            p.points,
            p.company_id if p.company_id == own_company_id else None,
            p.company_id == own_company_id,
        )
        for p in near
    ]
