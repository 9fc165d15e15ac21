"""Error pages: what happened and what to do, never a trace."""

from flask import Flask, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.errors import NotVisible


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotVisible, _not_visible)
    app.register_error_handler(Exception, _crash)


def _answer(code: int, headers: object = None) -> tuple[object, int]:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=code), code
    return render_template("web/error.html", code=code), code


def _http_error(problem: HTTPException) -> object:
    if problem.code is None or problem.code < 400:
        return problem
    answer = _answer(problem.code)
    return answer


def _not_visible(_problem: NotVisible) -> object:
    return _answer(404)


def _crash(problem: Exception) -> object:
    from flask import current_app

    if current_app.testing or current_app.debug:
        raise problem
    current_app.logger.exception("unhandled")
    return _answer(500)


__all__ = ["Response", "init_app"]
