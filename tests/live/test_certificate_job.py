"""Certificates are made by the real worker: killed anywhere, or done many times at once, it makes one."""

import hashlib
import io
import signal
import sys
from datetime import UTC, datetime

import pikepdf
import pytest

from app.certification import printing
from app.certification.jobs import issue_certificate
from app.core.db import db
from app.core.jobs import enqueue
from app.core.storage import file_key, storage
from tests.factories import certification, people
from tests.factories.printing import quick_pdf
from tests.live.crowd import CROWD, at_once
from tests.live.site import wait_for

pytestmark = pytest.mark.live
CUTS = [
    ("app.certification.issuing", "freeze", "before"),
    ("app.certification.issuing", "freeze", "after"),
    ("app.certification.keys", "live_key_id", "after"),
    ("app.certification.printing", "print_certificate", "after"),
    ("app.certification.signing", "sign", "after"),
    ("app.core.storage", "keep", "after"),
    ("app.certification.issuing", "mark_issued", "after"),
]
JOB = "outbox_job WHERE key = :k"


@pytest.fixture(scope="module", autouse=True)
def programme(live):
    with live.app.app_context():
        certification.publish_certification()


def award(site, name="Ploy Srisuwan"):
    """A new award without a certificate job."""
    with site.app.app_context():
        return certification.period(people.rep(name=name)).id


def owe_certificate(site, period_id):
    with site.app.app_context():
        enqueue(issue_certificate, key=f"certificate:{period_id}", period_id=period_id)


def certificate_of(site, period_id):
    """Code and hash, after one look that everything there is belongs together."""
    [(certificate_id, code, sha256)] = site.rows(
        "SELECT id, code, sha256 FROM certificate WHERE award_period_id = :p", p=period_id
    )
    with site.app.app_context():
        data = storage().read(file_key(sha256))
    assert hashlib.sha256(data).hexdigest() == sha256
    assert site.count("stored_file WHERE sha256 = :h AND size = :s", h=sha256, s=len(data)) == 1
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        assert code in pdf.Root.Metadata.read_bytes().decode() + str(pdf.docinfo)
    ready = "notice WHERE key = :k"
    assert site.count(ready, k=f"certificate_ready:{period_id}") == 1
    assert site.count("outbox_job WHERE key = :k", k=f"mail:certificate_ready:{period_id}") == 1
    issued = "audit_entry WHERE verb = 'certificate.issued' AND subject_id = :c"
    assert site.count(issued, c=str(certificate_id)) == 1
    return code, sha256


def files(site):
    return site.count("stored_file")


@pytest.mark.parametrize(("module", "step", "when"), CUTS, ids=[f"{when} {step}" for _m, step, when in CUTS])
def test_a_worker_killed_between_two_steps_makes_one_certificate(live, module, step, when):
    period_id, files_before = award(live), files(live)
    key = {"k": f"certificate:{period_id}"}
    owe_certificate(live, period_id)
    killed = live.start(sys.executable, "-m", "tests.live.cut_worker", module, step, when)
    assert killed.wait(60) == -signal.SIGKILL
    assert live.count(f"{JOB} AND done_at IS NULL AND leased_until IS NOT NULL", **key) == 1
    code_before = live.rows("SELECT code FROM certificate WHERE award_period_id = :p", p=period_id)
    assert bool(code_before) is ((step, when) not in (("freeze", "before"), ("live_key_id", "after")))

    live.change(
        "UPDATE outbox_job SET leased_until = :then WHERE key = :k", then="2026-01-01 00:00:00+00", **key
    )
    live.command("jobs", "drain")
    code, _sha256 = certificate_of(live, period_id)
    assert code_before in ([], [(code,)])
    assert files(live) == files_before + 1
    assert live.rows(f"SELECT attempts FROM {JOB} AND done_at IS NOT NULL", **key) == [(2,)]


def test_a_lease_that_still_runs_keeps_other_workers_away(live):
    live.drain()
    period_id = award(live)
    owe_certificate(live, period_id)
    killed = live.start(sys.executable, "-m", "tests.live.cut_worker", *CUTS[0])
    assert killed.wait(60) == -signal.SIGKILL
    assert live.command("jobs", "drain").split()[0] == "0"
    assert live.count("certificate WHERE award_period_id = :p", p=period_id) == 0
    live.change("DELETE FROM outbox_job WHERE key = :k", k=f"certificate:{period_id}")


def test_twenty_certificate_jobs_of_an_award_at_once_make_one(live, monkeypatch):
    """The printer is a quick one here, so that the twenty meet in storage and database."""
    period_id, files_before = award(live), files(live)
    monkeypatch.setattr(printing, "print_certificate", quick_pdf)

    def work(_number):
        with live.app.app_context():
            issue_certificate.handle(period_id=period_id)
            db.session.remove()

    at_once(work)
    assert files(live) == files_before + 1
    assert live.count("certificate WHERE award_period_id = :p AND issued_at IS NOT NULL", p=period_id) == 1
    assert live.count("notice WHERE key = :k", k=f"certificate_ready:{period_id}") == 1


def test_twenty_jobs_of_an_award_in_two_workers_of_two_threads_make_one(live):
    period_id, files_before = award(live), files(live)
    with live.app.app_context():
        for number in range(CROWD):
            enqueue(issue_certificate, key=f"again:{number}", period_id=period_id)
    workers = [live.start(sys.executable, "-m", "flask", "--app", "app", "jobs", "work", "--threads", "2")
               for _n in range(2)]  # fmt: skip
    wait_for(lambda: live.count("outbox_job WHERE key LIKE 'again:%' AND done_at IS NOT NULL") == CROWD, 60)
    certificate_of(live, period_id)
    assert files(live) == files_before + 1
    assert live.rows("SELECT DISTINCT attempts FROM outbox_job WHERE key LIKE 'again:%'") == [(1,)]
    for worker in workers:
        live.end(worker)
    assert live.complaints() == []


def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(live):
    period_id = award(live)
    owe_certificate(live, period_id)
    worker = live.start_worker()
    wait_for(lambda: live.count(f"{JOB} AND leased_until IS NOT NULL", k=f"certificate:{period_id}"), 30)
    live.end(worker)
    assert live.rows(f"SELECT attempts FROM {JOB} AND done_at IS NOT NULL", k=f"certificate:{period_id}") == [
        (1,)
    ]
    certificate_of(live, period_id)


def test_a_worker_that_is_asked_to_stop_begins_nothing_new(live):
    period_ids = [award(live) for _n in range(4)]
    for period_id in period_ids:
        owe_certificate(live, period_id)
    worker = live.start_worker()
    leased = "outbox_job WHERE name = 'certification.issue_certificate' AND leased_until IS NOT NULL"
    wait_for(lambda: live.count(leased), 30)
    live.end(worker)
    waiting = "outbox_job WHERE name = 'certification.issue_certificate' AND done_at IS NULL"
    assert live.count(waiting) in (2, 3)
    assert live.count(f"{waiting} AND attempts = 0") == live.count(waiting)
    live.drain()
    assert live.count(waiting) == 0


def test_the_worker_makes_it_and_its_holder_downloads_what_anybody_can_verify(live):
    with live.app.app_context():
        holder = people.rep(name="น้ำทิพย์ ศรีสำราญ", language="th")
        period_id = certification.period(holder, certified_at=datetime(2026, 11, 1, 3, tzinfo=UTC)).id
    browser = live.browser_of(holder.id)
    owe_certificate(live, period_id)
    worker = live.start_worker()
    wait_for(
        lambda: live.count("certificate WHERE award_period_id = :p AND issued_at IS NOT NULL", p=period_id),
        30,
    )
    live.end(worker)
    code, sha256 = certificate_of(live, period_id)
    answer = browser.get(f"/certificates/{code}.pdf")
    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert answer.headers["Content-Disposition"] == f"attachment; filename=certificate-{code}.pdf"
    proof = live.browser().get(f"/verify/{code}")
    assert proof.status_code == 200 and "น้ำทิพย์ ศรีสำราญ" in proof.text
    stranger = live.browser_of(award_holder(live))
    assert stranger.get(f"/certificates/{code}.pdf").status_code == 404


def award_holder(site):
    with site.app.app_context():
        return people.rep().id
