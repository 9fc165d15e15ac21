"""Commands: flask assessment …"""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from app.assessment.exporting import export_bank
from app.assessment.formats import FORMATS, WRITERS, Imported, Refused, read_path
from app.assessment.formats.report import as_json
from app.assessment.services.importing import check_target, import_questions
from app.core import clock
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES

group = AppGroup("assessment", help="Import and export questions.")

FilePath = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("import")
@click.argument("file", type=FilePath)
@click.option("--bank", required=True, help="Name or key of the bank; it is made if there is none.")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Found out from the content if left out."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="Of the file's texts.")
@click.option("--draft", is_flag=True, help="New wordings are drafts: nobody is asked them yet.")
@click.option("--dry-run", is_flag=True, help="Only tell what would come.")
@click.option("--json", "with_json", is_flag=True, help="Print the report as JSON and nothing else.")
def import_command(
    file: Path, bank: str, format_: str | None, language: str, draft: bool, dry_run: bool, with_json: bool
) -> None:
    """Bring the questions of FILE into a bank; exit 1 if the whole file is refused."""
    try:
        check_target(bank)
        imported = read_path(file, format=format_, language=language)
        done = None
        if not dry_run:
            done = import_questions(
                bank, imported, language=language, as_draft=draft, actor_id=None, now=clock.now()
            )
    except (Refused, DomainError) as refusal:
        raise click.ClickException(f"{file.name}: {refusal}") from None
    _tell(imported, with_json=with_json)
    if not with_json:
        words = f"Written: {done.added} new, {done.changed} changed." if done else "Nothing was written."
        click.echo(words)


def _tell(imported: Imported, *, with_json: bool) -> None:
    """The report; what was left out of a question stands aside, where it disturbs no program."""
    if with_json:
        click.echo(json.dumps(as_json(imported), ensure_ascii=False))
    else:
        for kind, count in imported.counts.items():
            click.echo(f"{count} {kind}")
        for name in imported.categories:
            click.echo(f"category {name}")
        for one in imported.skipped:
            click.echo(f"skipped {one.where}: {one.reason}")
    for one in imported.notes:
        click.echo(f"{one.where}: {one.reason}", err=True)


@group.command("export")
@click.option("--bank", required=True, help="Key of the bank.")
@click.option("--format", "format_", type=click.Choice(list(WRITERS)), required=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="The bank's first one if left out.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Else to standard output."
)
@click.option("--json", "with_json", is_flag=True, help="Print the report as JSON; needs -o.")
def export_command(
    bank: str, format_: str, language: str | None, output: Path | None, with_json: bool
) -> None:
    """Write a bank's questions into a file, and name what its format cannot say."""
    if with_json and output is None:
        raise click.UsageError("--json prints the report, so the file needs -o.")
    try:
        written = export_bank(bank, format_, language=language)
    except NotVisible:
        raise click.ClickException(f"There is no bank {bank}.") from None
    if output:
        output.write_bytes(written.data)
    else:
        click.echo(written.data, nl=False)
    if with_json:
        cannot = [{"where": one.where, "reason": one.reason} for one in written.cannot]
        click.echo(json.dumps({"exported": written.counts, "cannot": cannot}, ensure_ascii=False))
    else:
        for one in written.cannot:
            click.echo(f"{one.where}: {one.reason}", err=True)
