"""What builders have built, kept after its deeds ran once and put back for the tests that follow.

A test still begins with an empty database of its own. Where a builder is asked, at the same moment
and under the same rules, for what it has built before in such a database, the rows and files come
from memory instead of from a hundred deeds.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, text

from certplatform import clock
from certplatform.db import db, dialect_name, session
from certplatform.extensions import house
from certplatform.models.tables import METADATA
from certplatform.schemes import ruleset_on, schemes

SEQUENCE = "SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"
_ALIVE: list[object] = []
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A database and the files beside it, as rows or as SQLite's own image, which no trigger minds.

    `untouched` is what `state_now` answers as long as nobody has written since.
    """

    files: Mapping[Path, bytes]
    untouched: Rows | bytes
    image: sqlite3.Connection | None

    @property
    def origin(self) -> int:
        """The same for everything put back from one keeping."""
        return id(self.image or self.untouched)


def state_now() -> Rows | bytes:
    """What is equal as long as nobody has written: the rows, or SQLite's bytes, read faster."""
    return _image_bytes() if dialect_name() == "sqlite" else _rows_now()


def _image_bytes() -> bytes:
    session.rollback()
    found = b""

    def look(live: sqlite3.Connection) -> None:
        nonlocal found
        found = hashlib.sha256(live.serialize()).digest()

    _by_image(look)
    return found


def _rows_now() -> Rows:
    """Everything in the database, by table, in an order in which it can be written."""
    found = {
        table.name: [
            dict(row)
            for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in METADATA.sorted_tables
    }
    session.rollback()
    return {name: rows for name, rows in found.items() if rows}


def moment() -> Hashable:
    """What a deed may hang on besides the database: the clock, the rules and the schemes."""
    law = [*schemes().values(), *(ruleset_on(one, clock.today()) for one in schemes())]
    _ALIVE.extend(law)  # so that no other law gets the number of one that is gone
    return dialect_name(), clock.now(), *map(id, law)


def keep() -> Kept:
    """The database and the files as they are."""
    root = house().settings.instance / "files"
    files = {one.relative_to(root): one.read_bytes() for one in root.rglob("*") if one.is_file()}
    image = None
    if dialect_name() == "sqlite":
        image = sqlite3.connect(":memory:", check_same_thread=False)
        session.rollback()
        _by_image(lambda live: live.backup(image))
    return Kept(files, state_now(), image)


def put_back(kept: Kept) -> Kept:
    """Make database and files what they were; what is kept, as it now looks untouched."""
    session.rollback()
    if kept.image is not None:
        _by_image(kept.image.backup)
    elif not isinstance(kept.untouched, bytes):
        _write_rows(kept.untouched)
    root = house().settings.instance / "files"
    for name, content in kept.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    session.expire_all()
    return replace(kept, untouched=state_now()) if kept.image is not None else kept


def _by_image(deed: Callable[[sqlite3.Connection], None]) -> None:
    live = db.engine.raw_connection()
    try:
        driver = live.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        deed(driver)
    finally:
        live.close()


def _write_rows(rows: Rows) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in reversed(METADATA.sorted_tables):
            connection.execute(delete(table))
        for name, some in rows.items():
            connection.execute(insert(METADATA.tables[name]), some)
            if "id" in some[0]:
                last = max(row["id"] for row in some)
                connection.execute(text(SEQUENCE), {"name": name, "last": last})
