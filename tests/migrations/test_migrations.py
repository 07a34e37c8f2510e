"""Every migration goes up and down on both databases and ends where the models are."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from certplatform import paths, schema
from certplatform.settings import service_url
from tests.house.migrations_in_step import differences


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("CERTPLATFORM_TEST_ON") != "postgresql":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = service_url("TEST_DATABASE_URL")
    name = f"certplatform_migrations_{uuid.uuid4().hex[:8]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield f"{server.rsplit('/', 1)[0]}/{name}"
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def _revisions() -> list[str]:
    script = ScriptDirectory(str(paths.MIGRATIONS))
    return [one.revision for one in reversed(list(script.walk_revisions()))]


def test_the_migrations_are_one_line_with_one_head() -> None:
    revisions = _revisions()
    assert revisions == sorted(revisions)
    assert len(ScriptDirectory(str(paths.MIGRATIONS)).get_heads()) == 1


def test_each_migration_goes_up_down_and_up_again(empty: str) -> None:
    before = "base"
    for revision in _revisions():
        schema.upgrade(empty, revision)
        schema.downgrade(empty, before)
        schema.upgrade(empty, revision)
        before = revision
    assert schema.revisions(empty) == (before, before)


def test_all_of_it_goes_down_and_leaves_nothing(empty: str) -> None:
    schema.upgrade(empty)
    schema.downgrade(empty)
    engine = create_engine(empty)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_migrating_gives_what_the_models_say(empty: str) -> None:
    schema.upgrade(empty)
    assert differences(empty) == []
