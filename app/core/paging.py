"""Keyset pages: the next page begins after the last row shown, so page 1,000 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, tuple_

from app.core.db import AnyRow, AnySelect, read

FORWARD, BACK = ">", "<"


@dataclass(frozen=True)
class Page:
    """Rows in order, and what to ask for to get the page before and after; each row ends with its keys."""

    rows: list[AnyRow]
    previous: str | None
    next: str | None


def fetch(
    statement: AnySelect,
    *,
    keys: Sequence[ColumnElement[Any]],
    at: str | None,
    size: int,
    descending: bool = False,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Page:
    """One page of the statement in the order of the keys, which together name a row and are never null.

    `at` is the `next` or `previous` of another page; anything else is the first page. `values` fill the
    statement's bind parameters.
    """
    direction, border = _decode(at, keys)
    backwards = direction == BACK
    rising = descending == backwards
    if border is not None:
        here, there = tuple_(*keys), tuple_(*border)
        statement = statement.where(here > there if rising else here < there)
    order = [key.asc() if rising else key.desc() for key in keys]
    found = list(read(statement.add_columns(*keys).order_by(*order).limit(size + 1), **values).all())
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else border is not None
    has_next = True if backwards else more
    count = len(keys)
    return Page(
        rows,
        previous=_encode(BACK, rows[0][-count:]) if rows and has_previous else None,
        next=_encode(FORWARD, rows[-1][-count:]) if rows and has_next else None,
    )


def _encode(direction: str, values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([direction, *plain]).encode()).decode().rstrip("=")


def _decode(token: str | None, keys: Sequence[ColumnElement[Any]]) -> tuple[str, list[Any] | None]:
    """What a browser sent back is not trusted: a token that does not fit the keys is none."""
    if not token or len(token) > 1000:
        return FORWARD, None
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if direction not in (FORWARD, BACK) or len(values) != len(keys):
            return FORWARD, None
        return direction, [_typed(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError):
        return FORWARD, None


def _typed(value: Any, key: ColumnElement[Any]) -> Any:
    wanted = key.type.python_type
    if wanted in (date, datetime):
        return wanted.fromisoformat(value)
    if isinstance(value, bool) or not isinstance(value, wanted):
        raise TypeError(f"not a {wanted.__name__}")
    if isinstance(value, int) and abs(value) > 1 << 31:
        raise ValueError("out of range")
    return value
