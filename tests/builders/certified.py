"""One certificate built once per run and copied for each test that starts from it.

A test module that wants it says `@pytest.fixture def settings(settings, certified)` and returns
`copied(settings, certified)`; `world` and `certificate` then come from `found_again`.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certplatform import clock
from certplatform.db import db, session
from certplatform.factory import create_app
from certplatform.models.certificate import Certificate
from certplatform.settings import Settings
from tests.builders.certificate import a_certificate
from tests.builders.engines import kept_engine, let_go
from tests.builders.people import Ids, World, a_world, ids_of, world_of
from tests.builders.requests import keep_requests_apart
from tests.builders.server_rows import copy_in, copy_out, take_out_all

BEGIN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
KEPT = ("certplatform.db", "certplatform.db-wal", "files", "keys", "mail", "heads")


@dataclass(frozen=True)
class Snapshot:
    """A folder with files and keys; the database is in it, or in a schema on the server."""

    folder: Path
    schema: str
    ids: Ids

    @property
    def address(self) -> str:
        """The SQLite database in the folder."""
        return f"sqlite:///{self.folder / KEPT[0]}"


@pytest.fixture(scope="session")
def certified(database: str, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A world with one valid certificate."""
    return built(database, tmp_path_factory.mktemp("certified"), _certified_world)


def _certified_world() -> World:
    world = a_world()
    a_certificate(world)
    return world


def built(
    database: str, folder: Path, build: Callable[[], World], start: Snapshot | None = None
) -> Snapshot:
    """What `build` makes in an instance of its own, from nothing or from another snapshot."""
    settings = Settings(
        database_url=_fresh_database(database, folder),
        instance=folder,
        password_cost="test",
        rate_limits=False,
    )
    if start is not None:
        copied(settings, start)
    app = create_app(settings)
    keep_requests_apart(app)
    with clock.simulated(BEGIN), app.app_context():
        world = build()
        ids = ids_of(world)
        session.remove()
        let_go(db.engine)
    schema = ""
    if not database.startswith("sqlite"):
        with kept_engine(database).begin() as connection:
            schema = copy_out(connection)
            take_out_all(connection)
    return Snapshot(folder, schema, ids)


def _fresh_database(database: str, folder: Path) -> str:
    """On a server it is the one of all tests, which the first fixture of a test has emptied."""
    if database.startswith("sqlite"):
        shutil.copyfile(database.removeprefix("sqlite:///"), folder / KEPT[0])
        return f"sqlite:///{folder / KEPT[0]}"
    with kept_engine(database).begin() as connection:
        take_out_all(connection)
    return database


def copied(settings: Settings, snapshot: Snapshot) -> Settings:
    """The settings, after the snapshot was copied into their instance."""
    if snapshot.schema:
        with kept_engine(settings.database).begin() as connection:
            take_out_all(connection)
            copy_in(connection, snapshot.schema)
    for name in KEPT:
        source, target = snapshot.folder / name, settings.instance / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            shutil.copyfile(source, target)
    return settings


def found_again(snapshot: Snapshot) -> World:
    """The world of the snapshot."""
    return world_of(snapshot.ids)


def the_certificate() -> Certificate:
    """The only certificate there is."""
    return session.query(Certificate).one()
