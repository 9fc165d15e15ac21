"""Fixtures of every test: one migrated database a run, one rolled-back transaction a test."""

import contextvars
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Connection

from app import create_app
from app.core.clock import now
from app.core.db import db
from app.people.sessions import open_session
from config import Config
from tests import databases
from tests.factories import people as make_people

os.environ.setdefault("FLASK_SKIP_DOTENV", "1")


class Client(FlaskClient):
    """A browser. Each request runs in a fresh context, or Flask would reuse the test's own and its first user."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("buffered", True)
        return contextvars.Context().run(super().open, *args, **kwargs)

    def sign_in(self, person: Any, affiliation_id: int | None = None) -> "Client":
        """Become this person in the given seat, or in the one they have."""
        seat = affiliation_id or make_people.open_seat(person.id)
        token = open_session(person.id, seat, now=now())
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self


def settings_for(instance: Path, database_url: str, **more: str) -> Config:
    """Settings of a test site: cheap hashes, its own folder."""
    env = {
        "KRU_INSTANCE": str(instance),
        "DATABASE_URL": database_url,
        "KRU_SECRET_KEY": "a-secret-key-that-only-tests-know-0123456789",
        "KRU_BASE_URL": "http://localhost",
        "KRU_ARGON2_MEMORY_KIB": "8",
        "KRU_ARGON2_TIME_COST": "1",
        **more,
    }
    return Config.from_env(env)


def migrate(app: Flask) -> None:
    from flask_migrate import upgrade

    with app.app_context():
        upgrade()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test without a database says nothing new on the second one: it runs on SQLite only."""
    if not databases.is_postgresql():
        return
    pure = [
        item
        for item in items
        if not {"app", "live", "world"} & set(getattr(item, "fixturenames", ()))
        and item.get_closest_marker("live") is None
    ]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if item not in pure]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless browser, one for each module."""
    from tests.chromium import launched

    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this parallel worker."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def _site(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("site")
    url = databases.fresh_url(f"test_{worker}_{os.getpid()}", folder)
    app = create_app(
        settings_for(folder, url),
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        RATELIMIT_ENABLED=False,
        JOBS_INLINE=True,
    )
    app.test_client_class = Client
    migrate(app)
    yield app
    with app.app_context():
        db.engine.dispose()
    databases.drop(url)


@contextmanager
def rolled_back(site: Flask) -> Iterator[Connection]:
    """An open context on one connection; whatever is written meanwhile is rolled back in the end."""
    with site.app_context():
        engine = db.engines[None]
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield connection
        finally:
            db.session.remove()
            db.engines[None] = engine
            outer.rollback()
            connection.close()


@pytest.fixture
def app(_site: Flask) -> Iterator[Flask]:
    """The application with an open context; whatever the test writes is rolled back after it."""
    with rolled_back(_site):
        yield _site


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody has signed in with."""
    client: Client = app.test_client()  # type: ignore[assignment]
    return client


@pytest.fixture
def clients(app: Flask) -> Any:
    """A function that makes further browsers."""
    return app.test_client


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every SQL statement from here on; savepoints are not counted. Clear it before the request that matters."""
    seen: list[str] = []

    def note(_c: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            seen.append(statement)

    connection = db.engines[None]
    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def drain(app: Flask) -> Any:
    """A function that does what the worker would do now."""
    from app.core.jobs import drain as drain_outbox

    return drain_outbox
