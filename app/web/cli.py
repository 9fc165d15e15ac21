"""Commands: flask jobs …, the worker and the outbox."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import jobs as outbox
from app.core import queue
from app.core.logging import configure
from app.flows.ticks import TICKS

group = AppGroup("jobs", help="The worker and the outbox of side effects.")


@group.command("work")
@click.option("--threads", default=1, show_default=True, help="How many jobs at once.")
def work(threads: int) -> None:
    """Do the jobs of the outbox until stopped; once a minute also what is due by the clock."""
    configure()
    queue.work(current_app._get_current_object(), threads=threads, ticks=list(TICKS))  # type: ignore[attr-defined]


@group.command("drain")
def drain() -> None:
    """Do what is due now, then end."""
    click.echo(f"{outbox.drain()} jobs tried.")


@group.command("retry")
def retry() -> None:
    """Give every job that was given up another set of attempts."""
    click.echo(f"{outbox.retry_failed()} jobs are due again.")
