"""Reading a number as people write it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.grading.numbers import HIGHEST_POWER, read_quantity

READ = [
    # written, number, unit
    ("12", "12", ""),
    ("12.5", "12.5", ""),
    (" 12.50 ", "12.5", ""),
    (".5", "0.5", ""),
    ("5.", "5", ""),
    ("007", "7", ""),
    ("+3", "3", ""),
    ("-3", "-3", ""),
    ("- 3", "-3", ""),
    ("−3", "-3", ""),
    ("–3", "-3", ""),
    # thousands
    ("1,000", "1000", ""),
    ("12,345", "12345", ""),
    ("1,000.5", "1000.5", ""),
    ("1,234,567.", "1234567", ""),
    ("1 000", "1000", ""),
    ("1 000.5", "1000.5", ""),
    ("1\u00a0000\u202f000", "1000000", ""),
    ("1'000", "1000", ""),
    ("1’000.5", "1000.5", ""),
    ("1.234.567", "1234567", ""),
    # a comma where no thousand is written so
    ("12,5", "12.5", ""),
    ("1,25", "1.25", ""),
    (",5", "0.5", ""),
    ("1,0000", "1", ""),
    ("0,500", "0.5", ""),
    ("1234,567", "1234.567", ""),
    ("1.000,5", "1000.5", ""),
    ("1 000,25", "1000.25", ""),
    # powers of ten
    ("1.5e3", "1500", ""),
    ("1,5E-3", "0.0015", ""),
    ("2e+2 km", "200", "km"),
    # other digits
    ("๓๐", "30", ""),
    ("๑,๐๐๐.๕", "1000.5", ""),
    ("１，０００．５", "1000.5", ""),
    ("٣٠", "30", ""),
    ("1\u200b2", "12", ""),
    # units
    ("12.5 km", "12.5", "km"),
    ("12.5km", "12.5", "km"),
    ("30 days", "30", "days"),
    ("30 วัน", "30", "วัน"),
    ("50%", "50", "%"),
    ("5'", "5", "'"),
    ("฿500", "500", "฿"),
    ("THB 1,000", "1000", "THB"),
    ("-$5", "-5", "$"),
    ("$-5", "-5", "$"),
    ("5e", "5", "e"),
    ("30 or 40", "30", "or 40"),
]
NOT_READ = [
    "", " ", "-", "+", ".", ",", "e5e", "twelve", "nan", "NaN", "inf", "-Infinity", "--5", "+-5", "-$-5", "1 2",
    "12.5.3", "1,00,000", "1,000 000", "1.000.00", "30-40", "30, 40", "$5 USD", "²", "½", "1e999", "1e-999", "9" * 400,
    "\x00",
]  # fmt: skip


@pytest.mark.parametrize(("written", "number", "unit"), READ)
def test_a_number_is_read_as_it_is_meant(written, number, unit):
    quantity = read_quantity(written)
    assert (quantity.number, quantity.unit) == (Fraction(number), unit)


@pytest.mark.parametrize("written", NOT_READ)
def test_what_can_be_read_in_two_ways_or_in_none_is_no_number(written):
    assert read_quantity(written) is None


@given(st.one_of(st.text(), st.text(alphabet="0123456789.,' -+eE๑km%\u2212", max_size=30)))
def test_whatever_is_written_is_a_finite_number_or_none(written):
    quantity = read_quantity(written)
    assert quantity is None or abs(quantity.number) < 10 ** (HIGHEST_POWER + 300)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_is_read_exactly_in_every_way_of_writing_it(number):
    for written in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number:E}"):
        assert read_quantity(written).number == Fraction(number)
