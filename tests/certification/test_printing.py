"""The printed certificate: readable in both languages, one page, closed to the outside, equal for equal facts."""

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from app.certification import printing
from app.certification.printing import CouldNotPrint, print_certificate
from tests.conftest import settings_for
from tests.factories.printing import NUMBER, facts, page_count, pdf_text

DESIGNS = ("classic", "modern")
LONG_LATIN = "Maximiliana Alexandrina Featherstonehaugh-Cholmondeley von Hohenzollern-Wittelsb"
LONG_THAI = "คุณหญิงน้ำทิพย์ธารารัตน์ วงศ์สุวรรณสำราญกิจเจริญทรัพย์ ณ อยุธยาพัฒนาการสกุลชัย"


@pytest.mark.parametrize("design", DESIGNS)
def test_english_facts_are_read_back_whole(app: Flask, design: str, tmp_path: Path) -> None:
    text = pdf_text(print_certificate(design, facts()), tmp_path)
    for said in ("Ploy Srisuwan", "Certified Seller", "Professional", "23 November 2026", "14 December 2027"):
        assert said in text
    assert NUMBER in text
    assert f"learn.example/verify/{NUMBER}" in text


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("layout", [True, False])
def test_thai_facts_are_read_back_whole(app: Flask, design: str, layout: bool, tmp_path: Path) -> None:
    thai = facts(
        lang="th",
        holder="ฐิติญาณ์ น้ำทิพย์ธารารัตน์",
        title="ผู้เชี่ยวชาญสำหรับน้ำมัน",
        level="มืออาชีพ",
        statement="ผู้ถือประกาศนียบัตรนี้พร้อมสำหรับการนำเสนอแก่ลูกค้า",
        partner={"name": "บริษัท สยามคลาวด์ จำกัด", "logo": None},
        signatory={"name": "น้ำฝน ศรีสำราญ", "role": "ผู้อำนวยการฝ่ายคู่ค้า", "signature": None},
    )
    text = pdf_text(print_certificate(design, thai), tmp_path, layout=layout)
    for said in ("ฐิติญาณ์ น้ำทิพย์ธารารัตน์", "ผู้เชี่ยวชาญสำหรับน้ำมัน", "น้ำฝน ศรีสำราญ", "บริษัท สยามคลาวด์ จำกัด"):
        assert said in text
    assert "23 พฤศจิกายน พ.ศ. 2569" in text
    assert "พร้อมสำหรับการนำเสนอแก่ลูกค้า" in text


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(("lang", "holder"), [("en", LONG_LATIN), ("th", LONG_THAI), ("th", LONG_LATIN)])
def test_eighty_characters_fit_on_the_page(
    app: Flask, design: str, lang: str, holder: str, tmp_path: Path
) -> None:
    pdf = print_certificate(design, facts(lang=lang, holder=holder))
    assert page_count(pdf) == 1
    assert holder.split()[0] in pdf_text(pdf, tmp_path)
    assert _right_edge(pdf, tmp_path) <= 297 / 25.4 * 72


def _right_edge(pdf: bytes, folder: Path) -> float:
    """How far to the right any word reaches, in points."""
    path = folder / "edge.pdf"
    path.write_bytes(pdf)
    boxes = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True, text=True)
    return max(float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes.stdout))


def test_a_certificate_without_an_end_says_no_end(app: Flask, tmp_path: Path) -> None:
    text = pdf_text(print_certificate("modern", facts(valid_until=None, partner=None)), tmp_path)
    assert "Valid until" not in text
    assert "Siam" not in text


@pytest.mark.parametrize("design", DESIGNS)
def test_equal_facts_give_equal_bytes(app: Flask, design: str) -> None:
    assert print_certificate(design, facts()) == print_certificate(design, facts())


@pytest.mark.parametrize("design", DESIGNS)
def test_it_is_tagged_archivable_and_carries_its_fonts(app: Flask, design: str) -> None:
    with pikepdf.Pdf.open(io.BytesIO(print_certificate(design, facts(lang="th")))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "th"
        xmp = pdf.Root.Metadata.read_bytes()
        assert b"<pdfaid:part>2</pdfaid:part>" in xmp or b'pdfaid:part="2"' in xmp
        assert b"<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert pdf.Root.Metadata.get("/Filter") is None
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names
        for font in pdf.pages[0].Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"holder": "王小明"}, "no font of the design has"),
        ({"holder": "x" * 81}, "holder"),
        ({"accent": "#ffff00"}, "contrast"),
        ({"accent": "red; background: url(http://evil.example)"}, "accent"),
        ({"number": "1"}, "number"),
        ({"extra": "key"}, "extra"),
        ({"lang": "fr"}, "lang"),
    ],
)
def test_facts_that_cannot_be_printed_are_refused_with_the_reason(
    app: Flask, change: dict[str, str], reason: str
) -> None:
    with pytest.raises(CouldNotPrint, match=reason):
        print_certificate("classic", facts(**change))


@pytest.mark.parametrize("holder", ["<img src=x onerror=1>", "A & B <script>", '"><link href=//e.example>'])
def test_hostile_names_are_printed_as_text(app: Flask, holder: str, tmp_path: Path) -> None:
    assert holder.split()[0] in pdf_text(print_certificate("modern", facts(holder=holder)), tmp_path)


def test_a_design_that_does_not_exist_is_refused(app: Flask) -> None:
    for name in ("gothic", "../classic"):
        with pytest.raises(CouldNotPrint):
            print_certificate(name, facts())


POISON = [
    '<img src="file:///etc/hostname" alt="x">',
    '<img src="http://127.0.0.1:9/x.png" alt="x">',
    '<img src="https://example.com/x.png" alt="x">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<style>@import url("http://127.0.0.1:9/x.css");</style>',
    '<p style="background: url(file:///etc/hostname)">x</p>',
    '<object data="file:///etc/hostname"></object>',
    '<img src="app://fonts/../words.json" alt="x">',
    '<img src="data:text/html;base64,PGI+" alt="x">',
]


@pytest.mark.parametrize("poison", POISON)
def test_the_child_loads_nothing_that_is_not_the_designs_own(
    app: Flask, poison: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a template that asks for it gets neither a file nor the network."""
    folder = poisoned(tmp_path, "</main>", f"{poison}</main>")
    monkeypatch.setattr(type(app.config["KRU"]), "certificates", property(lambda _self: folder))
    with pytest.raises(CouldNotPrint):
        print_certificate("modern", facts())


def poisoned(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of certificates/ whose modern template was changed."""
    folder = tmp_path / "certificates"
    shutil.copytree(settings_for(tmp_path, "sqlite://").certificates, folder)
    template = folder / "modern" / "certificate.html"
    template.write_text(template.read_text("utf-8").replace(old, new), "utf-8")
    return folder


def test_a_child_that_takes_too_long_is_ended(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.05)
    with pytest.raises(CouldNotPrint, match="gave up"):
        print_certificate("classic", facts())


def test_a_child_that_wants_too_much_memory_is_ended(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = poisoned(tmp_path, "</main>", "{{ 'x' * 3000000000 }}</main>")
    monkeypatch.setattr(type(app.config["KRU"]), "certificates", property(lambda _self: folder))
    with pytest.raises(CouldNotPrint):
        print_certificate("modern", facts())


def test_a_design_that_needs_two_pages_is_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = poisoned(tmp_path, "</main>", '</main><p>one</p><p style="break-before: page">two</p>')
    monkeypatch.setattr(type(app.config["KRU"]), "certificates", property(lambda _self: folder))
    with pytest.raises(CouldNotPrint, match="2 pages"):
        print_certificate("modern", facts())


def test_the_child_loads_nothing_of_kru_but_the_printer() -> None:
    code = (
        f"import runpy, sys; runpy.run_path({str(printing.CHILD)!r})['stand_alone']();"
        "import app.certification.rendering.page;"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('app', 'flask', 'sqlalchemy')))"
    )
    run = [printing.sys.executable, "-I", "-c", code]
    loaded = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert "app.certification.rendering.page" in loaded
    for stranger in ("flask", "sqlalchemy", "app.core", "app.people"):
        assert stranger not in loaded


def test_the_child_sees_none_of_our_secrets(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KRU_SECRET_KEY", "do-not-tell")
    monkeypatch.setenv("DATABASE_URL", "postgresql://do-not-tell")
    assert "do-not-tell" not in json.dumps(printing._environment(tmp_path))


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.com', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import urllib.request; urllib.request.urlopen('file:///etc/hostname')",
    ],
)
def test_behind_the_shut_door_there_is_no_network_and_no_other_program(deed: str) -> None:
    code = f"from app.certification.rendering.limits import shut_the_door; shut_the_door(); {deed}"
    done = subprocess.run(
        [printing.sys.executable, "-c", code], cwd=printing.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "PermissionError: the printer may not do this" in done.stderr
