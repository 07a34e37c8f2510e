"""Plain SQL that moves a state, or touches what is written once, is refused on both databases."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError

from certplatform.domain.workflow.tables import MACHINES
from certplatform.models.tables import METADATA, MOVED, WRITE_ONCE
from tests.prove.instances import KINDS, POSTGRESQL, SQLITE, Instances

pytestmark = [pytest.mark.prove, pytest.mark.timeout(600)]
REFUSED = "state_without_journal_entry|never_deleted|written_once|born_in_wrong_state"
ENTRY = {
    "chain": "case:9", "seq": 1, "subject": "case", "subject_id": 9, "action": "submit",
    "from_state": "draft", "to_state": "submitted", "person_name": "", "role": "applicant",
    "at": "2026-03-03 10:00:00", "content": b"{}", "previous": "0", "digest": "d",
}  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, instances: Instances) -> Iterator[Engine]:
    """A migrated database with one row in every guarded table, foreign keys left aside."""
    settings, _ = instances.fresh(request.param)
    made = create_engine(settings.database)
    event.listen(made, "connect", _without_foreign_keys_on_sqlite)
    with made.begin() as connection:
        _without_foreign_keys(connection)
        for subject, table in MOVED.items():
            born = min(MACHINES[subject].initial)
            _insert(connection, table, {"id": 1, "state": born})
        for table in WRITE_ONCE:
            _insert(connection, table, {"id": 1})
    yield made
    made.dispose()


def _without_foreign_keys_on_sqlite(connection: Any, record: Any) -> None:
    del record
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys=OFF")


def _without_foreign_keys(connection: Any) -> None:
    if connection.dialect.name == "postgresql":
        for name in (*MOVED.values(), *WRITE_ONCE):
            keys = METADATA.tables[name].foreign_key_constraints
            for key in keys:
                connection.execute(
                    text(f'ALTER TABLE {name} DROP CONSTRAINT IF EXISTS "{key.name}"')
                )


def _insert(connection: Any, table: str, given: dict[str, Any]) -> None:
    values = {**_row(table), **given}
    connection.execute(_statement("INSERT INTO", table, values), values)


def _statement(verb: str, table: str, values: dict[str, Any]) -> Any:
    names = ", ".join(f'"{one}"' for one in values)
    return text(f"{verb} {table} ({names}) VALUES ({', '.join(f':{one}' for one in values)})")


def _row(table: str) -> dict[str, Any]:
    """Values that the columns of a table take, constraints included."""
    found: dict[str, Any] = {}
    for column in METADATA.tables[table].columns:
        if column.nullable or column.name == "id":
            continue
        found[column.name] = SPECIAL.get((table, column.name), _value(column))
    if table == "journal_entry":
        found |= ENTRY
    if table == "assignment":
        found["role"] = "lead"
    if table == "assessment_case":
        found["body_id"] = 1
    return found


SPECIAL = {
    ("appeal", "kind"): "misuse",
    ("finding", "grade"): "minor",
    ("conflict_check", "occasion"): "proposal",
    ("conflict_check", "verdict"): "clear",
    ("second_rating", "result"): "met",
    ("assessment_case", "case_type"): "initial",
    ("rating_version", "result"): "met",
    ("offline_change", "kind"): "rating",
    ("certificate", "expires_on"): "2029-03-02",
}


def _value(column: Any) -> Any:
    kind = column.type.python_type.__name__ if hasattr(column.type, "python_type") else "str"
    plain = {"int": 1, "bool": False, "bytes": b"x", "date": "2026-03-03", "dict": "{}"}
    if "JSON" in str(column.type).upper():
        return "[]"
    if kind == "datetime" or "DATE" in str(column.type).upper():
        return "2026-03-03"
    return plain.get(kind, "X")


def _refused(engine: Engine, statement: str, values: dict[str, Any] | None = None) -> None:
    with engine.connect() as connection:
        with pytest.raises(DatabaseError, match=REFUSED):
            connection.execute(text(statement), values or {})
        connection.rollback()


def _other_state(subject: str) -> str:
    machine = MACHINES[subject]
    return next(one for one in sorted(machine.states) if one not in machine.initial)


@pytest.mark.parametrize("subject", MOVED)
def test_no_state_moves_without_its_journal_entry(engine: Engine, subject: str) -> None:
    _refused(engine, f"UPDATE {MOVED[subject]} SET state = '{_other_state(subject)}'")


@pytest.mark.parametrize("subject", MOVED)
def test_no_state_moves_by_an_entry_that_tells_something_else(engine: Engine, subject: str) -> None:
    other = _other_state(subject)
    _refused(engine, f"UPDATE {MOVED[subject]} SET state = '{other}', entry_id = 1, version = 9")


@pytest.mark.parametrize("subject", MOVED)
def test_an_old_entry_does_not_move_a_state_again(engine: Engine, subject: str) -> None:
    """The way round would be to forget the newer entry, then name the old one a second time."""
    table, machine = MOVED[subject], MACHINES[subject]
    born, other = min(machine.initial), _other_state(subject)
    told = {"subject": subject, "subject_id": 1}
    there = {**ENTRY, **told, "id": 5, "seq": 5, "from_state": born, "to_state": other}
    back = {**there, "id": 6, "seq": 6, "from_state": other, "to_state": born}
    with engine.connect() as connection:
        for number, entry in ((5, there), (6, back)):
            entry["digest"] = f"digest {number} {subject}"
            connection.execute(_statement("INSERT INTO", "journal_entry", entry), entry)
            connection.execute(
                text(f"UPDATE {table} SET state = :state, entry_id = :entry WHERE id = 1"),
                {"state": entry["to_state"], "entry": number},
            )
        with pytest.raises(DatabaseError, match=REFUSED):
            connection.execute(text(f"UPDATE {table} SET entry_id = NULL WHERE id = 1"))
        connection.rollback()


@pytest.mark.parametrize("subject", MOVED)
def test_a_state_moves_with_the_entry_that_tells_it(engine: Engine, subject: str) -> None:
    """The control: what a step does goes through."""
    table, born, other = MOVED[subject], min(MACHINES[subject].initial), _other_state(subject)
    entry = {**ENTRY, "subject": subject, "subject_id": 1, "from_state": born, "to_state": other}
    entry |= {"id": 7, "seq": 7, "digest": f"digest 7 {subject}"}
    with engine.connect() as connection:
        connection.execute(_statement("INSERT INTO", "journal_entry", entry), entry)
        moved = connection.execute(
            text(f"UPDATE {table} SET state = '{other}', entry_id = 7 WHERE id = 1")
        )
        assert moved.rowcount == 1
        connection.rollback()


@pytest.mark.parametrize("subject", MOVED)
def test_nothing_is_born_in_a_later_state(engine: Engine, subject: str) -> None:
    table = MOVED[subject]
    values = {**_row(table), "id": 77, "state": _other_state(subject)}
    for one in {column for key in _unique_keys(table) for column in key} - {"id"}:
        values[one] = f"{values[one]}7"
    with engine.connect() as connection:
        with pytest.raises(DatabaseError, match=REFUSED):
            connection.execute(_statement("INSERT INTO", table, values), values)
        connection.rollback()


@pytest.mark.parametrize("table", [*MOVED.values(), *WRITE_ONCE])
def test_no_row_is_deleted(engine: Engine, table: str) -> None:
    _refused(engine, f"DELETE FROM {table} WHERE id = 1")
    _refused(engine, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", WRITE_ONCE)
def test_what_is_written_once_stays(engine: Engine, table: str) -> None:
    column = next(one for one in METADATA.tables[table].columns if not one.primary_key)
    _refused(engine, f'UPDATE {table} SET "{column.name}" = "{column.name}"')


@pytest.mark.parametrize("engine", [POSTGRESQL], indirect=True)
@pytest.mark.parametrize("table", [*MOVED.values(), *WRITE_ONCE])
def test_no_table_is_emptied(engine: Engine, table: str) -> None:
    """SQLite has no TRUNCATE; there a DELETE without a condition is refused above."""
    _refused(engine, f"TRUNCATE {table} CASCADE")


def _unique_keys(table: str) -> list[tuple[str, ...]]:
    found = METADATA.tables[table]
    keys = [("id",)]
    keys += [
        tuple(column.name for column in one.columns)
        for one in [*found.constraints, *found.indexes]
        if getattr(one, "unique", False) or type(one).__name__ == "UniqueConstraint"
    ]
    return sorted(set(keys))


@pytest.mark.parametrize("engine", [SQLITE], indirect=True)
@pytest.mark.parametrize(
    ("table", "key"),
    [(table, key) for table in [*MOVED.values(), *WRITE_ONCE] for key in _unique_keys(table)],
    ids=str,
)
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "UPDATE OR REPLACE"])
def test_no_row_is_replaced(engine: Engine, table: str, key: tuple[str, ...], verb: str) -> None:
    """SQLite deletes a row in the way of OR REPLACE without asking the triggers for deletion."""
    with engine.connect() as connection:
        before = connection.execute(text(f"SELECT * FROM {table} WHERE id = 1")).mappings().one()
        values = {
            **dict(before),
            "id": 88,
            **{one: f"{before[one]}8" for one in _free(table, key, verb)},
        }
        if verb == "UPDATE OR REPLACE":
            connection.execute(_statement("INSERT INTO", table, values), values)
            told = ", ".join(f'"{one}" = :{one}' for one in key)
            statement, given = text(f"{verb} {table} SET {told} WHERE id = 88"), dict(before)
        else:
            given = {**values, **{one: before[one] for one in key}}
            statement = _statement("INSERT OR REPLACE INTO", table, given)
        with pytest.raises(DatabaseError):
            connection.execute(statement, given)
        left = connection.execute(text(f"SELECT count(*) FROM {table} WHERE id = 1")).scalar()
        assert left == 1
        connection.rollback()


def _free(table: str, key: tuple[str, ...], verb: str) -> list[str]:
    """Columns of the other unique keys, to be given values of their own; an update starts apart."""
    others = {one for other in _unique_keys(table) for one in other} - {"id"}
    return sorted(others - (set(key) if verb.startswith("INSERT") else set()))
