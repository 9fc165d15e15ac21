"""200 people sit an exam of 40 questions at once, on a throw-away PostgreSQL and two gthread workers of gunicorn.

Everybody begins within 20 seconds, then reads and answers a question every three seconds on average (quicker than
people are): one autosave and one page each, as the exam's page does. At the end the summary, the hand-in and the
review. What the server confirmed is compared with what the database holds. `--pace 0` lets everybody go on at once,
which measures how much two cores take rather than how long a person waits.
"""

import argparse
import contextlib
import json
import random
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from benchmarks.__main__ import serve
from benchmarks.processes import cpu_seconds
from benchmarks.visitor import HOST, Visitor
from config import ROOT, Config
from tools.services import free_port, own_postgresql

QUESTIONS = 40
BANK = 200
ARRIVE = 20.0
QUIZ = "/learn/exams/exam"


@dataclass
class Measured:
    """Milliseconds of every request by what it was, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    confirmed: dict[tuple[int, int], tuple[int, Any]] = field(default_factory=dict)
    """By attempt and position: the sequence and the form of the newest answer that the server said it kept."""


def sitting(people: int = 200, pace: float = 3.0) -> list[str]:
    """The result as Markdown."""
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(own_postgresql())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kru-bench-")))
        env = settings(cluster.url, folder)
        cookies = prepare(env, people)
        server = stack.enter_context(serve(env, "wsgi:app", ROOT, int(env["PORT"])))
        measured = Measured()
        began, before = time.monotonic(), cpu_seconds([server.pid, cluster.process])
        sit_all(measured, int(env["PORT"]), cookies, pace)
        cpu = cpu_seconds([server.pid, cluster.process]) - before
        lost = lost_answers(measured, env["DATABASE_URL"])
    return table(measured, lost, cpu, time.monotonic() - began)


def settings(server: str, folder: Path) -> dict[str, str]:
    return {
        "KRU_ENV": "production", "KRU_BASE_URL": f"https://{HOST}", "KRU_TRUSTED_HOSTS": f"{HOST},127.0.0.1",
        "KRU_PROXY_HOPS": "1", "KRU_REQUIRE_TOTP": "0", "KRU_SECRET_KEY": "benchmark " * 5,
        "KRU_INSTANCE": str(folder), "PORT": str(free_port()),
        "DATABASE_URL": server.replace("postgresql://", "postgresql+psycopg://"),
    }  # fmt: skip


def prepare(env: dict[str, str], people: int) -> list[dict[str, str]]:
    """A course with the exam, and so many reps of one company; the cookies of their browsers."""
    from flask_migrate import upgrade

    from app import create_app
    from app.core.clock import now
    from app.core.db import db
    from app.learning.services import enrol
    from app.people.sessions import open_session

    app = create_app(Config.from_env(env))
    with app.app_context():
        upgrade()
        publish()
        seats = reps(env["DATABASE_URL"], people)
        for person, _seat in seats:
            enrol(person, "exams", now=now())
        serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        tokens = [open_session(person, seat, now=now()) for person, seat in seats]
        name = app.config["SESSION_COOKIE_NAME"]
        db.engine.dispose()
        return [
            {name: serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})}
            for token in tokens
        ]


def publish() -> None:
    import msgspec

    from app.assessment.bank import BankDocument
    from app.assessment.services import publish_bank
    from app.catalogue.documents import (
        Course,
        CourseStep,
        Curriculum,
        Draw,
        Module,
        Part,
        Quiz,
    )
    from app.catalogue.services import publish_document
    from app.core.clock import now

    bank = {
        "key": "exam", "languages": ["en"], "title": {"en": "Exam"}, "topics": {"all": {"en": "All"}},
        "questions": [question(n) for n in range(BANK)],
    }  # fmt: skip
    publish_bank(msgspec.convert(bank, BankDocument), now=now())
    exam = Quiz(
        key="exam", title={"en": "Exam"}, minutes=60, hash="x" * 64, pass_mark=0.8, time_limit=90,
        sections=(Draw(bank="exam", draw=QUESTIONS),),
    )  # fmt: skip
    module = Module("exams", {"en": "Exams"}, (exam,))
    course = Course("exams", ("en",), {"en": "Exams"}, {"en": "Exams"}, "", (module,))
    step = Part({"en": "Exams"}, (CourseStep("exams"),), 1)
    line = Curriculum("exams", ("en",), {"en": "Exams"}, {"en": "Exams"}, "", (step,))
    for kind, document in (("course", course), ("curriculum", line)):
        publish_document(kind, document.key, msgspec.to_builtins(document), actor_id=None, now=now())


def question(number: int) -> dict[str, Any]:
    """Choices, numbers and words in turn."""
    kind = ("single", "multiple", "single", "numeric", "single", "short_text")[number % 6]
    made: dict[str, Any] = {
        "type": kind, "key": f"q-{number}", "topic": "all", "difficulty": "medium",
        "stem": {"en": f"What would you say to a partner who asks about case {number}? " * 3},
    }  # fmt: skip
    if kind == "numeric":
        return made | {"accepted": [{"value": number}]}
    if kind == "short_text":
        return made | {"accepted": [{"text": f"case {number}"}]}
    options = [
        {"key": key, "text": {"en": f"Answer {key} of case {number}"}, "right": key == "b"} for key in "abcd"
    ]
    return made | {"options": options}


def reps(address: str, people: int) -> list[tuple[int, int]]:
    """Their ids and seats."""
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        run = connection.execute
        run(
            "INSERT INTO company (id, key, name, kind, company_type, tier, region, country, zone, language, "
            "created_at) VALUES (1, 'acme', 'Acme', 'partner', 'reseller', 'gold', 'apac', 'TH', 'Asia/Bangkok', "
            "'en', now())"
        )
        run("INSERT INTO person (id, name, email, email_key, language, zone, theme, proof_name, created_at) "
            "SELECT n, 'Person ' || n, 'p' || n || '@example.com', 'p' || n || '@example.com', 'en', 'Asia/Bangkok', "
            "'auto', 'full', now() FROM generate_series(1, %s) n", [people])  # fmt: skip
        run("INSERT INTO affiliation (id, person_id, company_id, job_title, is_credited, started_at) "
            "SELECT n, n, 1, '', true, now() - interval '1 year' FROM generate_series(1, %s) n", [people])  # fmt: skip
        run("INSERT INTO role_grant (affiliation_id, role, granted_at) "
            "SELECT n, 'rep', now() FROM generate_series(1, %s) n", [people])  # fmt: skip
        connection.commit()
    return [(n, n) for n in range(1, people + 1)]


def sit_all(measured: Measured, port: int, cookies: list[dict[str, str]], pace: float) -> None:
    threads = [
        threading.Thread(target=sit, args=(measured, Visitor(port, cookie), number, pace))
        for number, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sit(measured: Measured, visitor: Visitor, number: int, pace: float) -> None:
    """One person, from the quiz's page to the review."""
    chance = random.Random(number)
    if pace:
        time.sleep(chance.uniform(0, ARRIVE))
    try:
        with timed(measured, "quiz page"):
            visitor.get(QUIZ)
        with timed(measured, "start"):
            visitor.post(f"{QUIZ}/attempts", {})
        attempt = visitor.location
        with timed(measured, "question page"):
            visitor.get(attempt)
        for position in range(1, QUESTIONS + 1):
            time.sleep(chance.uniform(0.3, 1.7) * pace)
            answer(measured, visitor, attempt, position, chance)
        with timed(measured, "summary"):
            visitor.get(f"{attempt}/summary")
        time.sleep(pace)
        with timed(measured, "hand-in"):
            visitor.post(f"{attempt}/submit", {})
        with timed(measured, "review"):
            visitor.get(f"{attempt}/result")
    except Exception as problem:
        measured.errors.append(f"person {number}: {problem!r}")


def answer(measured: Measured, visitor: Visitor, attempt: str, position: int, chance: random.Random) -> None:
    """Answer a question and go on to the next; one in five thinks again, which is a second autosave."""
    for sequence in range(1, 3 if chance.random() < 0.2 else 2):
        form = {
            "choice": str(chance.randint(1, 4)),
            "number": str(chance.randint(0, 99)),
            "text": f"case {position}",
        }
        with timed(measured, "autosave"):
            _status, body = visitor.post(
                f"{attempt}/answers/{position}",
                {**form, "sequence": str(sequence)},
                accept="application/json",
            )
        if json.loads(body)["kept"]:
            measured.confirmed[int(attempt.rpartition("/")[2]), position] = (sequence, form)
    with timed(measured, "question page"):
        visitor.get(f"{attempt}?question={min(position + 1, QUESTIONS)}")


@contextlib.contextmanager
def timed(measured: Measured, what: str) -> Iterator[None]:
    before = time.perf_counter()
    yield
    measured.times[what].append((time.perf_counter() - before) * 1000)


def lost_answers(measured: Measured, address: str) -> int:
    """Of what was confirmed, how much the database does not hold."""
    lost = 0
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        kept = {
            (attempt, position): (sequence, given, snapshot)
            for attempt, position, sequence, given, snapshot in connection.execute(
                "SELECT attempt_id, position, answer_sequence, answer, snapshot FROM slot"
            )
        }
    for where, (sequence, form) in measured.confirmed.items():
        found, given, snapshot = kept[where]
        lost += found != sequence or given != wanted(snapshot, form)
    return lost


def wanted(snapshot: dict[str, Any], form: dict[str, str]) -> Any:
    """What a form must have become."""
    if snapshot["type"] == "numeric":
        return {"number": form["number"]}
    if snapshot["type"] == "short_text":
        return {"text": form["text"]}
    return [snapshot["options"][int(form["choice"]) - 1]["key"]]


def table(measured: Measured, lost: int, cpu: float, seconds: float) -> list[str]:
    lines = [
        "| what | requests | ms (median) | ms (95 of 100) | ms (worst) |",
        "| --- | --- | --- | --- | --- |",
    ]
    for what, times in measured.times.items():
        late = statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
        lines.append(
            f"| {what} | {len(times):,} | {statistics.median(times):.0f} | {late:.0f} | {max(times):.0f} |"
        )
    confirmed = f"{len(measured.confirmed):,} answers confirmed, {lost} of them lost"
    spent = f"{cpu:.0f} s of CPU in {seconds:.0f} s, server and PostgreSQL"
    lines += ["", f"{len(measured.errors)} errors, {confirmed}, {spent}.", *measured.errors[:5]]
    return lines


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--pace", type=float, default=3.0, help="seconds for a question, on average")
    chosen = options.parse_args()
    print("\n".join(sitting(chosen.people, chosen.pace)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
