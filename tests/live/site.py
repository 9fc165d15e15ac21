"""A whole site for tests that need one: the production server and a worker on their own database and port."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from app import create_app
from app.core import jobs
from app.core.clock import now
from app.core.db import db, transaction
from app.people.sessions import open_session
from config import ROOT, Config
from tests import databases
from tests.factories import people
from tests.live.browser import Browser, csrf_token
from tools.services import free_port

__all__ = ["Browser", "Site", "csrf_token", "running_site", "wait_for"]

BIN = Path(sys.executable).parent
READY_SECONDS = 30
COMPLAINT = re.compile(r"unhandled|database is locked|deadlock|Traceback|OperationalError", re.I)
Process = subprocess.Popen[bytes]


class Site:
    """One running installation. `app` is the same site in this process, to set things up and to count."""

    def __init__(self, folder: Path, name: str, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {
            "KRU_INSTANCE": str(folder / "instance"),
            "DATABASE_URL": databases.fresh_url(name, folder),
            "KRU_SECRET_KEY": "a-secret-key-that-only-tests-know-0123456789",
            "KRU_BASE_URL": self.base,
            "KRU_ARGON2_MEMORY_KIB": "8",
            "KRU_ARGON2_TIME_COST": "1",
            "PORT": str(self.port),
            **settings,
        }
        self.app: Flask = create_app(Config.from_env(self.env), TESTING=True)
        self.processes: list[Process] = []

    def migrate(self) -> None:
        from flask_migrate import upgrade

        with self.app.app_context():
            upgrade()

    # processes

    def start_server(self, **settings: str) -> Process:
        """Start gunicorn as deployed and wait until it answers."""
        server = self.start(str(BIN / "gunicorn"), "-c", "deploy/gunicorn.conf.py", "wsgi:app", **settings)

        def answers() -> bool:
            assert server.poll() is None, self.said()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                return True
            return False

        wait_for(answers, READY_SECONDS)
        return server

    def start_worker(self, **settings: str) -> Process:
        return self.start(str(BIN / "flask"), "--app", "app", "jobs", "work", **settings)

    def command(self, *words: str, **settings: str) -> str:
        """Run `flask …` to its end; what it printed."""
        env = {**os.environ, **self.env, **settings}
        done = subprocess.run(
            [str(BIN / "flask"), "--app", "app", *words], cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def drain(self) -> int:
        """Do what is due, in this process; how many jobs were tried."""
        with self.app.app_context():
            return jobs.drain()

    def start(self, *command: str, **settings: str) -> Process:
        """Start a process of this site in the project's folder; what it says is kept."""
        env = {**os.environ, **self.env, **settings}
        with (self.folder / "said.log").open("ab") as said:
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=said, stderr=said, start_new_session=True
            )
        self.processes.append(process)
        return process

    def kill(self, process: Process) -> None:
        """As a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        self.processes.remove(process)

    def end(self, process: Process, how: signal.Signals = signal.SIGTERM, seconds: float = 20) -> None:
        """As an operator would."""
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill(process)
            raise
        self.processes.remove(process)

    def said(self) -> str:
        """Everything that server and worker wrote."""
        path = self.folder / "said.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def complaints(self) -> list[str]:
        """What they said of crashes, locks and deadlocks."""
        return [line for line in self.said().splitlines() if COMPLAINT.search(line)]

    # browsers

    def browser(self) -> Browser:
        """An HTTP client that nobody has signed in with."""
        return Browser(self.base)

    def browser_of(self, person_id: int) -> Browser:
        """An HTTP client that is signed in as this person."""
        return Browser(self.base, self.cookie_of(person_id))

    def cookie_of(self, person_id: int) -> str:
        """The session cookie of a newly signed-in browser."""
        with self.app.app_context():
            token = open_session(person_id, people.open_seat(person_id), now=now())
            serializer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            return str(serializer.dumps({"_user_id": token, "_fresh": True}))

    # the database

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a SELECT finds now."""
        with self.app.app_context():
            return [tuple(row) for row in db.session.execute(text(statement), values)]

    def count(self, table_and_condition: str, **values: Any) -> int:
        """How many rows: `site.count("attempt WHERE person_id = :p", p=7)`."""
        return int(self.rows(f"SELECT count(*) FROM {table_and_condition}", **values)[0][0])

    def change(self, statement: str, **values: Any) -> None:
        """Do to the database what time or trouble would have done."""
        with self.app.app_context(), transaction() as session:
            session.execute(text(statement), values)

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        databases.drop(self.env["DATABASE_URL"])


def wait_for(is_so: Callable[[], object], seconds: float = 20) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@contextmanager
def running_site(folder: Path, name: str, **settings: str) -> Iterator[Site]:
    """A migrated site with its server running; stopped and dropped afterwards."""
    site = Site(folder, name, **settings)
    try:
        site.migrate()
        site.start_server()
        yield site
    finally:
        site.stop()
