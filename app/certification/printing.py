"""Prints certificates in a process that has limits, no secrets and no way out; see rendering/.

The process loads the engine once and forks for each certificate, so a thousand do not load it a thousand times. It
ends with us, after a minute without work, when a design changes, and when something went wrong in it.
"""

import atexit
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from flask import current_app

from app.certification.rendering.fingerprint import whole_fingerprint
from config import ROOT

CHILD = ROOT / "app" / "certification" / "rendering" / "__main__.py"
WALL_SECONDS = 60
PRINTED, REFUSED, SIGNAL = 0, 3, 128
"""Statuses of an answer: a PDF; facts that will not be printed however often it is asked; ended by a signal."""
HEAD = struct.Struct(">BI")
LARGEST = 64 * 1024 * 1024


class CouldNotPrint(Exception):
    """There is no certificate; the message says why."""


class Ended(Exception):
    """The process is gone without an answer."""


def print_certificate(design: str, facts: dict[str, Any]) -> bytes:
    """The printed PDF, with a place for its signature. Equal facts give equal bytes. Raises CouldNotPrint."""
    certificates = current_app.config["KRU"].certificates
    order = json.dumps({"design": design, "facts": facts}, ensure_ascii=False).encode()
    try:
        status, answer = _asked(certificates, order)
    except Ended as end:
        raise CouldNotPrint(f"the printer ended: {end}") from None
    if status != PRINTED:
        raise CouldNotPrint(_reason(status, answer))
    if not answer.startswith(b"%PDF-"):
        raise CouldNotPrint("the printer wrote something that is not a PDF")
    return answer


def _asked(certificates: Path, order: bytes) -> tuple[int, bytes]:
    """The answer of an idle printer, or of a new one: an idle one may have ended for want of work a moment ago."""
    looks = whole_fingerprint(certificates)
    if idle := _take(certificates, looks):
        with suppress(Ended):
            return _ask(idle, order)
    return _ask(Printer(certificates, looks), order)


def _ask(printer: "Printer", order: bytes) -> tuple[int, bytes]:
    try:
        answer = printer.ask(order)
    except BaseException:
        printer.end()
        raise
    with _lock:
        _idle.append(printer)
    return answer


class Printer:
    """One running process, for the designs as they were when it began."""

    def __init__(self, certificates: Path, looks: str) -> None:
        self.certificates, self.looks = certificates, looks
        self.scratch = Path(tempfile.mkdtemp(prefix="kru-print-"))
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, order: bytes) -> tuple[int, bytes]:
        """Status and content of the answer. Raises Ended, and CouldNotPrint when it takes too long."""
        process = self.process = self.process or self._start()
        assert process.stdin and process.stdout
        until = monotonic() + WALL_SECONDS
        try:
            process.stdin.write(struct.pack(">I", len(order)) + order)
            process.stdin.flush()
        except BrokenPipeError:
            raise Ended(self._last_words()) from None
        status, length = HEAD.unpack(self._read(process.stdout.fileno(), HEAD.size, until))
        if length > LARGEST:
            raise Ended("its answer is too long")
        return status, self._read(process.stdout.fileno(), length, until)

    def end(self) -> None:
        """Stop it and its forks, and remove what it wrote."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _start(self) -> "subprocess.Popen[bytes]":
        with (self.scratch / "said").open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-I", str(CHILD), str(self.certificates)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                cwd=self.scratch,
                env=_environment(self.scratch),
                start_new_session=True,
            )

    def _read(self, source: int, count: int, until: float) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            if not select.select([source], [], [], max(0, until - monotonic()))[0]:
                raise CouldNotPrint(f"gave up after {WALL_SECONDS} s")
            part = os.read(source, count - len(parts))
            if not part:
                raise Ended(self._last_words())
            parts += part
        return bytes(parts)

    def _last_words(self) -> str:
        with suppress(FileNotFoundError):
            lines = (self.scratch / "said").read_text("utf-8", "replace").strip().splitlines()
            return lines[-1][:400] if lines else "no message"
        return "no message"


_idle: list[Printer] = []
_lock = threading.Lock()


def _take(certificates: Path, looks: str) -> Printer | None:
    """An idle printer that has the designs as they are now; others are ended, for they hold what was."""
    with _lock:
        fit = [p for p in _idle if (p.certificates, p.looks) == (certificates, looks)]
        stale = [p for p in _idle if p not in fit]
        taken = fit.pop() if fit else None
        _idle[:] = fit
    for printer in stale:
        printer.end()
    return taken


@atexit.register
def end_all() -> None:
    """Printers end with us."""
    while _idle:
        _idle.pop().end()


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of our own environment but where programs are: no keys, no addresses of databases."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "XDG_CACHE_HOME": str(scratch),
    }


def _reason(status: int, answer: bytes) -> str:
    said = answer.decode("utf-8", "replace").strip() or "no message"
    if status == REFUSED:
        return said[:500]
    if status > SIGNAL:
        return f"ended by signal {status - SIGNAL}"
    return f"exit code {status}: {said[:400]}"
