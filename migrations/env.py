"""Runs the migrations: one runner at a time, foreign keys off on SQLite while tables are rebuilt."""

import importlib
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.core.db import Base, Document, UtcTime, Word, db

LOCK = 20261124
PACKAGES = (
    "core", "partners", "people", "catalogue", "points", "notifications", "learning", "assessment", "certification",
)  # fmt: skip
for package in PACKAGES:
    importlib.import_module(f"app.{package}.models")
for module in ("app.assessment.records", "app.certification.records"):
    importlib.import_module(module)


def run() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # outside any transaction: inside one SQLite ignores it, and a rebuilt table would empty its children
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        else:
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            connection.commit()
        try:
            _migrate(connection)
        finally:
            if connection.dialect.name != "sqlite":
                connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
                connection.commit()
    db.engine.dispose()


def _migrate(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        render_item=_plain_type,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"foreign keys broken after migration: {broken[:5]}")


def _plain_type(kind: str, thing: Any, _context: object) -> str | bool:
    """A migration names plain types: it must run unchanged when ours have moved on."""
    if kind == "type" and isinstance(thing, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Word):
        return f"sa.String({thing.impl.length})"
    if kind == "type" and thing is Document:
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


run()
