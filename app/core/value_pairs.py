"""A table of two columns that lives for one statement: one parameter, however many rows, on both databases."""

import json
from collections.abc import Sequence

from sqlalchemy import CTE, String, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.core.db import db


def value_pairs(pairs: Sequence[tuple[str, str]], name: str, first: str, second: str) -> CTE:
    """A CTE of that name with these rows. PostgreSQL unnests arrays, SQLite reads JSON."""
    if db.engine.dialect.name == "postgresql":
        columns = [literal([pair[n] for pair in pairs], ARRAY(String)) for n in (0, 1)]
        rows = func.unnest(*columns).table_valued(first, second, name=f"{name}_rows").render_derived()
        return select(rows.c[first], rows.c[second]).cte(name)
    rows = func.json_each(literal(json.dumps([list(pair) for pair in pairs]))).table_valued(
        "value", name=f"{name}_rows"
    )
    return select(
        func.json_extract(rows.c.value, "$[0]").label(first),
        func.json_extract(rows.c.value, "$[1]").label(second),
    ).cte(name)
