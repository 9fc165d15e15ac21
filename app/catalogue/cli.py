"""Commands: flask catalogue …"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock

if TYPE_CHECKING:
    from app.flows.publish_content import Report

group = AppGroup("catalogue", help="Check and publish the content files.")
ONE = {
    "courses": "course",
    "items": "item",
    "curricula": "curriculum",
    "banks": "bank",
    "questions": "question",
    "certifications": "certification",
    "points rules": "points rule",
}
content_option = click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The content folder; that of the settings when left out.",
)


@group.command("check")
@content_option
def check_command(content: Path | None) -> None:
    """Name every fault with file, line and what to do; exit 1 if there is one."""
    from app.flows.publish_content import check

    report = check(_root(content), now=clock.now())
    _tell(report)
    if report.is_sound:
        click.echo("No faults.")


@group.command("publish")
@content_option
def publish_command(content: Path | None) -> None:
    """Check, then publish everything at once; unchanged content makes no new version."""
    from app.flows.publish_content import publish

    report = publish(_root(content), now=clock.now())
    _tell(report)
    for kind, key, what in report.changes:
        click.echo(f"  {kind} {key}: {what}")
    click.echo("Published." if report.changes else "Nothing has changed; nothing was published.")


@group.command("schema")
@content_option
def schema_command(content: Path | None) -> None:
    """Write the JSON Schemas for editors into schema/ of the content folder."""
    from app.flows.content_schemas import write_schemas

    for path in write_schemas(_root(content) / "schema"):
        click.echo(path)


def _root(content: Path | None) -> Path:
    return (content or current_app.config["KRU"].content).resolve()


def _tell(report: Report) -> None:
    """Faults and warnings go to the error stream, one a line; then the counts, and exit 1 if there was a fault."""
    for fault in (*report.warnings, *report.faults):
        click.echo(str(fault), err=True)
    found = [(what, count) for what, count in report.counts.items() if count]
    click.echo(
        ", ".join(f"{count} {ONE.get(what, what) if count == 1 else what}" for what, count in found) + "."
    )
    if not report.is_sound:
        faults = len(report.faults)
        click.echo(f"{faults} fault{'s' if faults > 1 else ''}; nothing was published.", err=True)
        raise SystemExit(1)
