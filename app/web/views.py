"""Health, the choice of language, the style guide and the development mail box."""

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import text
from werkzeug.wrappers import Response

from app.core.access import DEVELOPMENT, PUBLIC, access
from app.core.db import db
from app.core.i18n import LANGUAGE_COOKIE, LANGUAGES
from app.core.limits import limiter
from app.core.links import safe_next
from app.people import services as people
from app.web.outbox import filed_mails
from app.web.styleguide import ROLES, sample_values

bp = Blueprint("web", __name__)

YEAR = 365 * 24 * 3600


@bp.get("/healthz")
@limiter.exempt
@access(PUBLIC)
def healthz() -> str:
    """The process answers."""
    return "ok"


@bp.get("/readyz")
@limiter.exempt
@access(PUBLIC)
def readyz() -> str:
    """The database answers too."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:
        abort(503)
    return "ok"


@bp.get("/styleguide")
@access(DEVELOPMENT)
def styleguide() -> str:
    """Every component in its states; `?role=` shows another role's frame."""
    role = request.args.get("role", ROLES[0])
    return render_template("web/styleguide.html", **sample_values(role if role in ROLES else ROLES[0]))


@bp.get("/mail")
@access(DEVELOPMENT)
def outbox_mail() -> str:
    """The mails that were filed instead of sent."""
    mails = filed_mails(current_app.config["KRU"].instance / "mail")
    return render_template("web/outbox_mail.html", mails=mails)


@bp.post("/language")
@access(PUBLIC)
def set_language() -> Response:
    """Keep the chosen language: in the account when signed in, and in a cookie for after signing out."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        people.set_language(current_user.person_id, chosen)
    answer = redirect(safe_next(request.form.get("next"), "/"), code=303)
    secure = current_app.config["KRU"].production
    answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, httponly=True, secure=secure, samesite="Lax")
    return answer
