"""`make run`: the whole site on one machine. Database, content and demo programme first, then server and worker.

Ctrl-C stops both, with the requests and the job in hand done; if one of them dies, so does the other.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = ROOT / ".venv" / "bin"
WAIT_SECONDS = 60


def main() -> int:
    os.chdir(ROOT)
    port = os.environ.get("PORT", "8000")
    if _is_taken(port):
        raise SystemExit(f"Port {port} is taken by another program. Choose another one: PORT=8001 make run")
    prepare()
    asked, processes = threading.Event(), dict[str, subprocess.Popen[bytes]]()
    _when_asked_to_stop(asked, processes)
    processes["server"] = _start("gunicorn", "-c", "deploy/gunicorn.conf.py", "wsgi:app")
    processes["worker"] = _start("flask", "--app", "app", "jobs", "work")
    if _wait_until_ready(f"http://127.0.0.1:{port}/healthz", processes, asked):
        announce(port)
        while not (asked.wait(0.3) or _dead(processes)):
            pass
    trouble = "" if asked.is_set() else _trouble(processes)
    for process in processes.values():
        process.terminate()  # each finishes what it has in hand
    for process in processes.values():
        process.wait()
    if trouble:
        print(f"Stopped: {trouble}; the last words stand above.", file=sys.stderr)
    return 1 if trouble else 0


def _when_asked_to_stop(asked: threading.Event, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """The first Ctrl-C asks, the second one does not wait."""

    def stop(*_signal: object) -> None:
        if asked.is_set():
            for process in processes.values():
                process.kill()
        asked.set()

    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, stop)


def _dead(processes: dict[str, subprocess.Popen[bytes]]) -> list[str]:
    return [name for name, process in processes.items() if process.poll() is not None]


def _trouble(processes: dict[str, subprocess.Popen[bytes]]) -> str:
    dead = " and the ".join(_dead(processes))
    return f"the {dead} ended by itself" if dead else f"the server did not answer in {WAIT_SECONDS} s"


def _is_taken(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


def _start(program: str, *words: str) -> subprocess.Popen[bytes]:
    """In a process group of its own: Ctrl-C reaches this process alone, which then ends each in its own way."""
    return subprocess.Popen([str(BIN / program), *words], process_group=0)


def prepare() -> None:
    """Bring database, content and demo programme up to date; quick when nothing has changed."""
    from flask_migrate import upgrade

    from app import create_app
    from app.core.clock import now
    from app.flows.demo import began_at, ensure_demo, is_empty
    from app.flows.publish_if_changed import BadContent, publish_if_changed

    app = create_app()
    settings = app.config["KRU"]
    with app.app_context():
        upgrade()
        is_demo = not settings.production and is_empty()
        try:
            publish_if_changed(settings.content, now=began_at(now()) if is_demo else now())
        except BadContent as refusal:
            raise SystemExit(f"The content cannot be published:\n{refusal}") from None
        if is_demo:
            print(
                "Making a demo programme: twelve partners and what they did in fourteen months …", flush=True
            )
            ensure_demo(now=now())


def announce(port: str) -> None:
    from config import Config

    settings = Config.from_env()
    print(f"\nKru is ready at http://127.0.0.1:{port}\n", flush=True)
    kept = settings.instance / "sign-ins.json"
    if settings.production or not kept.exists():
        return
    print("Sign in as (passwords were made for this installation alone and are kept in its instance folder):")
    for entry in json.loads(kept.read_text(encoding="utf-8")):
        print(f"  {entry['role']:<16} {entry['email']:<34} {entry['password']}")
    print("\nCtrl-C stops it.", flush=True)


def _wait_until_ready(
    address: str, processes: dict[str, subprocess.Popen[bytes]], asked: threading.Event
) -> bool:
    """Whether the server answers; False when something died, or when it is to stop before that."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and not (asked.is_set() or _dead(processes)):
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # nosec B310: our own address
                if answer.status == 200:
                    return True
        except OSError:
            asked.wait(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main())
