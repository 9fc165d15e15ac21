"""Commands: flask flows …"""

import click
from flask.cli import AppGroup

from app.core import clock

group = AppGroup("flows", help="Stories over several packages.")


@group.command("settle-all")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many people; all when left out.")
@click.option("--after-id", type=int, default=0, help="Begin after the person with this id.")
def settle_all_command(limit: int | None, after_id: int) -> None:
    """Give everybody what their evidence has earned; exit 1 if somebody could not be settled."""
    from app.flows.settle import settle_all

    count, failed = settle_all(now=clock.now(), after_id=after_id, limit=limit)
    click.echo(f"{count} people settled, {len(failed)} failed.")
    for person_id in failed:
        click.echo(f"person {person_id} could not be settled; the log says why", err=True)
    if failed:
        raise SystemExit(1)
