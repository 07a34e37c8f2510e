"""What builders have built, kept after its deeds ran once and put back for the tests that follow.

A test still begins with an empty database of its own. Where a builder is asked, at the same moment
and under the same rules, for what it has built before in such a database, the rows and files come
from what was kept instead of from a hundred deeds.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from certplatform import clock
from certplatform.db import db, dialect_name, session
from certplatform.extensions import house
from certplatform.schemes import ruleset_on, schemes
from tests.builders import server_rows

_ALIVE: list[object] = []


@dataclass(frozen=True, slots=True)
class Kept:
    """A database and the files beside it: SQLite's own image, or a schema on the server.

    `untouched` is what `state_now` answers as long as nobody has written since.
    """

    files: Mapping[Path, bytes]
    untouched: bytes
    rows: sqlite3.Connection | str

    @property
    def origin(self) -> Hashable:
        """The same for everything put back from one keeping."""
        return self.rows if isinstance(self.rows, str) else id(self.rows)


def state_now() -> bytes:
    """What is equal as long as nobody has written."""
    session.rollback()
    if dialect_name() != "sqlite":
        with db.engine.connect() as connection:
            return server_rows.marks(connection)
    found = b""

    def look(live: sqlite3.Connection) -> None:
        nonlocal found
        found = hashlib.sha256(live.serialize()).digest()

    _by_image(look)
    return found


def moment() -> Hashable:
    """What a deed may hang on besides the rows: the clock, the rules and the schemes.

    What is kept on a server can be put back into the same database only.
    """
    law = [*schemes().values(), *(ruleset_on(one, clock.today()) for one in schemes())]
    _ALIVE.extend(law)  # so that no other law gets the number of one that is gone
    place = "sqlite" if dialect_name() == "sqlite" else str(db.engine.url)
    return place, clock.now(), *map(id, law)


def keep() -> Kept:
    """The database and the files as they are."""
    root = house().settings.instance / "files"
    files = {one.relative_to(root): one.read_bytes() for one in root.rglob("*") if one.is_file()}
    session.rollback()
    return Kept(files, state_now(), _image() if dialect_name() == "sqlite" else _schema())


def _image() -> sqlite3.Connection:
    image = sqlite3.connect(":memory:", check_same_thread=False)
    _by_image(lambda live: live.backup(image))
    return image


def _schema() -> str:
    with db.engine.begin() as connection:
        return server_rows.copy_out(connection)


def put_back(kept: Kept) -> Kept:
    """Make database and files what they were; what is kept, as it now looks untouched."""
    session.rollback()
    if isinstance(kept.rows, str):
        with db.engine.begin() as connection:
            server_rows.take_out_all(connection)
            server_rows.copy_in(connection, kept.rows)
    else:
        _by_image(kept.rows.backup)
    root = house().settings.instance / "files"
    for name, content in kept.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    session.expire_all()
    return replace(kept, untouched=state_now())


def _by_image(deed: Callable[[sqlite3.Connection], None]) -> None:
    live = db.engine.raw_connection()
    try:
        driver = live.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        deed(driver)
    finally:
        live.close()
