"""A case taken out of the database as if it had never been, with everything that hangs on it."""

import sqlite3
from contextlib import closing

from sqlalchemy import or_, select

from certplatform.db import db, session
from certplatform.models.certificate import CertificateRevision
from certplatform.models.tables import METADATA

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def without_cases(ids: set[int]) -> None:
    """Remove cases, their certificates and whatever refers to them: no deed would allow it.

    In a file of SQLite only, past its triggers and foreign keys.
    """
    made = select(CertificateRevision.certificate_id).where(CertificateRevision.case_id.in_(ids))
    gone = {"assessment_case": ids, "certificate": set(session.scalars(made))}
    while fresh := _referring(gone):
        for name, some in fresh.items():
            gone.setdefault(name, set()).update(some)
    session.remove()
    with closing(sqlite3.connect(str(db.engine.url.database))) as live:
        for (name,) in live.execute(TRIGGERS).fetchall():
            live.execute(f'DROP TRIGGER "{name}"')
        for name, some in gone.items():
            live.executemany(f'DELETE FROM "{name}" WHERE id = ?', [(one,) for one in some])  # noqa: S608 - names of our tables
        live.commit()


def _referring(gone: dict[str, set[int]]) -> dict[str, set[int]]:
    """Rows that refer to a row that is gone by a column that must not be empty."""
    found: dict[str, set[int]] = {}
    for table in METADATA.sorted_tables:
        ways = [
            column.in_(gone[key.column.table.name])
            for column in table.columns
            for key in column.foreign_keys
            if key.column.table.name in gone and (not column.nullable or column.name == "case_id")
        ]
        if ways and "id" in table.c:
            rows = set(session.scalars(select(table.c.id).where(or_(*ways))))
            if new := rows - gone.get(table.name, set()):
                found[table.name] = new
    return found
