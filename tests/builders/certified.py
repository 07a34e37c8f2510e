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
from sqlalchemy import create_engine, text

from certplatform import clock, schema
from certplatform.db import db, session
from certplatform.factory import create_app
from certplatform.models.certificate import Certificate
from certplatform.settings import Settings
from tests.builders.certificate import a_certificate
from tests.builders.people import Ids, World, a_world, ids_of, world_of
from tests.builders.requests import keep_requests_apart

BEGIN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
KEPT = ("certplatform.db", "certplatform.db-wal", "files", "keys", "mail", "heads")


@dataclass(frozen=True)
class Snapshot:
    """A folder with files and keys, the database in it too or beside it as a template."""

    folder: Path
    address: str
    ids: Ids


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
    address = _fresh_database(database, folder)
    settings = Settings(
        database_url=address, instance=folder, password_cost="test", rate_limits=False
    )
    if start is not None:
        copied(settings, start)
    app = create_app(settings)
    keep_requests_apart(app)
    with clock.simulated(BEGIN), app.app_context():
        world = build()
        found = Snapshot(folder, address, ids_of(world))
        session.remove()
        db.engine.dispose()
    return found


def _fresh_database(database: str, folder: Path) -> str:
    if database.startswith("sqlite"):
        shutil.copyfile(database.removeprefix("sqlite:///"), folder / KEPT[0])
        return f"sqlite:///{folder / KEPT[0]}"
    address = f"{database}_{folder.name}"
    _clone(database, "template1", _name(address))
    schema.upgrade(address)
    return address


def _name(address: str) -> str:
    return address.rsplit("/", 1)[1]


def _clone(address: str, source: str, target: str) -> None:
    """Make a PostgreSQL database anew from another, whoever is connected to it."""
    engine = create_engine(f"{address.rsplit('/', 1)[0]}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{target}" TEMPLATE "{source}"'))
    engine.dispose()


def copied(settings: Settings, snapshot: Snapshot) -> Settings:
    """The settings, after the snapshot was copied into their instance."""
    if not settings.database.startswith("sqlite"):
        _clone(settings.database, _name(snapshot.address), _name(settings.database))
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
