"""Read a number as people write it (pure): exactly or not at all.

Read are 12.5 · 12,5 · 1,000.5 · 1 000.5 · 1.000,5 · 1'000 · +3 · −3 · .5 · 1.5e3 · ๑๒.๕ · 12.5 km · ฿500.
A single comma before exactly three digits is a thousand (1,000), unless no thousand is written so (0,500 and
1234,567 are decimals); a single dot is always a decimal point.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from app.assessment.grading.normalise import normal

LONGEST = 300
"""Characters; more is no number."""
HIGHEST_POWER = 200

WRITTEN = re.compile(
    r"(?P<sign>[+-]?) ?"
    r"(?P<before>[^0-9+.,' -][^0-9+.,'-]*)?"
    r"(?P<inner>[+-]?) ?"
    r"(?P<body>[.,]?[0-9](?:[.,' ]?[0-9])*\.?)"
    r"(?:[eE](?P<power>[+-]?[0-9]{1,3}))?"
    r"(?P<after>[^0-9+., -].*| .*)?"
)
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([, '])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?")
GROUPED_COMMA = re.compile(r"[1-9][0-9]{0,2}(?:([. '])[0-9]{3})(?:\1[0-9]{3})*,[0-9]+")
GROUPED_DOTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
PLAIN_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
DECIMAL_COMMA = re.compile(r"[0-9]*,[0-9]+")
NARROW = str.maketrans("＋．，", "+.,")


@dataclass(frozen=True)
class Quantity:
    """A number and the unit beside it, if any, as it was written."""

    number: Fraction
    unit: str = ""


def read_quantity(text: str) -> Quantity | None:
    """The number in a text, with the unit before or after it; None when it cannot be read in one way only."""
    if len(text) > LONGEST:
        return None
    found = WRITTEN.fullmatch(normal(text.translate(NARROW), case_sensitive=True))
    if found is None or (found["sign"] and found["inner"]) or (found["before"] and found["after"]):
        return None
    digits = _digits(found["body"])
    power = int(found["power"] or 0)
    if digits is None or abs(power) > HIGHEST_POWER:
        return None
    number = Fraction(f"{digits}e{power}")
    unit = (found["before"] or found["after"] or "").strip()
    return Quantity(-number if "-" in (found["sign"], found["inner"]) else number, unit)


def _digits(body: str) -> str | None:
    """The number with a decimal point and without groups."""
    if GROUPED.fullmatch(body):
        return re.sub("[, ']", "", body)
    if GROUPED_COMMA.fullmatch(body):
        return re.sub("[. ']", "", body).replace(",", ".")
    if GROUPED_DOTS.fullmatch(body):
        return body.replace(".", "")
    if PLAIN_NUMBER.fullmatch(body):
        return body
    return body.replace(",", ".") if DECIMAL_COMMA.fullmatch(body) else None
