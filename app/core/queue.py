"""The queue that wakes workers: a SQLite file on one machine, PostgreSQL or Redis on many; chosen by its URL."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from huey.api import Huey, PriorityRedisHuey, SqliteHuey
from huey.constants import WORKER_THREAD
from huey.consumer import Consumer
from huey.storage import PostgresStorage

from app.core import jobs

log = logging.getLogger(__name__)

EVERY_MINUTES = 1
CONNECT_SECONDS = 3


class PostgresQueue(PostgresStorage):
    """huey's own, but its tables are made at the first use: the server may be away while the site starts.

    One process makes them after the other: CREATE TABLE IF NOT EXISTS fails for whoever comes second.
    """

    def __init__(self, name: str, **options: Any) -> None:
        self._has_tables = False
        super().__init__(name, create_tables=False, **options)

    def _connect(self) -> Any:
        connection = super()._connect()
        if not self._has_tables:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('kru: tables of the queue'))")
                for statement in self.ddl:
                    connection.execute(statement)
            self._has_tables = True
        return connection

    _create_connection = _connect


def make_queue(url: str, instance: Path) -> Huey:
    """An empty URL is a file in the instance folder. A queue on a server may be away at the moment."""
    options: dict[str, Any] = {"results": False, "store_none": False}
    if not url:
        return SqliteHuey("kru", filename=str(instance / "jobs.db"), **options)
    if url.startswith("redis"):
        return PriorityRedisHuey("kru", url=url, **options)
    dsn = url.replace("postgresql+psycopg://", "postgresql://")
    return Huey("kru", storage_class=PostgresQueue, dsn=dsn, connect_timeout=CONNECT_SECONDS, **options)


def init_app(app: Flask) -> None:
    """Connect the outbox to the queue. Tests set KRU_JOBS_INLINE and drain by hand."""
    if app.config.get("JOBS_INLINE"):
        jobs.on_wake(lambda: None)
        return
    settings = app.config["KRU"]
    queue = make_queue(settings.jobs_url, settings.instance)

    @queue.task()
    def drain_outbox() -> None:
        with app.app_context():
            jobs.drain(is_over=app.extensions["kru_stopping"].is_set)

    app.extensions["kru_stopping"] = threading.Event()
    app.extensions["kru_queue"] = queue
    app.extensions["kru_drain"] = drain_outbox
    jobs.on_wake(drain_outbox)


def work(app: Flask, *, threads: int, ticks: list[Callable[[], None]]) -> None:
    """Run a worker until it is stopped: drains the outbox when woken and once a minute, then runs the ticks.

    SIGTERM lets it finish the jobs in hand; SIGINT drops them, and they are done again when their lease is over.
    A tick that fails is logged and does not keep the others from running.
    """
    queue: Huey = app.extensions["kru_queue"]
    from huey import crontab

    @queue.periodic_task(crontab(minute=f"*/{EVERY_MINUTES}"))
    def every_minute() -> None:
        with app.app_context():
            for tick in ticks:
                try:
                    tick()
                except Exception:
                    log.exception("tick %s failed", tick.__name__)
            jobs.drain(is_over=app.extensions["kru_stopping"].is_set)

    queue.flush_locks()
    jobs.wake()
    consumer = Consumer(
        queue,
        workers=threads,
        worker_type=WORKER_THREAD,
        periodic=True,
        max_delay=0.5,
        initial_delay=0.1,
        graceful_signal="TERM",
    )
    app.extensions["kru_stopping"] = consumer.stop_flag
    consumer.run()
