"""Migrations. Flask-Migrate brings all of Alembic with it, so only the first command that asks for it loads it."""

from typing import Any

from click import Command, Context
from flask import Flask

from app.core.db import db
from config import ROOT


class LateMigrate:
    """Stands where Flask-Migrate looks for its settings, and makes way for them when the first one is asked for."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate(self._app, db, directory=str(ROOT / "migrations"), render_as_batch=True, include_name=is_ours)
        return getattr(self._app.extensions["migrate"], name)


class LateCommands(Command):
    """Flask-Migrate's group of commands takes over once it is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        from flask_migrate.cli import db as commands

        context: Context = commands.make_context(info_name, args, parent, **extra)
        return context


def init_app(app: Flask) -> None:
    app.extensions["migrate"] = LateMigrate(app)
    app.cli.add_command(LateCommands("db", help="Bring the database up to date, and make migrations."))


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Keep autogenerate away from the search indexes and the queue's tables, which are not made of models."""
    if name is None:
        return True
    if kind == "index":
        return name != "ix_search_passage_text"
    return not (kind == "table" and (name.startswith("huey_") or "_fts" in name))
