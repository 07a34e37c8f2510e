"""The database: one session per request or job, and how each database must be spoken to."""

import sqlite3
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import scoped_session
from sqlalchemy.pool import ConnectionPoolEntry

from certplatform.models.tables import METADATA

db = SQLAlchemy(metadata=METADATA, session_options={"autoflush": True, "expire_on_commit": True})
session: scoped_session[Session] = db.session
BUSY_MILLISECONDS = 30_000
READ_ONCE = "read once"  # where a session keeps what a reading request has read


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    """WAL with synchronous=FULL: with NORMAL a power cut loses acknowledged commits."""
    del record
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # transactions begin where `_begin` says so
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin writes at once on SQLite: a read that turns into a write fails under load."""
    options = connection.get_execution_options()
    if connection.dialect.name != "sqlite" or options.get("isolation_level") == "AUTOCOMMIT":
        return
    writes = options.get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def begin_write() -> None:
    """Start the transaction of a deed on a clean session.

    Raises RuntimeError when something was changed outside a deed: it would be lost.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside a deed")
    session.info.pop(READ_ONCE, None)
    session.rollback()
    session.connection(execution_options={"writes": True})


def dialect_name() -> str:
    """The name of the database's dialect: sqlite or postgresql."""
    return session.get_bind().dialect.name


def reading_engine() -> Engine:
    """The engine of public look-ups: autocommit, no transaction round trips, no session."""
    return db.engine.execution_options(isolation_level="AUTOCOMMIT")
