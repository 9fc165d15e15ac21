"""Facts of certificates, and what a reader finds in the PDF."""

import json
import subprocess
from pathlib import Path
from typing import Any

from app.certification.rendering.hole import CONTENTS, MOMENT, NUMBERS

NUMBER = "01KAN8W4QX7M2V9T5RJC3HNYBE"


def facts(**more: Any) -> dict[str, Any]:
    """What a certificate says, in English, without pictures."""
    return {
        "lang": "en",
        "accent": "#1f2a86",
        "issuer": {"name": "Kru", "logo": None},
        "partner": {"name": "Siam Cloud Solutions", "logo": None},
        "holder": "Ploy Srisuwan",
        "title": "Certified Seller",
        "level": "Professional",
        "statement": "Holders can open, qualify and hand over a deal.",
        "issued_on": "2026-11-23",
        "valid_until": "2027-12-14",
        "number": NUMBER,
        "verify_url": f"https://learn.example/verify/{NUMBER}",
        "signatory": {"name": "Mali Boonsri", "role": "Head of Partner Enablement", "signature": None},
    } | more


def quick_pdf(design: str, facts: dict[str, Any]) -> bytes:
    """What a printer at once would print: no PDF, but a place for the signature; the bytes follow from the facts."""
    said = json.dumps({"design": design, "facts": facts}, sort_keys=True).encode()
    numbers = b" ".join(b"%d" % number for number in NUMBERS)
    hole = b"/ByteRange [ 0 " + numbers + b" ] /Contents <" + CONTENTS + b"> /M (" + MOMENT.encode() + b")"
    return b"%PDF-1.7 " + said + hole


def pdf_text(pdf: bytes, folder: Path, *, layout: bool = True) -> str:
    """The text as a reader extracts it, spaces joined."""
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout" if layout else "-raw", str(path), "-"]
    return " ".join(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())


def page_count(pdf: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
