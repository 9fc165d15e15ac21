"""The signature on a certificate: two independent readers accept it, and no changed byte."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.certification.authority import make_pair, renewed_pair
from app.certification.printing import print_certificate
from app.certification.rendering.hole import CONTENTS, MOMENT, NoHole, fill
from app.certification.signing import sign
from tests.factories.printing import facts, quick_pdf
from tests.factories.signing import AT, is_genuine, pair, pdfsig, signed


@pytest.mark.parametrize("lang", ["en", "th"])
@pytest.mark.parametrize("design", ["classic", "modern"])
def test_two_readers_find_the_whole_document_signed(
    app: Flask, design: str, lang: str, tmp_path: Path
) -> None:
    pdf = signed(print_certificate(design, facts(lang=lang)))
    assert is_genuine(pdf, pair().authority, on=AT)
    said = pdfsig(pdf, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Nov 23 2026 05:06:07" in said


def test_a_flipped_byte_anywhere_is_noticed(app: Flask, tmp_path: Path) -> None:
    pdf = signed(print_certificate("modern", facts()))
    hole = pdf.index(b"/Contents <")
    for place in (20, len(pdf) // 4, hole + 100, hole + len(CONTENTS) + 200, len(pdf) * 3 // 4):
        spoiled = bytearray(pdf)
        spoiled[place] ^= 1
        try:
            accepted = is_genuine(bytes(spoiled), pair().authority, on=AT)
        except Exception:  # so broken that it is no document any more
            accepted = False
        assert not accepted, place
        assert "Total document signed\n  - Signature Validation: Signature is Valid" not in pdfsig(
            bytes(spoiled), tmp_path
        )


def test_bytes_appended_afterwards_are_noticed(app: Flask) -> None:
    pdf = signed(print_certificate("modern", facts()))
    assert not is_genuine(pdf + b"\n% more\n", pair().authority, on=AT)


def test_another_authority_is_not_believed(app: Flask) -> None:
    pdf = signed(print_certificate("modern", facts()))
    assert not is_genuine(pdf, make_pair("Kru", AT).authority, on=AT)


def test_a_new_key_under_the_same_authority_is_believed_by_who_trusts_it(app: Flask) -> None:
    fresh = renewed_pair(pair(), "Kru", AT + timedelta(days=400))
    printed = print_certificate("modern", facts())
    pdf = sign(printed, chain=fresh.chain, private=fresh.leaf_key, at=AT + timedelta(days=401))
    assert fresh.authority == pair().authority
    later = AT + timedelta(days=401)
    assert is_genuine(pdf, pair().authority, on=later)
    assert is_genuine(signed(printed), pair().authority, on=later)


def test_equal_bytes_key_and_moment_give_equal_signatures_in_every_process() -> None:
    code = (
        "import sys, hashlib, json; from datetime import datetime;"
        "from app.certification.signing import sign; from tests.factories.printing import quick_pdf;"
        "chain, private, at = json.load(sys.stdin);"
        "pdf = sign(quick_pdf('x', {}), chain=chain, private=private, at=datetime.fromisoformat(at));"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    said = json.dumps([pair().chain, pair().leaf_key, AT.isoformat()])
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code], input=said, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(3)
    }
    assert len(hashes) == 1


def test_a_long_issuer_in_thai_fits_into_certificate_and_hole() -> None:
    long = make_pair("บริษัท ส่งเสริมศักยภาพคู่ค้าแห่งประเทศไทย จำกัด (มหาชน)" * 2, AT)
    pdf = sign(quick_pdf("x", {}), chain=long.chain, private=long.leaf_key, at=AT)
    assert len(pdf) == len(quick_pdf("x", {}))


def test_filling_says_ranges_moment_and_signature_and_keeps_the_length() -> None:
    seen: list[bytes] = []

    def sign_quickly(digest: bytes) -> bytes:
        seen.append(digest)
        return b"\xab\xcd"

    printed = quick_pdf("x", {})
    filled = fill(printed, AT, sign_quickly)
    assert len(filled) == len(printed)
    assert b"/Contents <abcd000" in filled
    assert b"/M (D:20261123050607Z)" in filled
    assert len(seen[0]) == 32
    start = filled.index(b"/Contents <") + len(b"/Contents ")
    after = start + len(CONTENTS) + 2
    assert b"/ByteRange [ 0 %d %d %d ]" % (start, after, len(filled) - after) in filled


@pytest.mark.parametrize(
    "printed",
    [
        b"%PDF-1.7 nothing",
        quick_pdf("x", {}) * 2,
        quick_pdf("x", {}).replace(MOMENT.encode(), b"D:20261123050607Z"),
    ],
    ids=["none", "two", "already filled"],
)
def test_a_document_without_exactly_one_place_is_refused(printed: bytes) -> None:
    with pytest.raises(NoHole):
        fill(printed, AT, lambda _digest: b"x")


def test_a_signature_that_does_not_fit_is_refused() -> None:
    with pytest.raises(NoHole, match="digits"):
        fill(quick_pdf("x", {}), AT, lambda _digest: b"x" * len(CONTENTS))
