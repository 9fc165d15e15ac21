"""Bringing questions into a bank: choose a file, see what would come, confirm exactly that. And taking them out."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import uploads
from app.assessment.exporting import export_bank
from app.assessment.file_forms import ConfirmImportForm, ExportForm, ImportForm
from app.assessment.formats import Refused
from app.assessment.formats.writing import Written
from app.assessment.studio_queries import BankHead, get_bank
from app.assessment.uploads import ImportOutdated, ImportPlan, Upload
from app.assessment.views.blueprint import bp
from app.core import clock
from app.core.access import access
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.core.storage import attachment
from app.people.models import ADMIN, AUTHOR

BANK = "/studio/banks/<bank_key>"


def _studio_bank(bank_key: str) -> BankHead:
    """A bank that may be changed here; one of the content files is not imported into."""
    bank = get_bank(current_user, bank_key)
    if not bank.is_of_studio:
        raise NotVisible
    return bank


def _import_form(bank: BankHead) -> ImportForm:
    """The bank's first language stands there until another is chosen; a new one is added to the bank."""
    form = ImportForm(language=bank.languages[0])
    form.language.choices = LANGUAGES
    return form


@bp.get(f"{BANK}/import", endpoint="import_questions")
@access(AUTHOR, ADMIN)
def import_start(bank_key: str) -> str:
    bank = _studio_bank(bank_key)
    return render_template("assessment/studio/import.html", bank=bank, form=_import_form(bank))


@bp.post(f"{BANK}/import")
@limiter.limit("30 per minute")
@access(AUTHOR, ADMIN)
def import_dry(bank_key: str) -> str | tuple[str, int]:
    """The dry run: what would come, and what not and why. No question is written."""
    bank = _studio_bank(bank_key)
    form = _import_form(bank)
    if form.validate():
        draft = form.draft()
        upload = uploads.upload_of(bank.key, draft)
        try:
            plan = uploads.plan_of(upload, draft.raw, actor_id=current_user.person_id, now=clock.now())
        except (DomainError, Refused) as refusal:
            form.refuse(DomainError(str(refusal), field="file"))
        else:
            uploads.keep_raw(draft)
            return _report(bank, upload, plan)
    return render_template("assessment/studio/import.html", bank=bank, form=form), 422


def _report(bank: BankHead, upload: Upload, plan: ImportPlan, *, is_outdated: bool = False) -> str:
    form = ConfirmImportForm(
        formdata=None, sealed=uploads.seal(upload, plan, actor_id=current_user.person_id)
    )
    return render_template(
        "assessment/studio/import_report.html",
        bank=bank,
        upload=upload,
        plan=plan,
        form=form,
        is_outdated=is_outdated,
    )


@bp.post(f"{BANK}/import/confirm")
@limiter.limit("30 per minute")
@access(AUTHOR, ADMIN)
def import_confirm(bank_key: str) -> Response | tuple[str, int]:
    """Import what was shown, and nothing else: if the bank changed meanwhile it is shown again."""
    bank = _studio_bank(bank_key)
    who: dict[str, Any] = {"actor_id": current_user.person_id, "now": clock.now()}
    try:
        sealed = ConfirmImportForm().sealed.data or ""
        upload, shown = uploads.unseal(sealed, bank_key=bank.key, actor_id=current_user.person_id)
        try:
            plan = uploads.import_as_shown(upload, shown=shown, **who)
        except ImportOutdated:
            again = uploads.plan_of(upload, uploads.raw_of(upload), **who)
            return _report(bank, upload, again, is_outdated=True), 409
    except (DomainError, Refused) as refusal:
        flash(str(refusal), "refusal")
        return redirect(url_for(".import_questions", bank_key=bank.key), code=303)
    flash(_("Imported: %(new)d new, %(changed)d changed.", new=plan.new, changed=plan.changed), "toast")
    return redirect(url_for(".bank", bank_key=bank.key), code=303)


@bp.get(f"{BANK}/export", endpoint="export_questions")
@access(AUTHOR, ADMIN)
def export_page(bank_key: str) -> str:
    """What the chosen format cannot say of this bank, then the file itself."""
    bank = get_bank(current_user, bank_key)
    form = _export_form(bank)
    written = None
    if request.args.get("format"):
        written = export_bank(bank.key, form.format.data, language=form.language.data)
    return render_template("assessment/studio/export.html", bank=bank, form=form, written=written)


def _export_form(bank: BankHead) -> ExportForm:
    """The choice as it stands in the address; what cannot be meant is a missing page."""
    form = ExportForm(request.args)
    form.language.choices = {code: LANGUAGES.get(code, code) for code in bank.languages}
    if not form.language.data:
        form.language.data = bank.languages[0]
    if request.args.get("format") and not form.validate():
        raise NotVisible
    return form


@bp.get(f"{BANK}/export/file")
@limiter.limit("30 per minute")
@access(AUTHOR, ADMIN)
def export_file(bank_key: str) -> FlaskResponse:
    bank = get_bank(current_user, bank_key)
    form = _export_form(bank)
    return _download(export_bank(bank.key, form.format.data, language=form.language.data))


def _download(written: Written) -> FlaskResponse:
    headers = {"Content-Disposition": attachment(written.name)}
    return FlaskResponse(written.data, mimetype=written.media_type, headers=headers)
