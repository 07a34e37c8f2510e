"""One database per test, copied from a migrated template; on PostgreSQL emptied between tests."""

import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from certplatform import clock, schema
from certplatform.db import db, session
from certplatform.factory import create_app
from certplatform.settings import Settings, service_url
from tests.builders.compiled_once import compile_once
from tests.builders.engines import kept_engine, let_go, share_engines
from tests.builders.requests import keep_requests_apart
from tests.builders.server_rows import take_out_all

gc.freeze()  # what is imported stays
if os.environ.get("CERTPLATFORM_TEST_ON") != "postgresql":
    gc.set_threshold(50_000, 20, 50)  # the tests make many objects and few circles
pytest_plugins = ["tests.builders.certified"]
compile_once()
share_engines()
TESTS_PER_VACUUM = 20
_EMPTIED = itertools.count(1)
TUESDAY = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, an ordinary working day


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated database of this worker: PostgreSQL where asked for."""
    wanted = service_url("TEST_DATABASE_URL")
    if os.environ.get("CERTPLATFORM_TEST_ON") == "postgresql":
        assert wanted, "TEST_DATABASE_URL must name a PostgreSQL server"
        return _postgresql(wanted, f"certplatform_{_worker()}")
    template = tmp_path_factory.mktemp("database") / "template.db"
    schema.upgrade(f"sqlite:///{template}")
    return f"sqlite:///{template}"


def _postgresql(server: str, name: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        # what the tests write need not outlive a power cut
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    engine.dispose()
    address = f"{server.rsplit('/', 1)[0]}/{name}"
    schema.upgrade(address)
    return address


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings of a self-contained instance below the test's own folder."""
    address = database
    if address.startswith("sqlite"):
        copy = tmp_path / "certplatform.db"
        shutil.copyfile(address.removeprefix("sqlite:///"), copy)
        address = f"sqlite:///{copy}"
    else:
        _empty(address)
    return Settings(
        database_url=address, instance=tmp_path, password_cost="test", rate_limits=False
    )


def _empty(address: str) -> None:
    """Take out what the test before left."""
    engine = kept_engine(address)
    with engine.begin() as connection:
        take_out_all(connection)
    if next(_EMPTIED) % TESTS_PER_VACUUM == 0:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, with its context pushed and the clock at an ordinary Tuesday."""
    application = create_app(settings)
    keep_requests_apart(application)
    with clock.simulated(TUESDAY), application.app_context():
        yield application
        session.remove()
        let_go(db.engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of nobody in particular."""
    return app.test_client()
