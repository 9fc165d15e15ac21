"""`make bench`: Kru's hot pages beside the floor application, interleaved, as ratios of server CPU.

One throw-away PostgreSQL serves both; each is two gthread workers of gunicorn. Kru runs in production mode with the
headers of a front server, one address a browser. CPU is that of all server processes, PostgreSQL's included. Figures
of a busy machine move, ratios hardly do. `--write` puts the table into docs/performance.md; `--quick` makes fewer
requests.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg.types.json import Json

from benchmarks.processes import cpu_seconds, memory_mib
from benchmarks.visitor import HOST, Visitor
from config import ROOT, Config
from tools.services import free_port, own_postgresql

BIN = Path(sys.executable).parent
FLOOR = ROOT.parent / "shared" / "floor"
MARK = "<!-- measured -->"
WARM = 200
"""So many of each before the first round: every connection then has its statements prepared and planned."""


@dataclass
class Case:
    """One thing to measure. `against` names floor steps whose costs are added up; `goal` is the ratio not to pass."""

    name: str
    run: Callable[[int], int]
    """Do it so often; returns how many units were done."""
    against: tuple[str, ...]
    goal: float | None
    prepare: Callable[[int], None] = lambda _count: None
    """What must be there before so many units, and is not part of their cost."""
    costs: list[float] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default="", help="only cases whose name holds this word")
    chosen = options.parse_args()
    count = 40 if chosen.quick else 150
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(own_postgresql())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kru-bench-")))
        say("seeding …")
        bench = Bench(cluster.url, folder)
        bench.seed()
        kru = stack.enter_context(serve(bench.env, "wsgi:app", ROOT, bench.port))
        floor = stack.enter_context(floor_server(cluster.url)) if FLOOR.exists() else None
        cases = [case for case in bench.cases() if chosen.only in case.name]
        floors = floor_cases(floor[1]) if floor else {}
        memory = 0.0
        say("warming up …")
        for case in (*floors.values(), *cases):
            case.prepare(WARM)
            case.run(WARM)
        for number in range(1, chosen.rounds + 1):
            say(f"round {number} of {chosen.rounds}")
            for case in floors.values():
                assert floor
                case.costs.append(measure(case, count, [floor[0].pid, cluster.process]))
            for case in cases:
                case.costs.append(measure(case, count, [kru.pid, cluster.process]))
            memory = max(memory, memory_mib(kru.pid))
        lines = table(cases, floors, memory, bench.hash_ms())
    print("\n".join(lines))
    if chosen.write:
        write_down(lines)
    return 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


@contextlib.contextmanager
def serve(
    env: dict[str, str], application: str, folder: Path, port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Two gthread workers of four threads, until they answer: Kru as deployed, the floor with the same numbers."""
    if application == "wsgi:app":
        how = ["-c", "deploy/gunicorn.conf.py", "--keep-alive", "900"]
        env = env | {"KRU_WEB_WORKERS": "2", "KRU_WEB_THREADS": "4"}
    else:
        how = ["-w", "2", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}", "--no-control-socket"]
    process = subprocess.Popen(
        [str(BIN / "gunicorn"), *how, application],
        cwd=folder,
        env={**os.environ, **env},
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(150):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(
                    f"http://127.0.0.1:{port}/{'healthz' if application == 'wsgi:app' else 'hello'}",
                    timeout=2,
                )
                break
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def floor_server(server: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    address = _database(server, "floor")
    env = {"DATABASE_URL": address}
    subprocess.run(
        [sys.executable, "app.py", "seed"],
        cwd=FLOOR,
        env={**os.environ, **env},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    port = free_port()
    with serve(env, "app:app", FLOOR, port) as process:
        yield process, port


def _database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return server.replace("postgresql://", "postgresql+psycopg://").rpartition("/")[0] + f"/{name}"


def floor_cases(port: int) -> dict[str, Case]:
    visitor = Visitor(port)

    def times(path: str) -> Callable[[int], int]:
        def run(count: int) -> int:
            for _ in range(count):
                visitor.get(path)
            return count

        return run

    def write(count: int) -> int:
        for _ in range(count):
            visitor.post("/write-open", {"x": "1"})
        return count

    return {
        "c": Case("floor (c) 5 SELECTs + 31 kB page", times("/five"), (), None),
        "d": Case("floor (d) INSERT + UPDATE", write, (), None),
        "e": Case("floor (e) grid 25 × 30", times("/matrix"), (), None),
    }


def measure(case: Case, count: int, roots: list[int]) -> float:
    """CPU milliseconds a unit."""
    warm = max(10, count // 10)
    case.prepare(warm)
    case.run(warm)
    case.prepare(count)
    before = cpu_seconds(roots)
    units = case.run(count)
    return (cpu_seconds(roots) - before) * 1000 / units


class Bench:
    """A seeded site and what its visitors do."""

    def __init__(self, server: str, folder: Path) -> None:
        self.port = free_port()
        self.database = _database(server, "kru")
        self.env = {
            "KRU_ENV": "production", "KRU_BASE_URL": f"https://{HOST}", "KRU_TRUSTED_HOSTS": f"{HOST},127.0.0.1",
            "KRU_PROXY_HOPS": "1", "KRU_REQUIRE_TOTP": "0", "KRU_SECRET_KEY": "benchmark " * 5,
            "KRU_INSTANCE": str(folder), "DATABASE_URL": self.database, "PORT": str(self.port),
        }  # fmt: skip
        from app import create_app

        self.app = create_app(Config.from_env(self.env))
        self.papers = iter(range(5_000, 15_000))
        self.waiting: list[tuple[Visitor, int]] = []

    def seed(self) -> None:
        from flask_migrate import upgrade

        from benchmarks import seed

        with self.app.app_context():
            upgrade()
            seed.fill(self.database, seed.publish())

    def visitor(self, person_id: int, path: str = "/") -> Visitor:
        """Somebody who has signed in and opened a page."""
        from app.core.clock import now
        from app.people.sessions import open_session

        with self.app.app_context():
            token = open_session(person_id, person_id, now=now())
            serializer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            kept = serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
            visitor = Visitor(self.port, {self.app.config["SESSION_COOKIE_NAME"]: kept})
        visitor.get(path)
        return visitor

    def cases(self) -> list[Case]:
        learners = [(self.visitor(person), _course_of(person)) for person in range(11, 19)]
        manager = self.visitor(20_001, "/board")
        return [
            Case("course page, 30 items", self._pages(learners, "/learn/{course}"), ("c",), 2.5),
            Case("rep's home", self._pages(learners, "/"), ("c",), 2.5),
            Case("item page (video)", self._pages(learners, "/learn/{course}/item-04"), ("c",), 2.0),
            Case(
                "board, 25 companies × 30 certifications", self._pages([(manager, "")], "/board"), ("e",), 2.0
            ),
            Case("autosave of an answer", self._autosave(), ("d",), 2.5),
            Case(
                "hand-in, not passed: grade, result",
                self._hand_in,
                ("c", "d"),
                3.0,
                partial(self._sit_down, answer="a"),
            ),
            Case(
                "hand-in, passed: grade, settle, points, result",
                self._hand_in,
                ("c", "d"),
                3.0,
                partial(self._sit_down, answer="b"),
            ),
            Case("sign-in (form, password, redirect)", self._sign_in, (), None),
        ]

    def _pages(self, visitors: list[tuple[Visitor, str]], path: str) -> Callable[[int], int]:
        def run(count: int) -> int:
            for number in range(count):
                visitor, course = visitors[number % len(visitors)]
                visitor.get(path.format(course=course))
            return count

        return run

    def _start(self, person: int) -> int:
        from app.catalogue.queries import live_course
        from app.core.clock import now
        from app.flows.start_quiz import start_quiz

        key = _course_of(person)
        with self.app.app_context():
            live = live_course(key)
            assert live
            quiz: Any = live.document.by_key["item-29"]
            return start_quiz(person, course_key=key, quiz=quiz, version_id=live.version_id, now=now())

    def _autosave(self) -> Callable[[int], int]:
        sitting = [(self.visitor(person), self._start(person)) for person in range(21, 29)]
        sequence = iter(range(1, 1_000_000))

        def run(count: int) -> int:
            for number in range(count):
                visitor, attempt = sitting[number % len(sitting)]
                form = {"choice": str(number % 4 + 1), "sequence": str(next(sequence))}
                visitor.post(
                    f"/attempts/{attempt}/answers/{number % 20 + 1}", form, accept="application/json"
                )
            return count

        return run

    def _sit_down(self, count: int, *, answer: str) -> None:
        """Every time other people, each with the same answer to every question; "b" is the right one."""
        self.waiting = [
            (self.visitor(person), self._start(person)) for person in _take(self.papers, count // 5)
        ]
        with psycopg.connect(self.database.replace("+psycopg", "")) as connection:
            attempts = [attempt for _visitor, attempt in self.waiting]
            connection.execute(
                "UPDATE slot SET answer = %s, answered_at = now() WHERE attempt_id = ANY(%s)",
                (Json([answer]), attempts),
            )

    def _hand_in(self, count: int) -> int:
        for visitor, attempt in self.waiting:
            visitor.post(f"/attempts/{attempt}/submit", {})
            visitor.get(f"/attempts/{attempt}/result")
        return len(self.waiting)

    def _sign_in(self, count: int) -> int:
        from benchmarks.seed import PASSWORD

        count = max(10, count // 10)
        for number in range(count):
            visitor = Visitor(self.port)
            visitor.get("/sign-in")
            visitor.post("/sign-in", {"email": f"person{100 + number}@example.com", "password": PASSWORD})
        return count

    def hash_ms(self) -> float:
        """CPU of one check of a password here and now."""
        from app.people.passwords import hash_password, is_right
        from benchmarks.seed import PASSWORD

        with self.app.app_context():
            kept = hash_password(PASSWORD)
            before = time.process_time()
            for _ in range(10):
                is_right(kept, PASSWORD)
            return (time.process_time() - before) * 100


def _take(numbers: Iterator[int], count: int) -> list[int]:
    return [next(numbers) for _ in range(count)]


def _course_of(person: int) -> str:
    """The first course that the seeding enrols a person in."""
    return f"course-{person * 7 % 50:02}"


def table(cases: list[Case], floors: dict[str, Case], memory: float, hash_ms: float) -> list[str]:
    """The result as Markdown."""
    lines = [
        "| what | server CPU ms (median of rounds) | against | ratio | goal |",
        "| --- | --- | --- | --- | --- |",
    ]
    cost = {name: statistics.median(case.costs) for name, case in floors.items()}
    for name, case in floors.items():
        lines.append(f"| {case.name} | {cost[name]:.2f} | | | |")
    for case in cases:
        own = statistics.median(case.costs)
        base = sum(cost[name] for name in case.against) if case.against and floors else 0.0
        ratio = f"{own / base:.2f}" if base else ""
        against = " + ".join(f"({name})" for name in case.against)
        goal = f"≤ {case.goal}" if case.goal else f"hash {hash_ms:.1f} + 6 ms"
        verdict = " ✔" if base and case.goal and own / base <= case.goal else ""
        lines.append(f"| {case.name} | {own:.2f} | {against} | {ratio}{verdict} | {goal} |")
    lines.append(f"| memory of two workers | {memory:.0f} MiB | | | ≤ 260 MiB |")
    return lines


def write_down(lines: list[str]) -> None:
    """Replace the measured table of docs/performance.md."""
    path = ROOT / "docs" / "performance.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(MARK)
    after = rest.partition(MARK)[2]
    path.write_text(f"{before}{MARK}\n" + "\n".join(lines) + f"\n{MARK}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
