"""Error pages: what happened and what to do, never a trace."""

from dataclasses import dataclass

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.errors import NotVisible
from app.core.i18n import gettext as _

DEFAULT_CODE = 400
WRONG_HOST = "This site does not answer to that host name.\n"


@dataclass(frozen=True)
class Words:
    """What an error page says. `back` is the button that returns; `kept`: what was typed is still there."""

    code: int
    title: str
    lines: tuple[str, ...]
    back: str = ""
    kept: bool = False


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotVisible, _not_visible)
    app.register_error_handler(Exception, _crash)


def _http_error(problem: HTTPException) -> Response:
    if problem.code is None or problem.code < 400:
        return problem.get_response()
    if isinstance(problem, SecurityError):
        return make_response(WRONG_HOST, 400, {"Content-Type": "text/plain; charset=utf-8"})
    answer = _answer(problem.code, expired=isinstance(problem, CSRFError))
    for name, value in problem.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _not_visible(_problem: NotVisible) -> Response:
    return _answer(404)


def _crash(problem: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise problem
    current_app.logger.exception("unhandled")
    db.session.remove()
    return _answer(500)


def _answer(code: int, *, expired: bool = False) -> Response:
    if _wants_json():
        return make_response(jsonify(error=code), code)
    _make_sure_of_an_actor()
    words = page_expired() if expired else words_for(code)
    partial = request.headers.get("HX-Request-Type") == "partial"
    template = "web/_error_notice.html" if partial else "web/error.html"
    page = render_template(template, words=words, request_id=g.get("request_id", ""))
    return make_response(page, code)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return bool(accepted.best == "application/json" or request.is_json)


def _make_sure_of_an_actor() -> None:
    """When the person cannot be loaded, the page greets nobody instead of failing again."""
    try:
        _ = current_user.is_authenticated
    except Exception:
        current_app.logger.exception("actor not loaded for an error page")
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def page_expired() -> Words:
    """The form's token does not belong to this session any more."""
    return Words(
        code=400,
        title=_("This page was open too long"),
        lines=(
            _("You signed in or out since it was opened, so it could not be sent. Nothing was changed."),
            _("What you typed is still there: go back, check it and send it again."),
        ),
        back=_("Back to the page"),
        kept=True,
    )


def words_for(code: int) -> Words:
    """The words of an answer; unknown codes speak of the request (4xx) or of us (5xx)."""
    found = _words().get(code)
    if found is None:
        found = _words()[500 if code >= 500 else DEFAULT_CODE]
    title, lines, back = found
    return Words(code, title, lines, back, kept=bool(back))


def _words() -> dict[int, tuple[str, tuple[str, ...], str]]:
    back = _("Back to the page")
    return {
        400: (
            _("That request was not understood"),
            (_("Part of it was missing or unreadable. Nothing was changed. Go back and try it again."),),
            back,
        ),
        401: (
            _("You are signed out"),
            (_("Sign in again, then send it once more. What you typed is still there."),),
            back,
        ),
        403: (
            _("That came from another site"),
            (_("Kru only accepts what is sent from its own pages. Open the page here and do it there."),),
            "",
        ),
        404: (
            _("There is no such page"),
            (
                _("The address may be mistyped, or the page was moved or closed."),
                _("If somebody sent you the link, ask them whether it is meant for your company."),
            ),
            "",
        ),
        405: (
            _("That address cannot be opened like this"),
            (_("It belongs to a button on a page. Open the page and press the button there."),),
            "",
        ),
        413: (
            _("That file is too large"),
            (
                _("At most %(size)s MB can be sent at once. Nothing was saved.", size=_largest()),
                _("Choose a smaller file, or make this one smaller, and send it again."),
            ),
            back,
        ),
        429: (
            _("Too many tries in a short time"),
            (_("Wait a minute, then try again. Nothing you typed is lost."),),
            back,
        ),
        500: (
            _("Something broke on our side"),
            (
                _("It has been written down. Nothing you did caused it, and nothing was saved halfway."),
                _("Go back and try again. If it stays, tell your contact the number below."),
            ),
            back,
        ),
    }


def _largest() -> int:
    return int(current_app.config["KRU"].max_upload_mib)
