"""Signed certificates, and what an independent reader says of a signature."""

import io
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.certification.authority import KeyPair, make_pair
from app.certification.signing import sign

AT = datetime(2026, 11, 23, 5, 6, 7, tzinfo=UTC)


@cache
def pair() -> KeyPair:
    """One key for all tests of a process: making it takes a second."""
    return make_pair("Kru", AT)


def signed(printed: bytes) -> bytes:
    return sign(printed, chain=pair().chain, private=pair().leaf_key, at=AT)


def is_genuine(pdf: bytes, authority: str, *, on: datetime | None = None) -> bool:
    """Whether pyHanko finds one signature of that authority over the whole file, asked on a day (now)."""
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if len(found) != 1:
        return False
    roots = list(load_certs_from_pemder_data(authority.encode()))
    trust = ValidationContext(trust_roots=roots, allow_fetching=False, moment=on)
    status = validate_pdf_signature(found[0], trust)
    return bool(status.bottom_line) and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signature."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    run = ["pdfsig", "-nocert", str(path)]
    return subprocess.run(run, capture_output=True, text=True, check=False).stdout
