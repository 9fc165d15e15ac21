"""What a written number is worth."""

from fractions import Fraction

import pytest

from app.assessment.grading import grade
from tests.assessment.grading.questions import numeric

EXACT = numeric({"value": 12})
CLOSE = numeric({"value": "12.5", "tolerance": "0.1"})
INSIDE = numeric({"value": 12, "tolerance": 1, "inclusive": False})
PERCENT = numeric({"value": -200, "percent": 5})
BOTH = numeric({"value": 200, "tolerance": 50, "percent": 5})
RANGE = numeric({"low": 10, "high": 15})
OPEN = numeric({"low": 10, "high": 15, "inclusive": False})
POINT = numeric({"low": 10, "high": 10, "inclusive": False})
ABOUT = numeric({"value": 12}, {"value": 12, "tolerance": 3, "share": 0.5}, {"value": 99, "share": -0.5})
SHADOWED = numeric({"value": 12, "tolerance": 3, "share": 0.5}, {"value": 12})
TENTH = numeric({"value": 0.1, "tolerance": 0.2})

WITHOUT_UNITS = [
    # question, number, worth
    (EXACT, "12", "1"),
    (EXACT, "12.0", "1"),
    (EXACT, "๑๒", "1"),
    (EXACT, "1.2e1", "1"),
    (EXACT, "12.0000000000000000000000000000001", "0"),
    (EXACT, "-12", "0"),
    (EXACT, "twelve", "0"),
    (EXACT, "12 km", "0"),
    (EXACT, "", "0"),
    (EXACT, "NaN", "0"),
    (EXACT, "1e999", "0"),
    (CLOSE, "12.4", "1"),
    (CLOSE, "12.6", "1"),
    (CLOSE, "12.3999", "0"),
    (CLOSE, "12.6001", "0"),
    (CLOSE, "12,5", "1"),
    (INSIDE, "12", "1"),
    (INSIDE, "12.999", "1"),
    (INSIDE, "13", "0"),
    (INSIDE, "11", "0"),
    (PERCENT, "-210", "1"),
    (PERCENT, "-190", "1"),
    (PERCENT, "-210.1", "0"),
    (PERCENT, "200", "0"),
    (BOTH, "210", "1"),
    (BOTH, "211", "0"),
    (RANGE, "10", "1"),
    (RANGE, "15", "1"),
    (RANGE, "15.01", "0"),
    (OPEN, "10", "0"),
    (OPEN, "10.01", "1"),
    (OPEN, "15", "0"),
    (POINT, "10", "1"),
    (ABOUT, "12", "1"),
    (ABOUT, "15", "1/2"),
    (ABOUT, "99", "-1/2"),
    (ABOUT, "98", "0"),
    (SHADOWED, "12", "1/2"),
    (TENTH, "0.3", "1"),
    (TENTH, "-0.1", "1"),
    (TENTH, "0.30000000000000004", "0"),
]


@pytest.mark.parametrize(("question", "number", "worth"), WITHOUT_UNITS)
def test_the_first_range_that_holds_the_number_decides(question, number, worth):
    assert grade(question, {"number": number}) == Fraction(worth)


LENGTH = {"value": 12500, "tolerance": 50}
UNITS = [{"name": "m"}, {"name": "km", "factor": 1000}, {"name": "ft", "factor": "0.3048"}]
MAYBE = numeric(LENGTH, units=UNITS)
NEEDED = numeric(LENGTH, units=UNITS, unit_required=True)
BYTES = numeric(
    {"value": 8}, units=[{"name": "GB", "factor": 8}, {"name": "Gb"}, {"name": "MB", "factor": "0.008"}]
)
SAME = numeric({"value": 5}, units=[{"name": "l"}, {"name": "litre"}])

WITH_UNITS = [
    # question, number, unit, worth
    (MAYBE, "12500", "m", "1"),
    (MAYBE, "12.5", "km", "1"),
    (MAYBE, "12.5 km", "", "1"),
    (MAYBE, "12.5km", "km", "1"),
    (MAYBE, "12.5 km", "m", "0"),
    (MAYBE, "12.5", "KM", "1"),
    (MAYBE, "12.5", " km ", "1"),
    (MAYBE, "41010.5", "ft", "1"),
    (MAYBE, "12500", "", "1"),
    (MAYBE, "12.5", "", "0"),
    (MAYBE, "12500", "miles", "0"),
    (MAYBE, "", "km", "0"),
    (NEEDED, "12500", "m", "1"),
    (NEEDED, "12500 m", "", "1"),
    (NEEDED, "12500", "", "0"),
    (NEEDED, "12500", " ", "0"),
    (NEEDED, "12500", "miles", "0"),
    (BYTES, "1", "GB", "1"),
    (BYTES, "1", "Gb", "0"),
    (BYTES, "8", "Gb", "1"),
    (BYTES, "1", "gb", "0"),
    (BYTES, "1000", "mb", "1"),
    (SAME, "5 l", "litre", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "number", "unit", "worth"), WITH_UNITS)
def test_a_number_is_compared_in_the_unit_of_the_accepted_one(question, number, unit, worth):
    assert grade(question, {"number": number, "unit": unit}) == Fraction(worth)
