"""Instances to prove things on: a database of either kind, copied, with its own folder."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from certplatform import clock, schema
from certplatform.db import db, session
from certplatform.factory import create_app
from certplatform.settings import Settings, service_url

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)


def service(name: str) -> str:
    """A service's address; skips without one, fails where services are required."""
    found = service_url(name)
    if not found:
        said = f"{name} names no server"
        if os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"):
            pytest.fail(said)
        pytest.skip(said)
    return found


def settings_for(address: str, folder: Path, **more: object) -> Settings:
    """Settings of an instance for proofs."""
    return Settings(
        database_url=address, instance=folder, password_cost="test", rate_limits=False, **more
    )


@contextmanager
def opened(settings: Settings, at: datetime | None = None) -> Iterator[Flask]:
    """The application of these settings, its context pushed, the clock standing if asked."""
    app = create_app(settings)
    app.config["TESTING"] = True
    with app.app_context():
        try:
            if at is None:
                yield app
            else:
                with clock.simulated(at):
                    yield app
        finally:
            session.remove()
            db.engine.dispose()


@dataclass
class Instances:
    """Makes migrated databases and copies of them below one folder."""

    folder: Path
    made: int = 0

    def fresh(self, kind: str = SQLITE) -> tuple[Settings, Path]:
        """A new migrated instance: its settings, and its database file on SQLite."""
        return self.copy(self._template(kind))

    def copy(self, of: Settings) -> tuple[Settings, Path]:
        """A copy of an instance that nobody has open, with all its files."""
        self.made += 1
        place = self.folder / f"instance{self.made}"
        shutil.copytree(of.instance, place)
        file = place / "certplatform.db"
        if of.database.startswith("sqlite"):
            return settings_for(f"sqlite:///{file}", place), file
        name = of.database.rsplit("/", 1)[1]
        return settings_for(self._postgresql(f"{name}_{self.made}", name), place), file

    def _template(self, kind: str) -> Settings:
        place = self.folder / f"template-{kind}"
        new = not place.exists()
        place.mkdir(exist_ok=True)
        if kind == SQLITE:
            found = settings_for(f"sqlite:///{place / 'certplatform.db'}", place)
        else:
            name = f"certplatform_prove_{os.getpid()}"
            server = service("TEST_DATABASE_URL")
            address = f"{server.rsplit('/', 1)[0]}/{name}"
            found = settings_for(self._postgresql(name) if new else address, place)
        if new:
            schema.upgrade(found.database)
        return found

    @staticmethod
    def _postgresql(name: str, template: str = "template0") -> str:
        server = service("TEST_DATABASE_URL")
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        engine.dispose()
        return f"{server.rsplit('/', 1)[0]}/{name}"

    def clear(self) -> None:
        """Drop the PostgreSQL databases that were made."""
        server = service_url("TEST_DATABASE_URL")
        if not server:
            return
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            names = connection.execute(
                text("SELECT datname FROM pg_database WHERE datname LIKE :like"),
                {"like": f"certplatform_prove_{os.getpid()}%"},
            ).scalars()
            for name in list(names):
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        engine.dispose()
