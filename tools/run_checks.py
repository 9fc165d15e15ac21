"""Run every check and say loudly what could not run; `run_checks.py lint units` runs only those parts.

KRU_NOTHING_SKIPPED=1 makes a missing PostgreSQL, Redis, nginx or browser a failure.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from services import find_browser, postgresql, redis_server

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
LINT = {
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "layers": [str(ROOT / ".venv" / "bin" / "lint-imports"), "--no-cache"],
    "templates": [PYTHON, "-m", "djlint", "--lint", "--quiet", "app", "certificates"],
    "dead code": [PYTHON, "-m", "vulture"],
    "security": [PYTHON, "-m", "bandit", "--quiet", "-r", "app", "config.py", "-c", "pyproject.toml"],
}
PARTS = ("lint", "units", "postgresql", "live", "browser")


def main(wanted: list[str]) -> int:
    parts = wanted or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        print(
            f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.", file=sys.stderr
        )
        return 2
    failed: list[str] = []
    skipped: list[str] = []
    with contextlib.ExitStack() as stack:
        env = dict(os.environ, PYTHONDONTWRITEBYTECODE="")
        servers = _servers(stack, skipped) if set(parts) - {"lint"} else {}
        if "lint" in parts:
            failed += [name for name, command in LINT.items() if not _run(name, command, env)]
        for name, marks, more, processes in _test_runs(parts, servers, skipped):
            command = [PYTHON, "-m", "pytest", "-m", marks, "-n", processes, "--dist", "loadfile"]
            if not _run(name, command, env | servers | more):
                failed.append(name)
    return _verdict(failed, skipped)


def _servers(stack: contextlib.ExitStack, skipped: list[str]) -> dict[str, str]:
    """Addresses of what answers or could be started, as environment variables of the tests."""
    found = {
        "KRU_TEST_POSTGRESQL": stack.enter_context(postgresql()),
        "TEST_REDIS_URL": stack.enter_context(redis_server()),
        "KRU_TEST_BROWSER": find_browser(),
        "KRU_TEST_NGINX": shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "",
    }
    words = {
        "KRU_TEST_POSTGRESQL": "PostgreSQL", "TEST_REDIS_URL": "Redis",
        "KRU_TEST_BROWSER": "browser (Chromium)", "KRU_TEST_NGINX": "nginx",
    }  # fmt: skip
    skipped += [
        f"the {words[name]} part: none found and none could be started" for name in found if not found[name]
    ]
    return {name: value for name, value in found.items() if value}


def _test_runs(
    parts: list[str], servers: dict[str, str], skipped: list[str]
) -> Iterator[tuple[str, str, dict[str, str], str]]:
    """Name, marker expression, environment and number of processes of each run of pytest."""
    postgres = {"TEST_DATABASE_URL": servers.get("KRU_TEST_POSTGRESQL", "")}
    sqlite = {"TEST_DATABASE_URL": ""}
    both = "2"
    if "units" in parts:
        yield "tests on SQLite", "not browser and not live", sqlite, both
    if "postgresql" in parts and postgres["TEST_DATABASE_URL"]:
        yield "tests on PostgreSQL", "not browser and not live", postgres, both
    if "live" in parts:
        yield "live server on SQLite", "live and not browser", sqlite, both
        if postgres["TEST_DATABASE_URL"]:
            yield "live server on PostgreSQL", "live and not browser", postgres, both
    if "browser" in parts and "KRU_TEST_BROWSER" in servers:
        yield "browser journeys", "browser", sqlite, both


def _run(name: str, command: list[str], env: dict[str, str]) -> bool:
    print(f"\n── {name} ──", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=env).returncode
    print(
        f"── {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True
    )
    return code == 0


def _verdict(failed: list[str], skipped: list[str]) -> int:
    strict = os.environ.get("KRU_NOTHING_SKIPPED") == "1"
    print()
    for part in skipped:
        print(f"NOT RUN: {part}")
    for name in failed:
        print(f"FAILED: {name}")
    if failed or (skipped and strict):
        print("\nNot everything passed." if failed else "\nSomething was skipped, and here nothing may be.")
        return 1
    print("Everything that ran passed." if skipped else "Everything passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
