"""Commands: flask points …"""

import click
from flask.cli import AppGroup

from app.points.queries import check_ledger

group = AppGroup("points", help="The points ledger.")


@group.command("check")
def check() -> None:
    """Verify that every entry of the ledger balances; exit 1 if one does not."""
    found = check_ledger()
    if found.is_sound:
        click.echo(f"{found.entries} entries, all balanced; the accounts sum to 0.")
        return
    for entry in found.unbalanced:
        click.echo(f"entry {entry} does not balance", err=True)
    click.echo(
        f"{len(found.unbalanced)} of {found.entries} entries are wrong; the sum is {found.total}.", err=True
    )
    raise SystemExit(1)
