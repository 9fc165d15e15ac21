"""The database of a test run: made by the migrations, SQLite unless TEST_DATABASE_URL names a PostgreSQL server."""

import os
import re
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url


def server_url() -> str:
    """The PostgreSQL server of this run, or nothing for SQLite."""
    return os.environ.get("TEST_DATABASE_URL", "")


def is_postgresql() -> bool:
    return server_url().startswith("postgres")


def fresh_url(name: str, folder: Path) -> str:
    """The address of a new, empty database of that name; an old one of the same name is dropped."""
    if not is_postgresql():
        path = folder / f"{name}.db"
        for old in folder.glob(f"{name}.db*"):
            old.unlink()
        return f"sqlite:///{path}"
    name = re.sub(r"[^a-z0-9_]", "_", f"kru_{name}".lower())
    url = make_url(server_url())
    _server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _server(url, f'CREATE DATABASE "{name}"')
    return url.set(database=name, drivername="postgresql+psycopg").render_as_string(hide_password=False)


def drop(address: str) -> None:
    """Remove a database that fresh_url made."""
    url = make_url(address)
    if url.drivername.startswith("postgresql"):
        _server(make_url(server_url()), f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


def _server(url: URL, statement: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
