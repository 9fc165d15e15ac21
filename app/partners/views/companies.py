"""The list of companies, and making, changing and closing one."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import access, require
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.partners import services
from app.partners.forms import CompanyForm, countries
from app.partners.models import Company
from app.partners.views.blueprint import bp
from app.partners.words import region_word, tier_words, type_words
from app.people.company_directory import CompanyFilter, get_company, list_companies, manager_of, regions
from app.people.models import ADMIN, CHANNEL_MANAGER
from app.people.policies import can_change_company
from app.people.services import assign_manager, channel_managers, close_company


def _managers() -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in db.session.execute(channel_managers())]


@bp.get("/partners")
@access(CHANNEL_MANAGER, ADMIN)
def companies() -> str:
    given = {
        name: value
        for name in ("q", "region", "tier", "type", "manager", "state")
        if (value := request.args.get(name, "").strip()[:100])
    }
    wanted = CompanyFilter(
        text=given.get("q", ""),
        region=given.get("region", ""),
        tier=given.get("tier", ""),
        company_type=given.get("type", ""),
        manager=given.get("manager", ""),
        state=given.get("state", ""),
    )
    return render_template(
        "partners/companies.html",
        found=list_companies(current_user, wanted, at=request.args.get("at")),
        wanted=wanted,
        given=given,
        managers=_managers(),
        regions=regions(current_user),
        region_word=region_word,
        countries=countries(),
        tiers=tier_words(),
        types=type_words(),
    )


@bp.get("/partners/new")
@access(CHANNEL_MANAGER, ADMIN)
def new() -> str:
    form = CompanyForm(
        managers=_managers(),
        regions=regions(current_user),
        country="TH",
        zone="Asia/Bangkok",
        manager=str(current_user.person_id),
    )
    return _edit_page(form, None)


@bp.post("/partners/new")
@access(CHANNEL_MANAGER, ADMIN)
def new_save() -> Response | tuple[str, int]:
    form = CompanyForm(managers=_managers(), regions=regions(current_user))
    if not form.validate():
        return _edit_page(form, None), 422
    try:
        with transaction():
            company_id = services.create_company(
                form.draft(), actor_id=current_user.person_id, now=clock.now()
            )
            assign_manager(company_id, form.manager_id, actor_id=current_user.person_id)
    except DomainError as refusal:
        form.refuse(refusal)
        return _edit_page(form, None), 422
    flash(_("%(name)s is there. Invite its first person.", name=form.name.data), "toast")
    return redirect(url_for("people.invite", company=company_id), code=303)


def _to_change(company_id: int) -> Company:
    company = get_company(current_user, company_id)
    require(can_change_company(current_user, is_vendor_company=company.kind == "vendor"))
    return company


def _edit_form(company: Company) -> CompanyForm:
    is_vendor = company.kind == "vendor"
    manager = str(manager_of(company.id) or "")
    return CompanyForm(
        obj=company,
        managers=_managers(),
        regions=regions(current_user),
        is_vendor=is_vendor,
        manager=manager,
    )


def _edit_page(form: CompanyForm, company: Company | None) -> str:
    back_url = _page_of(company) if company else url_for("partners.companies")
    return render_template("partners/edit.html", form=form, company=company, back_url=back_url)


@bp.get("/partners/<int:company_id>/edit")
@access(CHANNEL_MANAGER, ADMIN)
def company_edit(company_id: int) -> str:
    company = _to_change(company_id)
    return _edit_page(_edit_form(company), company)


@bp.post("/partners/<int:company_id>/edit")
@access(CHANNEL_MANAGER, ADMIN)
def company_save(company_id: int) -> Response | tuple[str, int]:
    company = _to_change(company_id)
    form = _edit_form(company)
    if not form.validate():
        return _edit_page(form, company), 422
    try:
        with transaction():
            services.change_company(company_id, form.draft(), actor_id=current_user.person_id)
            assign_manager(company_id, form.manager_id, actor_id=current_user.person_id)
    except DomainError as refusal:
        form.refuse(refusal)
        return _edit_page(form, company), 422
    flash(_("Saved."), "toast")
    return redirect(_page_of(company), code=303)


def _page_of(company: Company) -> str:
    """Where a company is looked at; the vendor and closed ones have only their place in the list."""
    if company.kind == "vendor" or company.closed_at:
        return url_for("partners.companies")
    return url_for("reporting.company", company_id=company.id)


@bp.post("/partners/<int:company_id>/close")
@access(CHANNEL_MANAGER, ADMIN)
def close(company_id: int) -> Response:
    company = _to_change(company_id)
    try:
        close_company(company_id, actor_id=current_user.person_id, now=clock.now())
        flash(
            _("%(name)s is closed. Its people are signed out; everything earned stays.", name=company.name),
            "toast",
        )
    except DomainError as refusal:
        flash(str(refusal), "refusal")
    return redirect(url_for("partners.companies"), code=303)


@bp.post("/partners/<int:company_id>/reopen")
@access(CHANNEL_MANAGER, ADMIN)
def reopen(company_id: int) -> Response:
    company = _to_change(company_id)
    services.reopen_company(company_id, actor_id=current_user.person_id)
    flash(_("%(name)s is open again.", name=company.name), "toast")
    return redirect(url_for("partners.company_edit", company_id=company_id), code=303)
