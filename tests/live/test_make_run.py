"""`make run`, after its setup: the whole site with its demo programme starts, serves, stops and starts again."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from config import ROOT
from tests import databases
from tests.live.browser import Browser, csrf_token
from tests.live.site import wait_for
from tools.services import free_port

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]
SIGN_IN = re.compile(r"^  (\S.*?)  +(\S+@\S+) +(\S+)$", re.M)
ROLES = {"rep", "partner admin", "author", "channel manager", "admin"}


class Run:
    """`tools/run_site.py` on an instance folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.instance = folder / "instance"
        self.log = folder / "said.log"
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        keep_out = ("KRU_", "DATABASE_URL", "FLASK_", "TEST_")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(keep_out)}
        self.env |= {"KRU_INSTANCE": str(self.instance), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        if databases.is_postgresql():
            self.env["DATABASE_URL"] = databases.fresh_url(f"make_run_{os.getpid()}", folder)

    def start(self) -> subprocess.Popen[bytes]:
        self.log.unlink(missing_ok=True)
        with self.log.open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "tools/run_site.py"],
                cwd=ROOT,
                env=self.env,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def wait_until_ready(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        def is_ready() -> bool:
            assert process.poll() is None, self.said()
            return "Ctrl-C stops it." in self.said()

        wait_for(is_ready, seconds)
        assert requests.get(f"{self.base}/healthz", timeout=5).text == "ok"

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def processes(self) -> list[str]:
        """Everything that runs with this instance folder in its environment."""
        wanted, found = f"KRU_INSTANCE={self.instance}".encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if wanted in (entry / "environ").read_bytes():
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        return found


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    run = Run(tmp_path_factory.mktemp("run"))
    yield run
    if "DATABASE_URL" in run.env:
        databases.drop(run.env["DATABASE_URL"])


@pytest.fixture
def started(run):
    """The site, started as by `make run`; the first time on an empty folder."""
    process = run.start()
    try:
        run.wait_until_ready(process, 240)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.send_signal(signal.SIGTERM)  # a second time means at once
            process.wait(5)


def test_it_prints_its_address_and_a_sign_in_that_works_for_each_role(run, started):
    assert f"Kru is ready at {run.base}" in run.said()
    sign_ins = SIGN_IN.findall(run.said())
    assert {role for role, _email, _password in sign_ins} == ROLES
    for role, email, password in sign_ins:
        browser = Browser(run.base)
        form = {"csrf_token": csrf_token(browser.get("/sign-in").text), "email": email, "password": password}
        answer = browser.post("/sign-in", data=form)
        assert (role, answer.status_code, answer.headers["Location"]) == (role, 303, "/")
        home = browser.get("/", allow_redirects=True)
        assert home.status_code == 200 and "/sign-in" not in home.url and "</main>" in home.text
    assert "Traceback" not in run.said()


def test_the_folder_with_the_passwords_is_for_its_owner(run, started):
    for name in ("sign-ins.json", "secret_key"):
        assert (run.instance / name).stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_named_and_nothing_starts(run, started, tmp_path):
    other = Run(tmp_path)
    other.env["PORT"] = str(run.port)
    other.env.pop("DATABASE_URL", None)
    process = other.start()
    assert process.wait(60) == 1
    assert (
        other.said()
        == f"Port {run.port} is taken by another program. Choose another one: PORT=8001 make run\n"
    )
    assert other.processes() == []


def test_ctrl_c_ends_everything_cleanly_and_the_second_start_is_quick(run, started, capsys):
    assert len(run.processes()) >= 4  # itself, gunicorn with two workers, the worker
    os.killpg(started.pid, signal.SIGINT)
    assert started.wait(30) == 0
    wait_for(lambda: run.processes() == [], 5)
    assert "Traceback" not in run.said()

    began = time.monotonic()
    second = run.start()
    run.wait_until_ready(second, 60)
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\nthe second start took {seconds:.1f} s")
    assert seconds < 20
    assert "Making a demo programme" not in run.said()
    os.killpg(second.pid, signal.SIGINT)
    assert second.wait(30) == 0
    wait_for(lambda: run.processes() == [], 5)


def test_when_the_worker_dies_the_server_stops_too_and_it_is_said(run, started):
    [worker] = [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _is_worker(entry, run)]
    os.kill(worker, signal.SIGKILL)
    assert started.wait(30) == 1
    assert "Stopped: the worker ended by itself" in run.said()
    wait_for(lambda: run.processes() == [], 5)


def _is_worker(entry: Path, run: Run) -> bool:
    with contextlib.suppress(OSError):
        mine = f"KRU_INSTANCE={run.instance}".encode() in (entry / "environ").read_bytes()
        return mine and b"jobs\0work" in (entry / "cmdline").read_bytes()
    return False
