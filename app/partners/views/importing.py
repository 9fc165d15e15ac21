"""Importing companies: choose a file, see what it would do, confirm."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import access
from app.core.csv_import import MOST_BYTES, PlanOutdated, pack_upload, unpack_upload
from app.core.errors import DomainError
from app.core.export import csv_response
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.partners.importing import COLUMNS, EXAMPLE, import_companies, plan_company_file
from app.partners.views.blueprint import bp
from app.people.forms import ConfirmUploadForm, UploadForm, file_bytes
from app.people.models import ADMIN, CHANNEL_MANAGER

PURPOSE = "companies"


def _diff(raw: bytes, *, notice: str = "") -> str:
    plan = plan_company_file(raw)
    packed = pack_upload(raw, plan, purpose=PURPOSE, actor_id=current_user.person_id)
    form = ConfirmUploadForm(formdata=None, packed=packed)
    return render_template("partners/import_diff.html", plan=plan, form=form, notice_text=notice)


@bp.get("/partners/import", endpoint="import_companies")
@access(CHANNEL_MANAGER, ADMIN)
def import_companies_start() -> str:
    return render_template("partners/import.html", form=UploadForm(), columns=COLUMNS)


@bp.post("/partners/import")
@limiter.limit("30 per minute")
@access(CHANNEL_MANAGER, ADMIN)
def import_companies_dry() -> str | tuple[str, int]:
    """The dry run; nothing is written."""
    form = UploadForm()
    if form.validate():
        try:
            return _diff(file_bytes(form, MOST_BYTES))
        except DomainError as refusal:
            form.refuse(refusal)
    return render_template("partners/import.html", form=form, columns=COLUMNS), 422


@bp.post("/partners/import/confirm")
@limiter.limit("30 per minute")
@access(CHANNEL_MANAGER, ADMIN)
def import_companies_confirm() -> Response | tuple[str, int]:
    form, who = ConfirmUploadForm(), current_user.person_id
    try:
        upload = unpack_upload(form.packed.data or "", purpose=PURPOSE, actor_id=who)
    except DomainError as refusal:
        flash(str(refusal), "refusal")
        return redirect(url_for("partners.import_companies"), code=303)
    try:
        plan = import_companies(upload.raw, upload.shown, actor_id=who, now=clock.now())
    except PlanOutdated as refusal:
        return _diff(upload.raw, notice=str(refusal)), 409
    counts = {"new": len(plan.of_kind("new")), "changed": len(plan.of_kind("changed"))}
    flash(_("Imported: %(new)d new, %(changed)d changed.", **counts), "toast")
    return redirect(url_for("partners.companies"), code=303)


@bp.get("/partners/import/template.csv")
@access(CHANNEL_MANAGER, ADMIN)
def import_companies_template() -> FlaskResponse:
    return csv_response("companies", COLUMNS, [EXAMPLE])
