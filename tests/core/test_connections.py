"""Connections to PostgreSQL: pages read without a transaction, commands write in one, broken ones are replaced."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app import create_app
from app.core import db as core_db
from app.core.db import db, read, transaction
from app.partners.models import Company
from tests import databases
from tests.conftest import migrate, settings_for
from tests.factories.partners import company

pytestmark = pytest.mark.skipif(not databases.is_postgresql(), reason="about connections to PostgreSQL")

COUNT = select(func.count(Company.id))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Flask]:
    """A site with its own engine; the usual one runs a test inside one transaction."""
    folder: Path = tmp_path_factory.mktemp("connections")
    url = databases.fresh_url(f"connections_{worker}", folder)
    made = create_app(settings_for(folder, url))
    migrate(made)
    yield made
    with made.app_context():
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def status() -> TransactionStatus:
    connection = db.session.connection().connection.dbapi_connection
    assert connection
    return connection.info.transaction_status  # type: ignore[no-any-return, attr-defined]


def test_a_page_reads_without_a_transaction() -> None:
    read(COUNT).scalar_one()
    db.session.scalars(select(Company.name)).all()
    assert status() == TransactionStatus.IDLE


def test_a_command_has_one_also_after_reading() -> None:
    before = read(COUNT).scalar_one()
    with pytest.raises(ZeroDivisionError), transaction():
        company()
        assert read(COUNT).scalar_one() == before + 1
        assert status() == TransactionStatus.INTRANS
        _ = 1 / 0
    assert read(COUNT).scalar_one() == before
    assert status() == TransactionStatus.IDLE


def test_a_connection_that_broke_while_it_rested_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_db, "REST", 0.0)
    with db.engine.connect() as other:
        process = read(select(func.pg_backend_pid())).scalar_one()
        db.session.remove()
        other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
        assert read(COUNT).scalar_one() >= 0
        assert read(select(func.pg_backend_pid())).scalar_one() != process


def test_one_that_broke_under_way_costs_one_request_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_db, "REST", 60.0)
    with db.engine.connect() as other:
        process = read(select(func.pg_backend_pid())).scalar_one()
        db.session.remove()
        other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
        with pytest.raises(OperationalError):
            read(COUNT)
        db.session.remove()
        assert read(COUNT).scalar_one() >= 0
