"""The commands: a complete sample of a design, how far the certificates are, another try, keys."""

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from flask import Flask
from PIL import Image, ImageChops
from sqlalchemy import select, update

from app.certification import jobs, printing
from app.certification.models import Certificate
from app.core import storage
from app.core.db import db, transaction
from app.core.jobs import enqueue
from app.core.models import OutboxJob
from tests.factories import certification, people
from tests.factories.catalogue import LONG_AGO
from tests.factories.printing import pdf_text
from tests.factories.signing import pdfsig


def say(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["certification", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("design", "locale", "said"),
    [
        ("classic", "th", "ฐิติญาณ์ สุวรรณกิจปัญญา"),
        ("modern", "en", "Certificate"),
    ],
)
def test_a_preview_is_a_complete_signed_sample(
    app: Flask, design: str, locale: str, said: str, tmp_path: Path
) -> None:
    out = tmp_path / "sample.pdf"
    code, output = say(app, "preview", design, "--locale", locale, "--out", str(out))
    assert code == 0, output
    assert said in pdf_text(out.read_bytes(), tmp_path)
    assert "Total document signed" in pdfsig(out.read_bytes(), tmp_path)


@pytest.mark.parametrize("design", ["gothic", "../classic", "fonts"])
def test_a_preview_of_a_design_that_does_not_exist_says_so(app: Flask, design: str, tmp_path: Path) -> None:
    code, output = say(app, "preview", design, "--out", str(tmp_path / "x.pdf"))
    assert code == 1
    assert f"There is no design {design}" in output


def picture(pdf: bytes, folder: Path, name: str) -> Image.Image:
    (folder / f"{name}.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "60", "-png", "-singlefile", str(folder / f"{name}.pdf"), str(folder / name)]
    subprocess.run(command, check=True)
    return Image.open(io.BytesIO((folder / f"{name}.png").read_bytes())).convert("L")


def test_the_preview_looks_like_what_is_issued(app: Flask, tmp_path: Path) -> None:
    """The same facts through the job: fewer than one pixel in a hundred differs."""
    certification.publish_certification()
    period = certification.period(people.rep(language="th"))
    jobs.issuing.freeze(period.id, now=period.certified_at)
    sample = json.loads((app.config["KRU"].certificates / "classic" / "sample.json").read_bytes())["th"]
    with transaction() as session:
        paper = session.scalars(select(Certificate)).one()
        paper.design, paper.facts = "classic", sample
    jobs.issue_certificate.handle(period_id=period.id)
    sha256 = db.session.scalars(select(Certificate.sha256)).one()
    assert sha256 is not None
    issued = storage.storage().read(storage.file_key(sha256))
    out = tmp_path / "preview.pdf"
    assert say(app, "preview", "classic", "--locale", "th", "--out", str(out))[0] == 0
    one, two = picture(issued, tmp_path, "issued"), picture(out.read_bytes(), tmp_path, "shown")
    assert one.size == two.size
    differing = sum(ImageChops.difference(one, two).point(lambda v: 255 if v > 16 else 0).histogram()[255:])
    assert differing < one.width * one.height / 100


def test_progress_names_what_failed_and_retry_prints_it(app: Flask, drain: Callable[[], int]) -> None:
    certification.publish_certification()
    bad, good = certification.period(people.rep(name="王小明")), certification.period(people.rep())
    for period in (bad, good):
        enqueue(jobs.issue_certificate, key=f"certificate:{period.id}", period_id=period.id)
    assert say(app, "progress") == (0, "0 of 2 certificates are printed, 2 wait.\n")
    drain()
    code, output = say(app, "progress")
    assert code == 1
    assert output.startswith("1 of 2 certificates are printed, 1 wait.\n")
    assert f"period {bad.id} will be tried again: CouldNotPrint: no font of the design has" in output

    with transaction() as session:
        session.execute(
            update(OutboxJob).where(OutboxJob.done_at.is_(None)).values(attempts=5, due_at=LONG_AGO)
        )
    drain()
    code, output = say(app, "progress")
    assert code == 1
    assert output.startswith("1 of 2 certificates are printed, 0 wait.\n")
    assert f"period {bad.id} was given up: CouldNotPrint: no font of the design has" in output

    with transaction() as session:
        paper = session.scalars(select(Certificate).where(Certificate.award_period_id == bad.id)).one()
        paper.facts = {**paper.facts, "holder": "Wang Xiaoming"}
    assert say(app, "retry") == (0, "1 certificates are due again.\n")
    drain()
    assert say(app, "progress") == (0, "2 of 2 certificates are printed, 0 wait.\n")


def test_retry_leaves_other_failed_jobs_alone(app: Flask) -> None:
    assert say(app, "retry") == (0, "0 certificates are due again.\n")


def test_keys_are_made_rotated_and_shown(app: Flask) -> None:
    assert say(app, "keys", "show") == (0, "")
    assert "signed with key" in say(app, "keys", "make")[1]
    [first] = x509.load_pem_x509_certificates(say(app, "keys", "show")[1].encode())
    assert "older ones stay valid" in say(app, "keys", "rotate")[1]
    assert x509.load_pem_x509_certificates(say(app, "keys", "show")[1].encode()) == [first]
    assert "must be given the new authority" in say(app, "keys", "rotate", "--new-authority")[1]
    assert len(x509.load_pem_x509_certificates(say(app, "keys", "show")[1].encode())) == 2


def test_a_sample_that_cannot_be_printed_says_why(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.01)
    code, output = say(app, "preview", "modern", "--out", str(tmp_path / "x.pdf"))
    assert (code, "It cannot be printed: gave up" in output) == (1, True)
