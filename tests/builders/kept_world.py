"""The rows of a world, kept after its deeds ran once and put back into other empty databases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, text

from certplatform.db import db, dialect_name, session
from certplatform.models.organisation import Organisation
from certplatform.models.tables import METADATA

SEQUENCE = "SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"


@dataclass(frozen=True, slots=True)
class KeptRows:
    """All rows by table, in an order in which they can be written."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]


def is_empty() -> bool:
    """Whether nobody is registered in this database yet."""
    return session.query(Organisation.id).first() is None


def keep_rows() -> KeptRows:
    """Everything in the database."""
    found = {
        table.name: [dict(row) for row in session.execute(select(table)).mappings()]
        for table in METADATA.sorted_tables
    }
    session.rollback()
    return KeptRows({name: rows for name, rows in found.items() if rows})


def put_back(kept: KeptRows) -> None:
    """Write the rows into an empty database, its sequences after them."""
    session.rollback()
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for name, rows in kept.tables.items():
            connection.execute(insert(METADATA.tables[name]), rows)
            if dialect_name() == "postgresql" and "id" in rows[0]:
                last = max(row["id"] for row in rows)
                connection.execute(text(SEQUENCE), {"name": name, "last": last})
