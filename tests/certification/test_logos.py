"""Co-branding: a partner's logo is drawn anew, frozen with the facts, and the paper conforms with it."""

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from app.certification import issuing, jobs
from app.certification.models import Certificate
from app.certification.printing import print_certificate
from app.core import storage
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.partners.logos import inline_logo, redraw, remove_logo, set_logo
from app.partners.models import Company
from tests.certification.test_conformance import faults
from tests.factories import certification, partners, people
from tests.factories.printing import facts
from tests.factories.signing import signed


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode: str = "RGBA") -> bytes:
    written, extra = io.BytesIO(), {}
    if kind == "PNG":
        extra = {"pnginfo": PngInfo()}
        extra["pnginfo"].add_text("Author", "somebody secret")
    Image.new(mode, size, (200, 30, 40, 128)[: len(mode)]).save(written, kind, **extra)
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGBA")]
)
def test_a_logo_becomes_a_small_png_on_white_without_metadata(app: Flask, kind: str, mode: str) -> None:
    drawn = redraw(picture(kind, mode=mode))
    assert b"secret" not in drawn
    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (600, 150))
        assert not image.info


def test_equal_pictures_are_drawn_equal(app: Flask) -> None:
    assert redraw(picture()) == redraw(picture())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (picture()[:200], "no picture"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger"),
        (picture(size=(6000, 6000), mode="RGB"), "million"),
        (picture(size=(600, 20)), "too small"),
    ],
    ids=["svg", "cut off", "bytes", "pixels", "small"],
)
def test_what_cannot_be_a_logo_is_refused_in_words(app: Flask, raw: bytes, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        redraw(raw)


def test_the_logo_of_that_day_is_frozen_and_a_later_one_does_not_reach_it(app: Flask) -> None:
    certification.publish_certification()
    company = partners.company(name="Siam Cloud Solutions")
    set_logo(company.id, picture(), actor_id=None)
    period = certification.period(people.person(at=company))
    jobs.issue_certificate.handle(period_id=period.id)
    paper = db.session.scalars(select(Certificate)).one()
    logo = paper.facts["partner"]["logo"]
    assert logo.startswith("data:image/png;base64,")

    remove_logo(company.id, actor_id=None)
    later = issuing.freeze(certification.period(people.person(at=company)).id, now=period.certified_at)
    assert later.facts["partner"] == {"name": "Siam Cloud Solutions", "logo": None}
    assert issuing.freeze(period.id, now=period.certified_at).facts["partner"]["logo"] == logo


@pytest.mark.parametrize("design", ["classic", "modern"])
def test_a_certificate_with_a_logo_conforms(app: Flask, design: str) -> None:
    company = partners.company(name="Siam Cloud Solutions")
    logo = inline_logo(set_logo(company.id, picture(), actor_id=None))
    printed = print_certificate(design, facts(partner={"name": "Siam Cloud Solutions", "logo": logo}))
    assert faults(signed(printed)) == []


def test_the_logo_of_a_company_that_does_not_exist_is_not_set(app: Flask) -> None:
    with pytest.raises(NotVisible):
        set_logo(4711, picture(), actor_id=None)


def test_the_command_sets_and_removes_it(app: Flask, tmp_path: Path) -> None:
    company = partners.company(name="Siam Cloud Solutions")
    (tmp_path / "logo.png").write_bytes(picture())
    say = app.test_cli_runner().invoke
    assert say(args=["certification", "logo", company.key, str(tmp_path / "logo.png")]).exit_code == 0
    kept = db.session.scalars(select(Company.logo).where(Company.id == company.id)).one()
    assert kept and storage.find_media_type(kept) == "image/png"
    assert say(args=["certification", "logo", company.key]).exit_code == 0
    assert db.session.scalars(select(Company.logo).where(Company.id == company.id)).one() is None
    assert "There is no company" in say(args=["certification", "logo", "nobody"]).output
