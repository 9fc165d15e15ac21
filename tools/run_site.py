"""`make run`: the whole site on one machine. Database, content and demo programme first, then server and worker.

Ctrl-C stops both, with the requests and the job in hand done; if one of them dies, so does the other.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = ROOT / ".venv" / "bin"
WAIT_SECONDS = 60
ENDS_WITH = {"server": signal.SIGTERM, "worker": signal.SIGINT}
"""The signal by which each finishes what it has in hand and then ends."""


def main() -> int:
    os.chdir(ROOT)
    port = os.environ.get("PORT", "8000")
    if _is_taken(port):
        raise SystemExit(f"Port {port} is taken by another program. Choose another one: PORT=8001 make run")
    prepare()
    processes = {
        "server": _start("gunicorn", "-c", "deploy/gunicorn.conf.py", "wsgi:app"),
        "worker": _start("flask", "--app", "app", "jobs", "work"),
    }
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda *_: _stop(processes))
    if _wait_until_ready(f"http://127.0.0.1:{port}/healthz", processes):
        announce(port)
        while all(process.poll() is None for process in processes.values()):
            time.sleep(0.3)
    dead = [name for name, process in processes.items() if process.poll() not in (None, 0, -2, -15)]
    _stop(processes)
    for process in processes.values():
        process.wait()
    if dead:
        print(
            f"Stopped: the {' and the '.join(dead)} ended by itself; its last words stand above.",
            file=sys.stderr,
        )
    return 1 if dead else 0


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


def _wait_until_ready(address: str, processes: dict[str, subprocess.Popen[bytes]]) -> bool:
    for _ in range(WAIT_SECONDS * 10):
        if any(process.poll() is not None for process in processes.values()):
            return False
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # nosec B310: our own address
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is None:
            process.send_signal(ENDS_WITH[name])


if __name__ == "__main__":
    sys.exit(main())
