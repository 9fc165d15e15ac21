"""What a list page shows: typed rows, and what to ask for to get the pages around."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
SIZE = 25


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """A page; `previous` and `next` are None where there is none."""

    rows: list[Row]
    previous: str | None
    next: str | None
