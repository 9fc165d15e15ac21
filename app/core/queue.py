"""The queue that wakes workers: a SQLite file on one machine, PostgreSQL or Redis on many; chosen by its URL."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey.api import Huey
from huey.constants import WORKER_THREAD
from huey.consumer import Consumer

from app.core import jobs

log = logging.getLogger(__name__)

EVERY_MINUTES = 1


def make_queue(url: str, instance: Any) -> Huey:
    """An empty URL is a file in the instance folder."""
    from huey import PostgresHuey, PriorityRedisHuey, SqliteHuey

    options: dict[str, Any] = {"results": False, "store_none": False}
    if not url:
        return SqliteHuey("kru", filename=str(instance / "jobs.db"), **options)
    if url.startswith("redis"):
        return PriorityRedisHuey("kru", url=url, **options)
    return PostgresHuey("kru", dsn=url.replace("postgresql+psycopg://", "postgresql://"), **options)


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
            jobs.drain()

    app.extensions["kru_queue"] = queue
    app.extensions["kru_drain"] = drain_outbox
    jobs.on_wake(drain_outbox)


def work(app: Flask, *, threads: int, ticks: list[Callable[[], None]]) -> None:
    """Run a worker until it is stopped: drains the outbox when woken and once a minute, then runs the ticks.

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
            jobs.drain()

    queue.flush_locks()
    jobs.wake()
    Consumer(
        queue, workers=threads, worker_type=WORKER_THREAD, periodic=True, max_delay=0.5, initial_delay=0.1
    ).run()
