"""Pages behind mailed links, and the one that asks for a link. Opening a page never uses a link up."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import PUBLIC, access
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.core.limits import limiter
from app.flows.settle import settle_or_retry
from app.partners.models import Company
from app.people import services
from app.people.forms import AcceptForm, BaseForm, ForgotForm, NewPasswordForm, text
from app.people.links import INVITATION, PASSWORD_RESET, LinkState, look_at_link
from app.people.services import LinkSpent
from app.people.views.blueprint import begin_session, bp, knock

Answer = str | Response | tuple[str, int]


@bp.get("/forgot-password")
@access(PUBLIC)
def forgot() -> str:
    return render_template("people/forgot.html", form=ForgotForm(), is_sent="sent" in request.args)


@bp.post("/forgot-password")
@limiter.limit("5 per minute; 30 per hour")
@access(PUBLIC)
def forgot_submit() -> Answer:
    form = ForgotForm()
    if not form.validate():
        return render_template("people/forgot.html", form=form, is_sent=False), 422
    services.request_reset(text(form.email))
    return redirect(url_for("people.forgot", sent=1), code=303)


def _spent(purpose: str) -> Answer:
    return render_template("people/link_spent.html", purpose=purpose), 410


@bp.get("/reset/<token>")
@access(PUBLIC)
def reset(token: str) -> Answer:
    state = look_at_link(PASSWORD_RESET, token, now=clock.now())
    if state is None or not state.is_good:
        return _spent(PASSWORD_RESET)
    return render_template("people/reset.html", form=NewPasswordForm(), state=state, token=token)


@bp.post("/reset/<token>")
@limiter.limit("20 per minute")
@access(PUBLIC)
def reset_submit(token: str) -> Answer:
    state, form = look_at_link(PASSWORD_RESET, token, now=clock.now()), NewPasswordForm()
    if state is None or not state.is_good:
        return _spent(PASSWORD_RESET)
    try:
        if form.validate():
            services.reset_password(token, text(form.password), now=clock.now())
            flash(_("Your password is set. Sign in with it."), "info")
            return redirect(url_for("people.sign_in"), code=303)
    except LinkSpent:
        return _spent(PASSWORD_RESET)
    except DomainError as refusal:
        form.refuse(refusal)
    return render_template("people/reset.html", form=form, state=state, token=token), 422


@bp.get("/invitation/<token>")
@access(PUBLIC)
def invitation(token: str) -> Answer:
    state = look_at_link(INVITATION, token, now=clock.now())
    if state is None or not state.is_good:
        return _spent(INVITATION)
    return _invitation_page(_accept_form(state), state, token)


def _accept_form(state: LinkState) -> BaseForm:
    return BaseForm() if state.has_password else AcceptForm(name=state.name, language=language())


def _invitation_page(form: BaseForm, state: LinkState, token: str) -> str:
    company = db.session.get_one(Company, state.company_id)
    return render_template(
        "people/invitation.html", form=form, state=state, token=token, company=company.name
    )


@bp.post("/invitation/<token>")
@limiter.limit("20 per minute")
@access(PUBLIC)
def invitation_submit(token: str) -> Answer:
    state = look_at_link(INVITATION, token, now=clock.now())
    if state is None or not state.is_good:
        return _spent(INVITATION)
    form = _accept_form(state)
    try:
        if form.validate():
            return _accepted(form, token)
    except LinkSpent:
        return _spent(INVITATION)
    except DomainError as refusal:
        form.refuse(refusal)
    return _invitation_page(form, state, token), 422


def _accepted(form: BaseForm, token: str) -> Response:
    given = {name: form.data.get(name) or "" for name in ("name", "password", "language")}
    entry = services.accept_invitation(token, **given, knock=knock(), now=clock.now())
    settle_or_retry(entry.person_id, now=clock.now())
    if entry.token is None:
        flash(_("You have joined. Sign in as before; then choose the company under your name."), "info")
        return redirect(url_for("people.sign_in"), code=303)
    begin_session(entry.token)
    return redirect("/", code=303)
