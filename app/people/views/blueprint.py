"""The blueprint of people, who holds a session's token, and how a browser gets one."""

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import PUBLIC, access_of
from app.people.actor import Actor, Visitor
from app.people.browsers import browser_name
from app.people.services import Knock, sign_out
from app.people.sessions import load_actor

bp = Blueprint("people", __name__, template_folder="../templates")

TOKEN = "_user_id"  # nosec B105: a name, no secret
"""Where Flask-Login looks for who is signed in."""
WITHOUT_SECOND_FACTOR = frozenset(
    {"people.second_factor", "people.second_factor_save", "people.sign_out", "people.switch_seat"}
)


def connect(login_manager: LoginManager) -> None:
    """Tell Flask-Login who holds a session token."""
    login_manager.anonymous_user = Visitor
    login_manager.user_loader(_actor)


def _actor(token: str) -> Actor | None:
    return load_actor(token)


def knock() -> Knock:
    """From where this request comes."""
    return Knock(request.remote_addr or "", browser_name(request.headers.get("User-Agent", "")))


def begin_session(token: str) -> None:
    """Put a new token into an emptied cookie; whoever was signed in here before is signed out."""
    if current_user.is_authenticated and session.get(TOKEN) != token:
        sign_out(current_user, now=clock.now())
    keep_session(token)


def keep_session(token: str) -> None:
    """The same person goes on under a new token; nothing else of the old cookie survives."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    session["_fresh"] = True


@bp.before_app_request
def second_factor_first() -> Response | None:
    """Vendor roles set their second factor up before anything else, where the site demands it."""
    if not current_app.config["KRU"].require_totp or request.endpoint is None:
        return None
    view = current_app.view_functions.get(request.endpoint)
    if request.endpoint in WITHOUT_SECOND_FACTOR or view is None or PUBLIC in (access_of(view) or ()):
        return None
    if current_user.is_authenticated and current_user.is_vendor and not current_user.has_totp:
        return redirect(url_for("people.second_factor"), code=303)
    return None
