"""Commands: flask people …"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.core import clock
from app.core.csv_import import CHANGED, NEW, UNCHANGED, Plan
from app.core.db import db
from app.core.errors import DomainError
from app.core.links import absolute_url
from app.partners.importing import import_companies, plan_company_file
from app.people import services
from app.people.identity import email_key
from app.people.import_plan import Employer
from app.people.models import AUTHOR, CHANNEL_MANAGER, PARTNER_ADMIN, REP, Person

group = AppGroup("people", help="Accounts, companies and sessions.")

CsvPath = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("create-admin")
@click.argument("email")
@click.argument("name")
def create_admin(email: str, name: str) -> None:
    """Make an admin and print the link with which they choose a password."""
    try:
        token = services.make_admin(email, name, now=clock.now())
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None
    if token is None:
        click.echo(f"{email} is an admin now and signs in as before.")
    else:
        click.echo("Open this link within seven days; it works once:")
        click.echo(absolute_url("people.invitation", token=token))


@group.command("end-sessions")
@click.argument("email")
def end_sessions(email: str) -> None:
    """Sign a person out of every browser."""
    services.end_all_sessions(_account(email), actor_id=None, now=clock.now())
    click.echo(f"{email} is signed out everywhere.")


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Turn the second factor off for somebody who lost their app; they set it up anew after signing in."""
    services.reset_second_factor(_account(email), now=clock.now())
    click.echo(f"{email} signs in with the password alone, and is signed out everywhere.")


def _account(email: str) -> int:
    person_id = db.session.scalar(select(Person.id).where(Person.email_key == email_key(email)))
    if person_id is None:
        raise click.ClickException(f"There is no account {email}.")
    return person_id


@group.command("import-companies")
@click.argument("file", type=CsvPath)
@click.option("--yes", is_flag=True, help="Write without asking.")
def import_company_file(file: Path, yes: bool) -> None:
    """Import companies from a CSV, after showing what would change."""
    raw = file.read_bytes()
    _import(
        lambda: plan_company_file(raw),
        lambda shown: import_companies(raw, shown, actor_id=None, now=clock.now()),
        yes=yes,
    )


@group.command("import-people")
@click.argument("file", type=CsvPath)
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--mail", is_flag=True, help="Mail an invitation to every new person.")
def import_people_file(file: Path, yes: bool, mail: bool) -> None:
    """Import people from a CSV, after showing what would change."""
    raw = file.read_bytes()
    _import(
        lambda: services.plan_people_file(raw, _grantable),
        lambda shown: services.import_people(
            raw, shown, _grantable, actor_id=None, with_mail=mail, now=clock.now()
        ),
        yes=yes,
    )


def _grantable(employer: Employer) -> frozenset[str]:
    """Whoever runs the server gives every role but admin, which has its own command."""
    return frozenset({REP, AUTHOR, CHANNEL_MANAGER} if employer.is_vendor else {REP, PARTNER_ADMIN})


def _import(plan_it: Callable[[], Plan[Any]], do_it: Callable[[str], Plan[Any]], *, yes: bool) -> None:
    try:
        plan = plan_it()
        _show(plan)
        if not plan.can_be_applied:
            if plan.faults:
                raise click.ClickException("Nothing was written. Mend the lines above.")
            return
        if yes or click.confirm("Write this?"):
            do_it(plan.fingerprint)
            click.echo("Written.")
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None


def _show(plan: Plan[Any]) -> None:
    for fault in plan.faults:
        click.echo(f"line {fault.line}: {fault.message}")
    for change in plan.changes:
        if change.kind != UNCHANGED:
            fields = ", ".join(
                f"{name}: {before} → {after}" if before else f"{name}: {after}"
                for name, before, after in change.fields
            )
            click.echo(f"{change.kind} {change.key}  {fields}")
    counts = [f"{len(plan.of_kind(kind))} {kind}" for kind in (NEW, CHANGED, UNCHANGED)]
    click.echo(", ".join(counts))
