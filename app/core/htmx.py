"""One view, two answers: the whole page, or the piece that htmx asked for."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response


def render_either(page: str, *, fragment: str, **values: object) -> Response:
    """The fragment for a partial htmx request, the page for everything else."""
    partial = request.headers.get("HX-Request-Type") == "partial"
    response = make_response(render_template(fragment if partial else page, **values))
    response.headers.add("Vary", "HX-Request-Type")
    return response
