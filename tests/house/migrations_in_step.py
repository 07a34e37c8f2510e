"""Whether migrating up gives what the models say; `python -m tests.house.migrations_in_step`."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from certplatform import schema
from certplatform.models.tables import METADATA

# Made by hand for searching; no model maps them.
HAND_MADE = ("register_search",)


def differences(url: str) -> list[str]:
    """What a migrated database has differently from the models, checks included."""
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _ours}
        )
        told = [str(one) for one in compare_metadata(context, METADATA)]
        told += _checks(connection)
    engine.dispose()
    return told


def _ours(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    del thing
    return not (name or "").startswith(HAND_MADE) if kind in {"table", "index"} else True


def _checks(connection: Any) -> list[str]:
    told = []
    inspector = inspect(connection)
    for table in METADATA.sorted_tables:
        wanted = {
            str(one.name) for one in table.constraints if type(one).__name__ == "CheckConstraint"
        }
        present = {str(one["name"]) for one in inspector.get_check_constraints(table.name)}
        told += [f"check {name} of {table.name} is missing" for name in wanted - present]
    return told


def main() -> int:
    """Compare on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'step.db'}"
        schema.upgrade(url)
        told = differences(url)
    for one in told:
        sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{len(told)} differences between migrations and models\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
