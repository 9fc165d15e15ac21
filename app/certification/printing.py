"""Prints a certificate in a child process that has limits, no secrets and no way out; see rendering/."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import current_app

from config import ROOT

CHILD = ROOT / "app" / "certification" / "rendering" / "__main__.py"
WALL_SECONDS = 60
REFUSED = 3
"""Exit code of a child that will not print these facts, however often it is asked."""


class CouldNotPrint(Exception):
    """The child gave no certificate; the message says why."""


def print_certificate(design: str, facts: dict[str, Any]) -> bytes:
    """The finished PDF. Equal facts give equal bytes. Raises CouldNotPrint."""
    settings = current_app.config["KRU"]
    order = json.dumps({"design": design, "facts": facts}, ensure_ascii=False).encode()
    with tempfile.TemporaryDirectory(prefix="kru-print-") as scratch:
        try:
            child = subprocess.run(
                [sys.executable, "-I", str(CHILD), str(settings.certificates)],
                input=order,
                capture_output=True,
                timeout=WALL_SECONDS,
                cwd=scratch,
                env=_environment(Path(scratch)),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CouldNotPrint(f"gave up after {WALL_SECONDS} s") from None
    if child.returncode != 0:
        raise CouldNotPrint(_reason(child))
    if not child.stdout.startswith(b"%PDF-"):
        raise CouldNotPrint("the child wrote something that is not a PDF")
    return child.stdout


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of our own environment but where programs are: no keys, no addresses of databases."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "XDG_CACHE_HOME": str(scratch),
    }


def _reason(child: "subprocess.CompletedProcess[bytes]") -> str:
    last = child.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
    if child.returncode == REFUSED:
        return last[0][:500]
    if child.returncode < 0:
        return f"ended by signal {-child.returncode}: {last[0][:400]}"
    return f"exit code {child.returncode}: {last[0][:400]}"
