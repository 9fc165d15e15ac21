"""Health, the style guide and the development mail box."""

from flask import Blueprint, abort, render_template
from sqlalchemy import text

from app.core.access import DEVELOPMENT, PUBLIC, access
from app.core.db import db
from app.core.limits import limiter

bp = Blueprint("web", __name__)


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
    return render_template("web/styleguide.html")
