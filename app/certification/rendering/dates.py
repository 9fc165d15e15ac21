"""Days in words, in the document's language and the era of its design."""

from datetime import date
from typing import Literal

Era = Literal["buddhist", "common"]

BUDDHIST_ERA = 543
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
}


def long_date(day: date, lang: str, era: Era) -> str:
    """23 November 2026 · 23 November 2569 BE · 23 พฤศจิกายน พ.ศ. 2569 · 23 พฤศจิกายน ค.ศ. 2026"""
    month = MONTHS[lang].split()[day.month - 1]
    year = day.year + BUDDHIST_ERA if era == "buddhist" else day.year
    if lang == "th":
        return f"{day.day} {month} {'พ.ศ.' if era == 'buddhist' else 'ค.ศ.'} {year}"
    return f"{day.day} {month} {year}{' BE' if era == 'buddhist' else ''}"
