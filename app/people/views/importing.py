"""Importing people: choose a file, see what it would do, confirm."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import access
from app.core.csv_import import MOST_BYTES, PlanOutdated, Upload, pack_upload, unpack_upload
from app.core.errors import DomainError
from app.core.export import csv_response
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.people.forms import ConfirmPeopleForm, UploadForm, file_bytes
from app.people.import_plan import COLUMNS, EXAMPLE, Employer
from app.people.models import ADMIN, CHANNEL_MANAGER
from app.people.policies import grantable_roles
from app.people.services import import_people, plan_people_file
from app.people.views.blueprint import bp

PURPOSE = "people"


def _grantable(employer: Employer) -> frozenset[str]:
    return grantable_roles(current_user, company_id=employer.id, is_vendor_company=employer.is_vendor)


def _diff(raw: bytes, *, with_mail: bool = False, notice: str = "") -> str:
    plan = plan_people_file(raw, _grantable)
    packed = pack_upload(raw, plan, purpose=PURPOSE, actor_id=current_user.person_id)
    form = ConfirmPeopleForm(formdata=None, packed=packed, with_mail=with_mail)
    return render_template("people/import_diff.html", plan=plan, form=form, notice_text=notice)


@bp.get("/people/import", endpoint="import_people")
@access(CHANNEL_MANAGER, ADMIN)
def import_people_start() -> str:
    return render_template("people/import.html", form=UploadForm(), columns=COLUMNS)


@bp.post("/people/import")
@limiter.limit("30 per minute")
@access(CHANNEL_MANAGER, ADMIN)
def import_people_dry() -> str | tuple[str, int]:
    """The dry run; nothing is written."""
    form = UploadForm()
    if form.validate():
        try:
            return _diff(file_bytes(form, MOST_BYTES))
        except DomainError as refusal:
            form.refuse(refusal)
    return render_template("people/import.html", form=form, columns=COLUMNS), 422


@bp.post("/people/import/confirm")
@limiter.limit("30 per minute")
@access(CHANNEL_MANAGER, ADMIN)
def import_people_confirm() -> Response | tuple[str, int]:
    form = ConfirmPeopleForm()
    try:
        upload = unpack_upload(form.packed.data or "", purpose=PURPOSE, actor_id=current_user.person_id)
    except DomainError as refusal:
        flash(str(refusal), "refusal")
        return redirect(url_for("people.import_people"), code=303)
    return _confirm(upload, with_mail=bool(form.with_mail.data))


def _confirm(upload: Upload, *, with_mail: bool) -> Response | tuple[str, int]:
    try:
        plan = import_people(
            upload.raw,
            upload.shown,
            _grantable,
            actor_id=current_user.person_id,
            with_mail=with_mail,
            now=clock.now(),
        )
    except PlanOutdated as refusal:
        return _diff(upload.raw, with_mail=with_mail, notice=str(refusal)), 409
    counts = {"new": len(plan.of_kind("new")), "changed": len(plan.of_kind("changed"))}
    flash(_("Imported: %(new)d new, %(changed)d changed.", **counts), "toast")
    return redirect(url_for("people.people"), code=303)


@bp.get("/people/import/template.csv")
@access(CHANNEL_MANAGER, ADMIN)
def import_people_template() -> FlaskResponse:
    return csv_response("people", COLUMNS, [EXAMPLE])
