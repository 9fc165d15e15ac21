"""The second factor: set it up with an authenticator app, or turn it off."""

import segno
from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.people import services
from app.people.forms import SecondFactorForm, SecondFactorOffForm, text
from app.people.models import Person
from app.people.second_factor import setup_address
from app.people.views.blueprint import bp


def _setup_page(form: SecondFactorForm, status: int = 200) -> tuple[str, int]:
    secret = services.opened_offer(text(form.sealed))
    person = db.session.get_one(Person, current_user.person_id)
    address = setup_address(secret, account=person.email, issuer=current_app.config["KRU"].issuer_name)
    code = segno.make(address, error="m")
    picture = code.svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    values = {"form": form, "picture": picture, "secret": grouped, "is_demanded": _is_demanded()}
    return render_template("people/second_factor.html", **values), status


def _is_demanded() -> bool:
    return bool(current_app.config["KRU"].require_totp and current_user.is_vendor)


@bp.get("/account/second-factor")
@access(SIGNED_IN)
def second_factor() -> tuple[str, int]:
    if current_user.has_totp:
        return _off_page(SecondFactorOffForm())
    return _setup_page(SecondFactorForm(formdata=None, sealed=services.offer_secret()))


@bp.post("/account/second-factor")
@limiter.limit("10 per minute; 60 per hour")
@access(SIGNED_IN)
def second_factor_save() -> Response | tuple[str, int]:
    form = SecondFactorForm()
    try:
        if form.validate():
            services.enrol_second_factor(current_user, text(form.sealed), text(form.code), now=clock.now())
            flash(_("The second factor is on. Other browsers are signed out."), "info")
            return redirect(url_for("people.account"), code=303)
        services.opened_offer(text(form.sealed))
    except DomainError as refusal:
        form.refuse(refusal)
    try:
        return _setup_page(form, 422)
    except DomainError:
        return redirect(url_for("people.second_factor"), code=303)


def _off_page(form: SecondFactorOffForm, status: int = 200) -> tuple[str, int]:
    return (
        render_template("people/second_factor_off.html", form=form, is_demanded=_is_demanded()),
        status,
    )


@bp.post("/account/second-factor/off")
@limiter.limit("10 per minute; 40 per hour")
@access(SIGNED_IN)
def second_factor_off() -> Response | tuple[str, int]:
    form = SecondFactorOffForm()
    if not form.validate():
        return _off_page(form, 422)
    try:
        services.remove_second_factor(current_user, text(form.password), now=clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return _off_page(form, 422)
    flash(_("The second factor is off."), "info")
    return redirect(url_for("people.account"), code=303)
