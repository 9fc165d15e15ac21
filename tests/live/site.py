"""A whole site for tests that need one: the production server and a worker on their own database and port."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from app import create_app
from app.core.clock import now
from app.core.db import db
from app.people.sessions import open_session
from config import ROOT, Config
from tests import databases
from tests.factories import people
from tools.services import free_port

BIN = Path(sys.executable).parent
READY_SECONDS = 30


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
        self.processes: list[subprocess.Popen[bytes]] = []

    def migrate(self) -> None:
        from flask_migrate import upgrade

        with self.app.app_context():
            upgrade()

    def start_server(self, **settings: str) -> None:
        """Start gunicorn as deployed and wait until it answers."""
        self._start(str(BIN / "gunicorn"), "-c", "deploy/gunicorn.conf.py", "wsgi:app", **settings)
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def start_worker(self, **settings: str) -> subprocess.Popen[bytes]:
        return self._start(str(BIN / "flask"), "--app", "app", "jobs", "work", **settings)

    def _start(self, *command: str, **settings: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, **self.env, **settings}
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As a power cut would."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        self.processes.remove(process)

    def browser_of(self, person_id: int) -> requests.Session:
        """An HTTP client that is signed in as this person."""
        session = requests.Session()
        session.headers["Sec-Fetch-Site"] = "same-origin"
        session.cookies.set("kru", self.cookie_of(person_id))
        return session

    def cookie_of(self, person_id: int) -> str:
        """The session cookie of a newly signed-in browser."""
        with self.app.app_context():
            token = open_session(person_id, people.open_seat(person_id), now=now())
            serializer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            return str(serializer.dumps({"_user_id": token, "_fresh": True}))

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


def csrf_token(page: str) -> str:
    """The token that a page carries for its scripts."""
    return page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]
