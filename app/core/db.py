"""The database: base class, column types, and `transaction()`, the only place that commits."""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic
from typing import Any, TypeVarTuple

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BaseSession
from sqlalchemy import (
    JSON,
    CompoundSelect,
    CursorResult,
    DateTime,
    Engine,
    Insert,
    MetaData,
    Result,
    Row,
    Select,
    String,
    UpdateBase,
    bindparam,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

WRITING = "kru_writing"
WAITS = "kru_waits"
PATIENCE_MS = 10_000
"""How long a writer waits for another one on SQLite."""
AFTER_COMMIT = "kru_after_commit"
RESTED_SINCE = "kru_rested_since"
REST = 1.0
"""A connection that lay in the pool for more seconds is asked whether it still works before it is used."""


class UtcTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets the offset, so it is written and read back as UTC; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[str]):
    """A short closed word such as a role or a state; the table's check constraint lists the words."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value.value if isinstance(value, enum.Enum) else value


Columns = TypeVarTuple("Columns")

AnySelect = Select[*tuple[Any, ...]]
"""A SELECT of whatever columns."""
AnyRow = Row[*tuple[Any, ...]]
"""A row of whatever columns."""

Document = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcTime(), dict[str, Any]: Document, list[Any]: Document}


class PageSession(BaseSession):
    """A session that reads without a transaction on PostgreSQL, outside of `transaction()`.

    There every statement sees what is committed anyway; BEGIN and ROLLBACK would only be two more round trips.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if isinstance(bind, Connection) or bind.dialect.name == "sqlite" or self.info.get(WRITING):
            return bind
        return _reading(bind)


@lru_cache(maxsize=8)
def _reading(engine: Engine) -> Engine:
    """The same pool of connections, each statement for itself."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "class_": PageSession})


class WriteOutsideTransaction(RuntimeError):
    """Something tried to change the database without `transaction()`."""


@contextmanager
def transaction(*, waits: bool = True) -> Iterator[Session]:
    """Run a command: commits at the end, rolls back on any error; inside another one it joins that one.

    Whatever was read before is forgotten first, so that a command decides on fresh rows. On SQLite the
    write lock is taken at once (BEGIN IMMEDIATE): a read that later wants to write would fail instead of wait.
    Without `waits` an OperationalError says at once that somebody else is writing there.
    """
    session = db.session()
    if session.info.get(WRITING):
        yield session
        return
    session.commit()
    session.expire_all()
    session.info[WRITING] = True
    session.info[AFTER_COMMIT] = []
    try:
        options = {WRITING: True, WAITS: waits}
        session.connection(bind_arguments={"bind": db.engine}, execution_options=options)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        callbacks = session.info.pop(AFTER_COMMIT)
        session.info.pop(WRITING)
    for callback in callbacks:
        callback()


def read(statement: Select[*Columns] | CompoundSelect[*Columns], **values: object) -> Result[*Columns]:
    """Rows of a SELECT of columns; `values` fill its bind parameters.

    The ORM has nothing to add to columns, so it is passed by; with a statement that was made once for the process
    that is a quarter of the cost. What a running command has not written yet is written first, as the session does.
    """
    session = db.session()
    if session.info.get(WRITING):
        session.flush()
    return session.connection().execute(statement, values)


def write(statement: UpdateBase, *rows: dict[str, Any], **values: object) -> CursorResult[Any]:
    """Carry out an INSERT, UPDATE or DELETE that was made once for the process, in the running transaction.

    `values` fill its bind parameters; with `rows` it is done once for each of them. Objects that the session holds
    do not learn of it.
    """
    session = db.session()
    if not session.info.get(WRITING):
        raise WriteOutsideTransaction("changes belong into `with transaction():`")
    session.flush()
    return session.connection().execute(statement, rows or values)


def insert_unless(there: AnySelect, model: type[Base], *columns: str) -> Insert:
    """An INSERT of a row whose values are given by the columns' names; it does nothing where `there` finds a row.

    It returns the new id. Two at the same moment are for a lock or a constraint to keep apart.
    """
    table = model.__table__
    values = select(*(bindparam(name, type_=table.c[name].type) for name in columns))
    return insert(model).from_select(columns, values.where(~there.exists())).returning(table.c.id)


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the running transaction is safely stored; never if it is rolled back."""
    waiting = db.session().info[AFTER_COMMIT]
    if callback not in waiting:
        waiting.append(callback)


@event.listens_for(Session, "before_flush")
def _only_in_transaction(session: Session, _context: object, _instances: object) -> None:
    if (session.new or session.dirty or session.deleted) and not session.info.get(WRITING):
        raise WriteOutsideTransaction("changes belong into `with transaction():`")


@event.listens_for(Session, "do_orm_execute")
def _statements_only_in_transaction(state: ORMExecuteState) -> None:
    changes = state.is_insert or state.is_update or state.is_delete
    if changes and not state.session.info.get(WRITING):
        raise WriteOutsideTransaction("changes belong into `with transaction():`")


@event.listens_for(Engine, "connect")
def _sqlite_settings(dbapi: Any, _record: object) -> None:
    if not type(dbapi).__module__.startswith("sqlite3"):
        return
    dbapi.isolation_level = None
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE_MS}",
        "recursive_triggers=ON",
    ):
        dbapi.execute(f"PRAGMA {setting}")


@event.listens_for(Engine, "checkin")
def _rests(_dbapi: Any, record: ConnectionPoolEntry) -> None:
    record.info[RESTED_SINCE] = monotonic()


@event.listens_for(Engine, "checkout")
def _ask_the_rested(dbapi: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """The server may have been restarted meanwhile; the pool then makes a new connection."""
    rested = monotonic() - record.info.get(RESTED_SINCE, monotonic())
    if rested < REST or type(dbapi).__module__.startswith("sqlite3"):
        return
    try:
        dbapi.execute("SELECT 1")
        dbapi.rollback()
    except Exception as broken:
        raise DisconnectionError from broken


@event.listens_for(Engine, "begin")
def _sqlite_begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    options = connection.get_execution_options()
    if not options.get(WRITING):
        connection.exec_driver_sql("BEGIN")
    elif options.get(WAITS, True):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_MS}")


def one_of(column: str, words: tuple[str, ...]) -> str:
    """The text of a check constraint that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(w) for w in words)})"


def only_where(condition: str) -> dict[str, Any]:
    """Arguments that make an index hold only the rows of a condition, on both databases."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}
