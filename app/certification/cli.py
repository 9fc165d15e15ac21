"""Commands: flask certification …"""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.certification.jobs import issue_certificate
from app.certification.progress import progress
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES
from app.core.jobs import retry_failed
from app.partners.models import Company

group = AppGroup(
    "certification", help="Certificates: samples of designs, keys, and what could not be printed."
)
keys_group = AppGroup("keys", help="The keys with which certificates are signed.")
group.add_command(keys_group)


@group.command("preview")
@click.argument("design")
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write."
)
def preview(design: str, locale: str, out: Path) -> None:
    """Write a complete, signed sample of a design, from the design's own facts. Its signer is nobody's."""
    from app.certification.printing import CouldNotPrint
    from app.certification.samples import sample

    try:
        out.write_bytes(sample(design, locale, now=clock.now()))
    except NotVisible:
        raise click.ClickException(f"There is no design {design} with a sample in {locale}.") from None
    except CouldNotPrint as reason:
        raise click.ClickException(f"It cannot be printed: {reason}") from None
    click.echo(f"{out} is written.")


@group.command("progress")
def show_progress() -> None:
    """Say how many certificates are printed and waiting, and why some are not; exit 1 if one could not be."""
    now = progress()
    click.echo(f"{now.done} of {now.owed} certificates are printed, {now.waiting} wait.")
    for failure in now.failures:
        what = "was given up" if failure.is_given_up else "will be tried again"
        click.echo(f"period {failure.period_id} {what}: {failure.reason}", err=True)
    if now.failures:
        raise SystemExit(1)


@group.command("retry")
def retry() -> None:
    """Try every certificate again that was given up."""
    click.echo(f"{retry_failed(issue_certificate)} certificates are due again.")


@group.command("logo")
@click.argument("company_key")
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def set_company_logo(company_key: str, picture: Path | None) -> None:
    """Print a partner's logo on certificates of its people from now on; without a picture, none."""
    from app.partners.logos import remove_logo, set_logo

    company_id = db.session.scalar(select(Company.id).where(Company.key == company_key))
    if company_id is None:
        raise click.ClickException(f"There is no company {company_key}.")
    try:
        if picture:
            set_logo(company_id, picture.read_bytes(), actor_id=None)
        else:
            remove_logo(company_id, actor_id=None)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo("Certificates that are made from now on follow; those that exist stay as they are.")


@keys_group.command("make")
def make() -> None:
    """Make the signing key if there is none yet; the first certificate would make it too."""
    from app.certification.keys import live_key_id

    click.echo(f"Certificates are signed with key {live_key_id(clock.now())}.")


@keys_group.command("rotate")
@click.option(
    "--new-authority", is_flag=True, help="Also replace the authority: its own key may have leaked."
)
def rotate_keys(new_authority: bool) -> None:
    """Sign with a new key from now on. What was signed stays valid."""
    from app.certification.keys import rotate

    key_id = rotate(clock.now(), has_new_authority=new_authority)
    click.echo(f"Certificates are signed with key {key_id} from now on; older ones stay valid.")
    if new_authority:
        click.echo("Readers must be given the new authority: flask certification keys show")


@keys_group.command("show")
def show() -> None:
    """Print the authorities, PEM, that a reader of PDF may be told to trust."""
    from app.certification.keys import authorities

    for authority in authorities():
        click.echo(authority, nl=False)
