"""One certificate per award, wherever the job is cut off."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.certification import issuing, jobs, keys, printing, signing
from app.certification.models import AwardPeriod, Certificate
from app.core import storage
from app.core.db import db, transaction
from app.core.models import OutboxJob, StoredFile
from app.core.tokens import sha256_hex
from app.notifications.models import Notice
from app.people.models import Person
from tests.factories import certification, partners, people
from tests.factories.printing import quick_pdf

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A printer that prints at once: the bytes follow from the facts alone. Returns what was printed."""
    printed: list[str] = []

    def print_quickly(design: str, facts: dict[str, str]) -> bytes:
        printed.append(facts["number"])
        return quick_pdf(design, facts)

    monkeypatch.setattr(printing, "print_certificate", print_quickly)
    return printed


def award(**values: object) -> AwardPeriod:
    certification.publish_certification()
    return certification.period(people.rep(**values))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_job_freezes_prints_stores_ties_and_tells(app: Flask, quick: list[str]) -> None:
    period = award(name="Ploy Srisuwan")
    jobs.issue_certificate.handle(period_id=period.id)
    paper = db.session.scalars(select(Certificate)).one()
    assert paper.facts["holder"] == "Ploy Srisuwan"
    assert paper.facts["title"] == "Certified Seller"
    assert paper.facts["verify_url"] == f"http://localhost/verify/{paper.code}"
    assert paper.issued_at is not None and paper.sha256 is not None
    assert sha256_hex(storage.storage().read(storage.file_key(paper.sha256))) == paper.sha256
    assert db.session.scalars(select(Notice.kind)).all() == ["certificate_ready"]


STEPS: list[tuple[str, object, str]] = [
    ("before the facts are frozen", issuing, "freeze"),
    ("after freezing, before printing", printing, "print_certificate"),
    ("after printing, before signing", signing, "sign"),
    ("after signing, before storing", storage, "keep"),
    ("after storing, before tying", issuing, "mark_issued"),
]


@pytest.mark.parametrize(("where", "module", "name"), STEPS, ids=[step[0] for step in STEPS])
@pytest.mark.parametrize("is_done_first", [False, True], ids=["before the step", "after the step"])
def test_cut_off_between_any_two_steps_it_ends_in_one_certificate(
    app: Flask,
    quick: list[str],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    module: object,
    name: str,
    is_done_first: bool,
) -> None:
    period = award()
    real: Callable[..., object] = getattr(module, name)

    def cut(*args: object, **kwargs: object) -> object:
        if is_done_first:
            real(*args, **kwargs)
        raise SystemError("the machine went away")

    with monkeypatch.context() as power:
        power.setattr(module, name, cut)
        with pytest.raises(SystemError):
            jobs.issue_certificate.handle(period_id=period.id)
    code = db.session.scalar(select(Certificate.code))

    jobs.issue_certificate.handle(period_id=period.id)
    jobs.issue_certificate.handle(period_id=period.id)
    paper = db.session.scalars(select(Certificate)).one()
    assert code in (None, paper.code)
    assert set(quick) <= {paper.code}
    assert count(StoredFile) == 1
    assert count(Notice) == 1
    mails = select(func.count()).select_from(OutboxJob).where(OutboxJob.name == "core.send_letter")
    assert db.session.scalar(mails) == 1


def test_what_changes_later_does_not_reach_the_paper(app: Flask, quick: list[str]) -> None:
    period = award(name="Ploy Srisuwan")
    frozen = issuing.freeze(period.id, now=NOW)
    with transaction() as session:
        session.get_one(Person, period.person_id).name = "Ploy Married"
    certification.publish_certification(title={"en": "Another title", "th": "ชื่ออื่น"}, now=NOW)
    jobs.issue_certificate.handle(period_id=period.id)
    paper = db.session.scalars(select(Certificate)).one()
    assert (paper.code, paper.facts["holder"]) == (frozen.code, "Ploy Srisuwan")
    assert paper.facts["title"] == "Certified Seller"


def test_it_names_the_partner_of_that_day_and_not_the_vendor(app: Flask, quick: list[str]) -> None:
    certification.publish_certification()
    rep = people.person(at=partners.company(name="Siam Cloud Solutions"))
    author = people.author()
    for person, company in ((rep, {"name": "Siam Cloud Solutions", "logo": None}), (author, None)):
        frozen = issuing.freeze(certification.period(person).id, now=NOW)
        assert frozen.facts["partner"] == company


def test_it_is_written_in_the_holders_language_if_the_certification_has_it(
    app: Flask, quick: list[str]
) -> None:
    certification.publish_certification()
    thai = issuing.freeze(certification.period(people.rep(language="th")).id, now=NOW)
    assert (thai.facts["lang"], thai.facts["title"]) == ("th", "ผู้ขายที่ผ่านการรับรอง")
    only_english = {
        "languages": ("en",),
        "title": {"en": "Seller"},
        "statement": {"en": "S"},
        "level": {"en": "L"},
    }
    certification.publish_certification("other", **only_english)
    english = issuing.freeze(certification.period(people.rep(language="th"), key="other").id, now=NOW)
    assert (english.facts["lang"], english.facts["title"]) == ("en", "Seller")


def test_codes_carry_128_random_bits_and_differ(app: Flask, quick: list[str]) -> None:
    certification.publish_certification()
    codes = {issuing.freeze(certification.period(people.rep()).id, now=NOW).code for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {26}


def test_the_real_printer_makes_a_real_certificate(app: Flask) -> None:
    period = award(name="น้ำทิพย์ ศรีสำราญ", language="th")
    jobs.issue_certificate.handle(period_id=period.id)
    paper = db.session.scalars(select(Certificate)).one()
    assert paper.sha256 is not None
    data = storage.storage().read(storage.file_key(paper.sha256))
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        assert "น้ำทิพย์ ศรีสำราญ" in str(pdf.docinfo.get("/Title", "")) + pdf.Root.Metadata.read_bytes().decode()
    assert paper.key_id is not None
    pair = keys.key_pair(paper.key_id)
    printed = printing.print_certificate(paper.design, paper.facts)
    again = signing.sign(printed, chain=pair.chain, private=pair.leaf_key, at=paper.frozen_at)
    assert again == data


def test_a_certificate_that_cannot_be_printed_fails_alone_with_its_reason(
    app: Flask, drain: Callable[[], int]
) -> None:
    from app.core.jobs import enqueue

    bad, good = award(name="王小明"), certification.period(people.rep(name="Ploy Srisuwan"))
    for period in (bad, good):
        enqueue(jobs.issue_certificate, key=f"certificate:{period.id}", period_id=period.id)
    drain()
    rows = db.session.execute(select(Certificate.award_period_id, Certificate.sha256))
    issued = {row.award_period_id: row.sha256 for row in rows}
    assert issued[bad.id] is None
    assert issued[good.id] is not None
    failed = db.session.scalars(select(OutboxJob).where(OutboxJob.key == f"certificate:{bad.id}")).one()
    assert "no font of the design has" in (failed.error or "")
