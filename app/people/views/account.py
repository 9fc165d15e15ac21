"""The own account: name, language, zone, look, password, browsers."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import forget_reader
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.people import services
from app.people.directory import browsers_of
from app.people.forms import ChangePasswordForm, ProfileForm, text
from app.people.models import Person
from app.people.seats import open_seats_of
from app.people.views.blueprint import bp, keep_session

THEME_COOKIE = "kru_theme"


def _page(
    profile: ProfileForm | None = None, password: ChangePasswordForm | None = None, *, status: int = 200
) -> tuple[str, int]:
    person = db.session.get_one(Person, current_user.person_id)
    values = {
        "person": person,
        "profile": profile or ProfileForm(obj=person),
        "password": password or ChangePasswordForm(formdata=None),
        "browsers": browsers_of(current_user),
        "seats": open_seats_of(person.id),
    }
    return render_template("people/account.html", **values), status


@bp.get("/account")
@access(SIGNED_IN)
def account() -> tuple[str, int]:
    return _page()


@bp.post("/account")
@access(SIGNED_IN)
def account_save() -> Response | tuple[str, int]:
    form = ProfileForm()
    if not form.validate():
        return _page(profile=form, status=422)
    wanted = form.profile()
    try:
        services.change_profile(current_user, wanted)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(profile=form, status=422)
    forget_reader()
    flash(_("Saved."), "toast")
    answer = redirect(url_for("people.account"), code=303)
    answer.set_cookie(THEME_COOKIE, wanted.theme, max_age=31_536_000, samesite="Lax")
    return answer


@bp.post("/account/password")
@limiter.limit("10 per minute; 40 per hour")
@access(SIGNED_IN)
def password_save() -> Response | tuple[str, int]:
    form = ChangePasswordForm()
    if not form.validate():
        return _page(password=form, status=422)
    try:
        token = services.change_password(
            current_user, text(form.current), text(form.password), now=clock.now()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(password=form, status=422)
    keep_session(token)
    flash(_("Your password is changed. All other browsers are signed out."), "info")
    return redirect(url_for("people.account"), code=303)


@bp.post("/account/browsers/<int:sign_in_id>/end")
@access(SIGNED_IN)
def end_browser(sign_in_id: int) -> Response:
    services.end_browser(current_user, sign_in_id, now=clock.now())
    flash(_("That browser is signed out."), "toast")
    return redirect(url_for("people.account") + "#browsers", code=303)


@bp.post("/account/browsers/end-others")
@access(SIGNED_IN)
def end_other_browsers() -> Response:
    services.end_other_browsers(current_user, now=clock.now())
    flash(_("All other browsers are signed out."), "toast")
    return redirect(url_for("people.account") + "#browsers", code=303)
