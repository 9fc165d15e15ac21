"""What may stand in an address: row numbers that a row can have, and text that a database can hold."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""The largest key of a row in PostgreSQL's INTEGER."""


class RowNumber(IntegerConverter):
    """`<int:…>`: a larger number than any row can have is no address of ours, so it is a 404."""

    def __init__(
        self,
        map: Map,
        fixed_digits: int = 0,
        min: int | None = None,
        max: int | None = LARGEST,
        signed: bool = False,
    ) -> None:
        super().__init__(map, fixed_digits, min, max, signed)


def init_app(app: Flask) -> None:
    """Must run before any route is added."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """PostgreSQL cannot store or compare NUL; nobody types one."""
    if b"%00" in request.query_string or "\x00" in request.path:
        abort(400)


def number_in_query(name: str) -> int | None:
    """A row number from the query string; None for anything else."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 <= value <= LARGEST else None
