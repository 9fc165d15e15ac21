"""An independent validator agrees that signed certificates are PDF/A-2a and PDF/UA-1, whatever their facts."""

import random
from typing import Any

import page
import pytest
from flask import Flask

from app.certification.printing import print_certificate
from app.core.tokens import CROCKFORD
from tests.factories.printing import facts
from tests.factories.signing import signed

PROFILES = (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1)
LATIN = ["Anna", "Björn", "Łukasz", "Nguyễn", "O'Brien", "van", "der", "Berg-Müller", "Ploy", "Srisuwan"]
THAI = ["น้ำทิพย์", "ศรีสำราญ", "ฐิติญาณ์", "สุวรรณกิจปัญญา", "เก่งกาจ", "วงศ์สวัสดิ์", "ณัฐธิดา"]


def faults(pdf: bytes) -> list[str]:
    """What the validator objects to, by profile."""
    reports = ((profile, page.validate_pdf_bytes(pdf, profile=profile)) for profile in PROFILES)
    return [f"{profile}: {failure}" for profile, report in reports for failure in report.failures]


def some_facts(seed: int) -> dict[str, Any]:
    """Facts of somebody: names, lengths and language follow the seed."""
    dice = random.Random(seed)
    words = dice.choice((LATIN, THAI))
    lang = dice.choice(("en", "th"))
    code = "".join(dice.choices(CROCKFORD, k=26))
    return facts(
        lang=lang,
        holder=" ".join(dice.choices(words, k=dice.randint(1, 6)))[:80].strip(),
        title=" ".join(dice.choices(words, k=dice.randint(1, 8)))[:110].strip(),
        partner=dice.choice((None, {"name": " ".join(dice.choices(words, k=3)), "logo": None})),
        valid_until=dice.choice((None, "2027-12-14")),
        number=code,
        verify_url=f"https://learn.example/verify/{code}",
    )


@pytest.mark.parametrize("design", ["classic", "modern"])
@pytest.mark.parametrize("seed", range(4))
def test_certificates_conform_to_both_profiles(app: Flask, design: str, seed: int) -> None:
    assert faults(signed(print_certificate(design, some_facts(seed)))) == []


def test_the_validator_notices_a_fault(app: Flask) -> None:
    """Without its claim of PDF/UA a certificate does not pass, so a pass says something."""
    pdf = signed(print_certificate("modern", facts()))
    assert faults(pdf.replace(b"<pdfuaid:part>1</pdfuaid:part>", b"<pdfuaid:part>9</pdfuaid:part>")) != []
