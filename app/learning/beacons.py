"""What a page reports about a reader: parsed strictly, for anybody may send anything."""

from typing import Annotated

import msgspec
from werkzeug.datastructures import MultiDict

from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.learning.coverage import Stretch
from app.learning.evidence import Marks

MOST_MARKS = 200
MOST_CHARACTERS = 16_000

Played = tuple[float, float, float]
Dwelt = tuple[Annotated[str, msgspec.Meta(max_length=80)], float]


class _Marks(msgspec.Struct, forbid_unknown_fields=True):
    played: Annotated[list[Played], msgspec.Meta(max_length=MOST_MARKS)] = []
    dwelt: Annotated[list[Dwelt], msgspec.Meta(max_length=MOST_MARKS)] = []
    opened: Annotated[
        list[Annotated[str, msgspec.Meta(max_length=80)]], msgspec.Meta(max_length=MOST_MARKS)
    ] = []


class Beacon(msgspec.Struct, frozen=True):
    """One report of an opened page: which page (its token), the how-manieth, what was done, and where one is."""

    token: str
    sequence: int
    marks: Marks
    place: str = ""


def read_beacon(form: MultiDict[str, str]) -> Beacon:
    """The beacon of a POST. Raises DomainError if it is not one."""
    sequence = form.get("sequence", "")
    marks = form.get("marks", "{}")
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) <= 9) or len(marks) > MOST_CHARACTERS:
        raise _refused()
    try:
        read = msgspec.json.decode(marks, type=_Marks)
    except (msgspec.DecodeError, UnicodeError) as fault:
        raise _refused() from fault
    return Beacon(
        token=form.get("token", "")[:100],
        sequence=int(sequence),
        marks=Marks(
            played=tuple(Stretch(*one) for one in read.played),
            dwelt=tuple(read.dwelt),
            opened=tuple(read.opened),
        ),
        place=form.get("place", "")[:80],
    )


def _refused() -> DomainError:
    return DomainError(_("This report is not readable. Load the page again, then it works."))
