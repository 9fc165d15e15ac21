"""What exams cost on a throw-away PostgreSQL: `python -m benchmarks.assessment --draw --sitting`.

`--sitting`: see benchmarks/sitting.py.

`--draw` starts attempts at a quiz of 40 questions in four sections, one of them by tag, on a bank of 50,000: statements
and milliseconds of the whole start, with and without a history of 200 papers, and of the draw alone.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg.types.json import Json
from sqlalchemy import event

from benchmarks.processes import memory_mib
from benchmarks.sitting import sitting
from config import Config
from tools.services import own_postgresql

QUESTIONS = 50_000
TOPICS = 100
PAPERS = 200
PAPER = 40
ROUNDS = 30
FRESH, SEASONED = 1, 2
"""The person without a paper, and the one with many."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draw", action="store_true", help="starts on a bank of 50,000 questions")
    options.add_argument("--sitting", action="store_true", help="200 people sit an exam at once")
    chosen = options.parse_args()
    if not chosen.draw and not chosen.sitting:
        options.error("say what to measure")
    if chosen.sitting:
        print("\n".join(sitting()))
    return drawing() if chosen.draw else 0


def drawing() -> int:
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(own_postgresql())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kru-bench-")))
        app = site(cluster.url, folder)
        with app.app_context():
            from flask_migrate import upgrade

            upgrade()
            fill(cluster.url)
            print("\n".join(draw()))
    return 0


def site(address: str, folder: Path) -> Any:
    from app import create_app

    url = address.replace("postgresql://", "postgresql+psycopg://")
    env = {"KRU_INSTANCE": str(folder), "DATABASE_URL": url, "KRU_SECRET_KEY": "benchmark " * 5}
    return create_app(Config.from_env(env))


def fill(address: str) -> None:
    """The bank, two people, and the history of one of them."""
    from app.assessment.questions import from_dict, wording

    with psycopg.connect(address) as connection:
        run = connection.execute
        run("INSERT INTO bank (id, key, title, topics, owner, languages, origin, revision) "
            "VALUES (1, 'bench', '{}', %s, '', '[\"en\"]', 'studio', 1)", [Json(topics())])  # fmt: skip
        for person in (FRESH, SEASONED):
            name = f"person{person}@example.com"
            run("INSERT INTO person (id, name, email, email_key, language, zone, theme, proof_name, created_at) "
                "VALUES (%s, %s, %s, %s, 'en', 'UTC', 'auto', 'full', now())", [person, name, name, name])  # fmt: skip
        with connection.cursor().copy(
            "COPY question (id, bank_id, key, topic, type, difficulty, marks, state, owner, tags, current_version_id) "
            "FROM STDIN"
        ) as rows:
            for n in range(1, QUESTIONS + 1):
                tags = Json({"product": [f"product-{n % 7}"]})
                rows.write_row((n, 1, f"q-{n}", topic(n), "single", level(n), 1, "ready", "", tags, n))
        with connection.cursor().copy(
            "COPY question_version (id, question_id, number, document, document_hash, created_at) FROM STDIN"
        ) as rows:
            for n in range(1, QUESTIONS + 1):
                document = wording(from_dict(question(n)))
                rows.write_row((n, n, 1, Json(document), "0" * 64, "2026-01-01"))
        for n in range(1, PAPERS + 1):
            run("INSERT INTO attempt (id, person_id, quiz_ref, cycle, number, version_id, policy, seed, started_at, "
                "closed_at, outcome, score, passed, graded_at, void_reason) VALUES (%s, %s, %s, 1, 1, 1, '{}', '', "
                "now(), now(), 'submitted', 0, false, now(), '')", [n, SEASONED, f"bench/past-{n}"])  # fmt: skip
        run("INSERT INTO slot (attempt_id, position, section, question_id, version_id, part, topic, snapshot, "
            "snapshot_hash, marks, answer, answer_sequence, tries, is_flagged, is_dropped, graders_wanted) "
            "SELECT a, p, 0, 1 + ((a * 40 + p) * 6) %% %s, 1, '', 'topic-0', '{}', '', 1, '[]', 0, 0, false, false, 1 "
            "FROM generate_series(1, %s) a, generate_series(1, %s) p", [QUESTIONS, PAPERS, PAPER])  # fmt: skip
        for table in ("attempt", "question", "question_version"):
            run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # type: ignore[arg-type]
        connection.commit()
        connection.autocommit = True
        run("VACUUM ANALYZE")


def topic(number: int) -> str:
    return f"topic-{number % TOPICS}"


def level(number: int) -> str:
    return ("easy", "medium", "hard")[number % 3]


def topics() -> dict[str, dict[str, str]]:
    return {topic(n): {"en": f"Topic {n}"} for n in range(TOPICS)}


def question(number: int) -> dict[str, Any]:
    options = [
        {"key": key, "text": {"en": f"Answer {key} of {number}"}, "right": key == "b"} for key in "abcd"
    ]
    return {
        "type": "single", "key": f"q-{number}", "topic": topic(number), "difficulty": level(number),
        "stem": {"en": f"What of {number}? " * 5}, "options": options,
    }  # fmt: skip


def quiz(key: str) -> Any:
    from app.catalogue.documents import Draw, Quiz

    sections = (
        Draw(bank="bench", draw=10),
        Draw(bank="bench", draw=10, topics=tuple(topic(n) for n in range(20)), difficulty="hard"),
        Draw(bank="bench", draw=10, tags={"product": ("product-1", "product-2")}),
        Draw(bank="bench", draw=9, topics=("topic-3",), questions=("q-1",)),
    )
    return Quiz(key=key, title={}, minutes=1, hash="", pass_mark=0.8, sections=sections, exposure_cap=0.3)


@contextlib.contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is carried out meanwhile."""
    from app.core.db import db

    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def draw() -> list[str]:
    """The result as Markdown."""
    lines = [
        f"| start of {PAPER} questions out of {QUESTIONS:,} | statements | ms (best) | ms (median) |",
        "| --- | --- | --- | --- |",
    ]
    count, cost = start(FRESH, "cold")
    lines.append(f"| first of the process: the index is read | {count} | | {cost:.0f} |")
    for person, words in ((FRESH, "no paper before"), (SEASONED, f"{PAPERS} papers before")):
        start(person, f"warm-{person}")
        found = [start(person, f"quiz-{person}-{n}") for n in range(ROUNDS)]
        times = [cost for _count, cost in found]
        counts = " or ".join(map(str, sorted({count for count, _cost in found})))
        lines.append(f"| {words} | {counts} | {min(times):.1f} | {statistics.median(times):.1f} |")
    lines.append(f"| the draw alone, {PAPERS} papers before | 0 | | {draw_alone():.2f} |")
    lines.append(f"| memory of the process with the index | | | {memory_mib(os.getpid()):.0f} MiB |")
    return lines


def start(person: int, key: str) -> tuple[int, float]:
    """Statements and milliseconds of one start."""
    from app.assessment.services import start_attempt
    from app.core.clock import now

    made = quiz(key)
    with counted() as seen:
        before = time.perf_counter()
        start_attempt(person, quiz_ref=f"bench/{key}", quiz=made, version_id=1, cycle=1, now=now())
        return len(seen), (time.perf_counter() - before) * 1000


def draw_alone() -> float:
    """Milliseconds of the draw without its statements."""
    from app.assessment.drawing import build_paper
    from app.assessment.services.papers import USES
    from app.assessment.services.stocks import stocks_of
    from app.core.db import read

    sections = quiz("alone").sections
    stocks = stocks_of(sections)
    uses = dict(read(USES, person_id=SEASONED).all())
    times = []
    for n in range(100):
        before = time.perf_counter()
        build_paper(sections, stocks, seed=f"seed {n}", uses=uses)
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
