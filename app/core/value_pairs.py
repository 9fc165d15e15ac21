"""Lists and tables of two columns as parameters of a statement: its text is the same however long they are."""

import json
from collections.abc import Sequence

from sqlalchemy import CTE, ColumnElement, Integer, String, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.core.db import db


def value_pairs(name: str, first: str, second: str) -> CTE:
    """A CTE of that name whose rows `pair_values` gives when the statement is carried out; its columns are text.

    PostgreSQL unnests arrays, SQLite reads JSON, so a statement that holds one is made for each of them.
    """
    if is_postgresql():
        columns = [bindparam(f"{name}_{column}", type_=ARRAY(String)) for column in (first, second)]
        rows = func.unnest(*columns).table_valued(first, second, name=f"{name}_rows").render_derived()
        return select(rows.c[first], rows.c[second]).cte(name)
    rows = func.json_each(bindparam(f"{name}_{first}", type_=String)).table_valued(
        "value", name=f"{name}_rows"
    )
    return select(
        func.json_extract(rows.c.value, "$[0]").label(first),
        func.json_extract(rows.c.value, "$[1]").label(second),
    ).cte(name)


def pair_values(pairs: Sequence[tuple[str, str]], name: str, first: str, second: str) -> dict[str, object]:
    """The rows of the CTE as values of the statement."""
    if is_postgresql():
        return {f"{name}_{column}": [pair[n] for pair in pairs] for n, column in enumerate((first, second))}
    return {f"{name}_{first}": json.dumps([list(pair) for pair in pairs])}


def is_among(column: ColumnElement[int], name: str) -> ColumnElement[bool]:
    """That the column is one of the numbers that `numbers_among` gives; made for each database, as above."""
    if is_postgresql():
        return column == func.any(bindparam(name, type_=ARRAY(Integer)))
    rows = func.json_each(bindparam(name, type_=String)).table_valued("value", name=f"{name}_rows")
    return column.in_(select(rows.c.value))


def numbers_among(numbers: Sequence[int], name: str) -> dict[str, object]:
    """The numbers as the value of the statement."""
    return {name: list(numbers) if is_postgresql() else json.dumps(list(numbers))}


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
