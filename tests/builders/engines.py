"""The engines of the tests' applications: statements compiled once, a server's connections kept.

A server compiles a statement once in its life and its connections know their tables; tests with an
engine each would spend half of their time on doing so anew.
"""

import sqlite3
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import LRUCache

MOST_STATEMENTS = 4_000
_make_engine = SQLAlchemy._make_engine
_dialects: dict[str, tuple[Dialect, Any]] = {}
_kept: dict[str, Engine] = {}


def kept_engine(address: str) -> Engine:
    """The one engine of all applications at this address of a server."""
    if address not in _kept:
        _kept[address] = create_engine(address, pool_pre_ping=True)
    return _kept[address]


def let_go(engine: Engine) -> None:
    """End a test's use of an engine; one that is kept loses its connections if some are still out.

    They do not wait for the collector of garbage.
    """
    if engine not in _kept.values() or engine.pool.checkedout():  # type: ignore[attr-defined]
        engine.dispose()


def _engine_for(
    self: SQLAlchemy, bind_key: str | None, options: dict[str, Any], app: Flask
) -> Engine:
    if kept := _kept.get(str(options["url"])):
        return kept
    engine = _make_engine(self, bind_key, options, app)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
    name = engine.url.drivername
    if name not in _dialects:
        engine.connect().close()  # a dialect learns from its first connection what it speaks to
        _dialects[name] = (engine.dialect, LRUCache(MOST_STATEMENTS))
    engine.dialect, engine._compiled_cache = _dialects[name]
    return engine


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    """What the tests write need not outlive a power cut."""
    del record
    connection.execute("PRAGMA synchronous=OFF")


def share_engines() -> None:
    """Let the applications of this process share what their engines know."""
    SQLAlchemy._make_engine = _engine_for  # type: ignore[method-assign]
