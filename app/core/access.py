"""Who may open a view. Every view says so with `@access(...)`; one that does not is never served."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., object])

PUBLIC = "public"
SIGNED_IN = "signed_in"
DEVELOPMENT = "development"


def access(*roles: str) -> Callable[[View], View]:
    """Open a view to these roles, to anybody signed in (SIGNED_IN), or to the world (PUBLIC).

    DEVELOPMENT views exist only outside production.
    """
    if not roles:
        raise ValueError("say who may open it")

    def mark(view: View) -> View:
        view.kru_access = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def access_of(view: Callable[..., object]) -> frozenset[str] | None:
    """What a view asks for; None if nobody said."""
    return getattr(view, "kru_access", None)


def require(allowed: bool) -> None:
    """Answer 404 unless allowed: what you may not do is not there for you."""
    if not allowed:
        abort(404)


def init_app(app: Flask) -> None:
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    wanted = access_of(current_app.view_functions[request.endpoint])
    if wanted is None:
        raise RuntimeError(f"{request.endpoint} has no @access")
    if PUBLIC in wanted:
        return None
    if DEVELOPMENT in wanted:
        return abort(404) if current_app.config["KRU"].production else None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if SIGNED_IN not in wanted and not wanted & current_user.roles:
        abort(404)
    return None


def _to_sign_in() -> Response:
    for_page = request.method in ("GET", "HEAD") and "HX-Request" not in request.headers
    if not for_page or request.headers.get("Accept", "").startswith("application/json"):
        abort(401)
    path = request.full_path.rstrip("?")
    return redirect(url_for("people.sign_in", next=path if path != "/" else None), code=303)
