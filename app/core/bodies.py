"""How much of a request's body is read: never a huge form, and always the rest before the answer goes out."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, request

FORM = "application/x-www-form-urlencoded"
CHUNK = 64 * 1024
MARGIN = 1024 * 1024
"""By how much a body may be too large and still be read to its end; beyond that the sender has had warning."""
View = TypeVar("View", bound=Callable[..., object])


def init_app(app: Flask) -> None:
    """Must run before whatever looks into forms."""
    app.before_request(_limit_bodies)
    app.after_request(_read_the_rest)


def takes(largest: int) -> Callable[[View], View]:
    """Marks a view whose body may have so many bytes, more than others: one file as it is, no form."""

    def mark(view: View) -> View:
        view.largest_body = largest  # type: ignore[attr-defined]
        return view

    return mark


def _limit_bodies() -> None:
    """A form without files is taken apart in memory at once: 32 MiB of it cost 1.3 GiB and 20 s."""
    if request.mimetype == FORM:
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    elif not request.mimetype.startswith("multipart/"):
        request.max_content_length = _largest()


def _largest() -> int:
    view = current_app.view_functions.get(request.endpoint or "")
    largest: int = getattr(view, "largest_body", current_app.config["MAX_CONTENT_LENGTH"])
    return largest


def _read_the_rest(response: Response) -> Response:
    """Whoever still sends when the connection closes sees it broken, not the answer: nginx makes a 502 of it.

    Only where the server says that the body has an end, as gunicorn does: elsewhere reading on would wait for ever.
    """
    has_end = request.environ.get("wsgi.input_terminated", False)
    if has_end and 0 < (request.content_length or 0) <= _largest() + MARGIN:
        body = request.environ["wsgi.input"]
        while body.read(CHUNK):
            pass
    return response
