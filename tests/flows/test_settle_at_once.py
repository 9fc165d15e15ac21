"""Many settles and certificate jobs at the same moment, on a database of their own with real commits."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import create_app
from app.certification import jobs, printing
from app.certification.models import AwardPeriod, Certificate
from app.core.db import db
from app.core.models import OutboxJob, StoredFile
from app.flows.settle import settle
from app.flows.start_renewal import start_renewal
from app.notifications.models import Notice
from app.points.models import LedgerEntry
from app.points.queries import balance_of, check_ledger
from tests import databases
from tests.conftest import migrate, settings_for
from tests.factories import catalogue, certification, learning, people, points
from tests.factories.printing import quick_pdf

AT_ONCE = 8


@pytest.fixture
def site(tmp_path: Path, worker: str) -> Iterator[Flask]:
    """An application whose writes are committed."""
    url = databases.fresh_url(f"at_once_{worker}", tmp_path)
    app = create_app(settings_for(tmp_path, url), TESTING=True, JOBS_INLINE=True)
    migrate(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def at_once(app: Flask, deed: Callable[[int], None], times: int = AT_ONCE) -> list[BaseException]:
    """Do it in so many threads that start together; returns what went wrong."""
    start, wrong = threading.Barrier(times), list[BaseException]()

    def one(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                deed(number)
            except BaseException as problem:
                wrong.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_settles_at_once_make_one_award_and_one_payment(site: Flask) -> None:
    with site.app_context():
        catalogue.publish_course("leads", catalogue.video())
        certification.publish_certification()
        points.publish_rules()
        ploy, niran = people.rep(), people.rep()
        for rep in (ploy, niran):
            learning.finish_items(rep.id, "leads", "film")
        ids = [ploy.id, niran.id]
        db.session.remove()

    assert not at_once(site, lambda n: settle(ids[n % 2], now=learning.NOON))
    with site.app_context():
        assert count(AwardPeriod) == count(Notice) == 2
        assert count(LedgerEntry) == 6
        assert [balance_of(person) for person in ids] == [245, 245]
        assert check_ledger().is_sound
        made = (
            select(func.count()).select_from(OutboxJob).where(OutboxJob.name == jobs.issue_certificate.name)
        )
        assert db.session.scalar(made) == 2


def test_certificate_jobs_at_once_make_one_certificate(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "print_certificate", quick_pdf)
    with site.app_context():
        certification.publish_certification()
        period_id = certification.period(people.rep()).id
        db.session.remove()

    assert not at_once(site, lambda _n: jobs.issue_certificate.handle(period_id=period_id))
    with site.app_context():
        paper = db.session.scalars(select(Certificate)).one()
        assert paper.sha256 == db.session.scalars(select(StoredFile.sha256)).one()
        assert count(Notice) == 1
        assert count(OutboxJob) == 1


def test_fifty_triggers_at_once_make_one_period_of_a_renewal(site: Flask) -> None:
    with site.app_context():
        catalogue.publish_course("leads", catalogue.video())
        certification.publish_certification()
        ploy = people.rep().id
        learning.finish_course(ploy, "leads", now=learning.NOON)
        settle(ploy, now=learning.NOON)
        later = learning.NOON + timedelta(days=340)
        start_renewal(ploy, "certified-seller", now=later)
        learning.finish_course(ploy, "leads", now=later)
        db.session.remove()

    assert not at_once(site, lambda _n: settle(ploy, now=later), times=50)
    with site.app_context():
        cycles = db.session.execute(
            text("SELECT cycle, count(*) FROM award_period GROUP BY cycle ORDER BY 1")
        )
        assert [tuple(row) for row in cycles] == [(1, 1), (2, 1)]
