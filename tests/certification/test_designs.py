"""Designs: how years are counted, and the hash that says what a design was."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.certification.printing import print_certificate
from app.certification.rendering.dates import Era, long_date
from app.certification.rendering.fingerprint import fingerprint, whole_fingerprint
from config import ROOT
from tests.factories.printing import facts, pdf_text

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("lang", "era", "said"),
    [
        ("en", "common", "3 November 2026"),
        ("en", "buddhist", "3 November 2569 BE"),
        ("th", "buddhist", "3 พฤศจิกายน พ.ศ. 2569"),
        ("th", "common", "3 พฤศจิกายน ค.ศ. 2026"),
    ],
)
def test_days_are_said_in_the_language_and_era(lang: str, era: Era, said: str) -> None:
    assert long_date(DAY, lang, era) == said


@pytest.fixture
def designs(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "certificates"
    shutil.copytree(ROOT / "certificates", folder)
    monkeypatch.setattr(type(app.config["KRU"]), "certificates", property(lambda _self: folder))
    return folder


def test_a_design_may_count_years_of_the_common_era_in_thai(designs: Path, tmp_path: Path) -> None:
    assert "23 พฤศจิกายน พ.ศ. 2569" in pdf_text(print_certificate("modern", facts(lang="th")), tmp_path)
    layout = designs / "modern" / "layout.json"
    layout.write_text(layout.read_text("utf-8").replace('"buddhist"', '"common"'), "utf-8")
    assert "23 พฤศจิกายน ค.ศ. 2026" in pdf_text(print_certificate("modern", facts(lang="th")), tmp_path)


@pytest.mark.parametrize(
    "file", ["classic/style.css", "classic/certificate.html", "classic/layout.json", "words.json"]
)
def test_a_changed_file_changes_the_hash_of_the_design(designs: Path, file: str) -> None:
    before, whole = fingerprint(designs, "classic"), whole_fingerprint(designs)
    path = designs / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert fingerprint(designs, "classic") != before
    assert whole_fingerprint(designs) != whole


def test_a_changed_font_changes_it_and_another_design_does_not(designs: Path) -> None:
    before = fingerprint(designs, "classic")
    (designs / "modern" / "style.css").write_text("")
    assert fingerprint(designs, "classic") == before
    font = next((designs / "fonts").glob("*.woff2"))
    font.write_bytes(font.read_bytes() + b"x")
    assert fingerprint(designs, "classic") != before


@pytest.mark.parametrize("name", ["gothic", "../certificates", "classic/.."])
def test_what_is_no_design_has_no_hash(designs: Path, name: str) -> None:
    assert fingerprint(designs, name) == ""
