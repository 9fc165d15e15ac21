"""Find or start what tests and benchmark talk to: PostgreSQL, Redis, a browser. Nothing of it outlives the run."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOCAL_POSTGRESQL = ("postgresql://postgres@127.0.0.1/postgres", "postgresql:///postgres")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_browser() -> str:
    """The path of a Chromium, or nothing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    mac = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")
    return str(mac) if mac.exists() else ""


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of our own: its address, and its first process."""

    url: str
    process: int


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server where databases may be made: TEST_DATABASE_URL, the local one, or one of our own."""
    for url in (os.environ.get("TEST_DATABASE_URL", ""), *LOCAL_POSTGRESQL):
        if url and _answers(url):
            yield url
            return
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(own_postgresql()).url if _initdb() else ""


def _answers(url: str) -> bool:
    import psycopg

    try:
        with psycopg.connect(
            url.replace("postgresql+psycopg://", "postgresql://"), connect_timeout=3
        ) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.Error:
        return False


def _initdb() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0] if found else Path(on_path) if on_path else None


@contextlib.contextmanager
def own_postgresql() -> Iterator[Cluster]:
    """A throw-away cluster on a free port. PostgreSQL refuses to be root: then it is `postgres` or `nobody`."""
    binaries = _initdb()
    assert binaries
    with tempfile.TemporaryDirectory(prefix="kru-postgresql-") as folder:
        switch = _as_another_user(folder) if os.geteuid() == 0 else []
        port, data = free_port(), f"{folder}/data"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run(
            [*switch, str(binaries), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
            check=True,
            **quiet,
        )
        command = [str(binaries.with_name("postgres")), "-D", data, "-p", str(port), "-k", folder, "-F"]
        server = subprocess.Popen([*switch, *command, "-c", "listen_addresses=127.0.0.1"], **quiet)
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        try:
            for _ in range(100):
                if _answers(url):
                    break
                time.sleep(0.1)
            yield Cluster(url, server.pid)
        finally:
            server.send_signal(signal.SIGINT)  # at once, without waiting for whoever is still connected
            server.wait(20)


def _as_another_user(folder: str) -> list[str]:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise RuntimeError("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody")


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis of our own on a free port, else TEST_REDIS_URL, else nothing."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    if not (binary := shutil.which("redis-server")):
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="kru-redis-") as folder:
        port = free_port()
        server = subprocess.Popen(
            [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                    break
                time.sleep(0.05)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)
