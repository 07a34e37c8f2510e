"""Whoever edits the journal past the platform is found by the heads exported outside of it."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import Connection, create_engine, event, text

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.jobs.sealing import seal_journal, verify_journal
from certplatform.models.tables import METADATA
from certplatform.process.journal import GENESIS
from certplatform.process.people import admit_person
from certplatform.process.sealing import chained
from tests.prove.instances import KINDS, SQLITE, Instances, opened
from tests.prove.prepared import issuing_instance
from tests.prove.sizes import sizes

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]
SEED = 41


@dataclass
class Sealed:
    """A sealed journal with its exported heads, open for its owner's hands."""

    app: Flask
    connection: Connection
    heads: Path
    rng: Random

    def one(self, query: str, **given: Any) -> Any:
        return self.connection.execute(text(query), given).mappings().first()

    def run(self, statement: str, **given: Any) -> None:
        self.connection.execute(text(statement), given)

    def bystander(self) -> Any:
        """An entry about an account, which no row's state depends on."""
        return self.one(
            "SELECT * FROM journal_entry WHERE subject = 'person' ORDER BY id DESC LIMIT 1"
        )

    def some_entry(self) -> Any:
        last = self.one("SELECT max(id) AS id FROM journal_entry")["id"]
        drawn = self.rng.randint(1, last)
        return self.one("SELECT * FROM journal_entry WHERE id >= :id ORDER BY id LIMIT 1", id=drawn)


@pytest.fixture(scope="module", params=KINDS)
def sealed(request: pytest.FixtureRequest, instances: Instances) -> Iterator[Sealed]:
    """A journal of real cases, its triggers taken off as only the owner of the database can."""
    count = min(sizes().kill_cases, 20) if request.param == SQLITE else 4
    prepared = issuing_instance(instances, request.param, min(count, sizes().kill_cases))
    settings, _ = instances.copy(prepared.settings)
    with opened(settings, prepared.at) as app:
        heads = settings.instance / "heads" / "heads.jsonl"
        for _ in range(3):
            with clock.simulated(prepared.at):
                admit_person("旁人", f"by{_}@stander.example.cn", by=SYSTEM)
            seal_journal(heads)
        engine = create_engine(settings.database)
        event.listen(engine, "connect", without_foreign_keys)
        with engine.begin() as connection:
            _unguard(connection)
            _keep(connection)
        with engine.connect() as connection:
            yield Sealed(app, connection, heads, Random(SEED))  # noqa: S311 - repeatable
        engine.dispose()


def without_foreign_keys(connection: Any, record: Any) -> None:
    del record
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys=OFF")


def _unguard(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for name in list(names):
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        return
    for table in METADATA.tables.values():
        connection.execute(text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER ALL'))


KEPT = ("journal_entry", "seal", "assessment_case")


def _keep(connection: Connection) -> None:
    for table in KEPT:
        connection.execute(text(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}"))


def _put_back(connection: Connection) -> None:
    for table in KEPT:
        connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(f"INSERT INTO {table} SELECT * FROM kept_{table}"))


def edit_content(s: Sealed) -> None:
    entry = s.some_entry()
    said = json.loads(bytes(entry["content"]))
    said["reason"] = said["reason"] + "x"
    s.run(
        "UPDATE journal_entry SET content = :content WHERE id = :id",
        content=rfc8785.dumps(said),
        id=entry["id"],
    )


COLUMNS = {
    "person_name": "别人", "role": "stranger", "action": "other", "from_state": "elsewhere",
    "to_state": "elsewhere", "subject_id": 987_654, "at": "2026-01-01 00:00:00",
    "subject": "nothing",
}  # fmt: skip  # no entry has one of these, so that each is a change


def edit_column(s: Sealed) -> None:
    change_column(s, s.rng.choice(sorted(COLUMNS)))


def change_column(s: Sealed, name: str) -> None:
    s.run(
        f"UPDATE journal_entry SET {name} = :value WHERE id = :id",
        value=COLUMNS[name],
        id=s.some_entry()["id"],
    )


def delete_entry(s: Sealed) -> None:
    s.run("DELETE FROM journal_entry WHERE id = :id", id=s.some_entry()["id"])


def cut_tail(s: Sealed) -> None:
    """The last entries and their seals go; every chain that is left fits."""
    last = s.one("SELECT max(id) AS id FROM seal")["id"] - s.rng.randint(1, 3)
    s.run("DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM seal WHERE id > :n)", n=last)
    s.run("DELETE FROM seal WHERE id > :n", n=last)


def swap(s: Sealed) -> None:
    """Two entries of one chain change their places."""
    first = s.one(
        "SELECT a.id, a.seq, a.chain FROM journal_entry a JOIN journal_entry b "
        "ON b.chain = a.chain AND b.seq = a.seq + 1 ORDER BY (a.id * :n) % 997 LIMIT 1",
        n=s.rng.randint(1, 996),
    )
    second = s.one(
        "SELECT id FROM journal_entry WHERE chain = :chain AND seq = :seq",
        chain=first["chain"],
        seq=first["seq"] + 1,
    )
    for seq, row in ((-1, first), (first["seq"], second), (first["seq"] + 1, first)):
        s.run("UPDATE journal_entry SET seq = :seq WHERE id = :id", seq=seq, id=row["id"])


def rewrite_after(s: Sealed) -> None:
    """An entry is changed, and every digest after it is computed anew, seals included."""
    entry = s.some_entry()
    rows = s.connection.execute(
        text("SELECT * FROM journal_entry WHERE chain = :chain ORDER BY seq"),
        {"chain": entry["chain"]},
    ).mappings()
    previous = GENESIS
    for row in list(rows):
        said = json.loads(bytes(row["content"]))
        said["previous"] = previous
        if row["id"] == entry["id"]:
            said["reason"] = "rewritten"
        content = rfc8785.dumps(said)
        digest = hashlib.sha256(content).hexdigest()
        s.run(
            "UPDATE journal_entry SET content = :content, previous = :previous, digest = :digest "
            "WHERE id = :id",
            content=content,
            previous=previous,
            digest=digest,
            id=row["id"],
        )
        previous = digest
    _seal_anew(s)


def _seal_anew(s: Sealed) -> None:
    previous = GENESIS
    rows = s.connection.execute(
        text(
            "SELECT seal.id, j.digest FROM seal JOIN journal_entry j ON j.id = seal.entry_id "
            "ORDER BY seal.id"
        )
    ).all()
    for seal_id, digest in rows:
        following = chained(previous, digest)
        s.run(
            "UPDATE seal SET entry_digest = :entry, previous = :previous, digest = :digest "
            "WHERE id = :id",
            entry=digest,
            previous=previous,
            digest=following,
            id=seal_id,
        )
        previous = following


def set_a_state(s: Sealed) -> None:
    case = s.one("SELECT id FROM assessment_case ORDER BY (id * :n) % 97", n=s.rng.randint(1, 96))
    s.run("UPDATE assessment_case SET state = 'certified' WHERE id = :id", id=case["id"])


def forge_an_entry(s: Sealed) -> None:
    """An entry is slipped in between two, well chained to the one before it."""
    before = s.some_entry()
    said = json.loads(bytes(before["content"]))
    said |= {"previous": before["digest"], "seq": before["seq"] + 1, "reason": "forged"}
    content = rfc8785.dumps(said)
    last = s.one("SELECT max(seq) AS seq FROM journal_entry WHERE chain = :c", c=before["chain"])
    s.run(
        "UPDATE journal_entry SET seq = -seq - 1 WHERE chain = :chain AND seq > :seq",
        chain=before["chain"],
        seq=before["seq"],
    )
    s.run("UPDATE journal_entry SET seq = -seq WHERE chain = :c AND seq < 0", c=before["chain"])
    values = {
        **dict(before),
        "id": s.one("SELECT max(id) AS id FROM journal_entry")["id"] + 1,
        "seq": before["seq"] + 1,
        "content": content,
        "previous": before["digest"],
        "digest": hashlib.sha256(content).hexdigest(),
    }
    if last["seq"] == before["seq"]:  # at the end of a chain it must also claim a sealed place
        values["id"] = before["id"]
        s.run("DELETE FROM journal_entry WHERE id = :id", id=before["id"])
    names = ", ".join(f'"{one}"' for one in values)
    holes = ", ".join(f":{one}" for one in values)
    s.run(f"INSERT INTO journal_entry ({names}) VALUES ({holes})", **values)


TAMPERINGS: tuple[Callable[[Sealed], None], ...] = (
    edit_content,
    edit_column,
    delete_entry,
    cut_tail,
    swap,
    rewrite_after,
    set_a_state,
    forge_an_entry,
)
# A whole history rewritten is only seen from outside.
SEEN_FROM_OUTSIDE = (cut_tail, rewrite_after)


def _problems_after(
    sealed: Sealed, tampering: Callable[[Sealed], None], heads: Path | None = None
) -> list[str]:
    """What is found after one tampering; then everything is put back."""
    with sealed.connection.begin():
        tampering(sealed)
    problems = verify_journal(heads or sealed.heads).problems
    with sealed.connection.begin():
        _put_back(sealed.connection)
    return problems


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda one: one.__name__)
def test_every_tampering_is_found(sealed: Sealed, tampering: Callable[[Sealed], None]) -> None:
    count = rounds(sealed)
    missed = [at for at in range(count) if not _problems_after(sealed, tampering)]
    assert not missed, f"{len(missed)} of {count} tamperings were not found"


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_an_edit_of_any_column_is_found(sealed: Sealed, name: str) -> None:
    assert _problems_after(sealed, lambda s: change_column(s, name))


@pytest.mark.parametrize("tampering", SEEN_FROM_OUTSIDE, ids=lambda one: one.__name__)
def test_without_the_exported_heads_a_whole_rewriting_is_not_found(
    sealed: Sealed, tampering: Callable[[Sealed], None], tmp_path: Path
) -> None:
    """The control: a chain in the same database does not guard itself."""

    def of_bystanders(s: Sealed) -> None:
        s.some_entry = s.bystander  # type: ignore[method-assign]
        tampering(s)

    try:
        assert not _problems_after(sealed, of_bystanders, tmp_path / "no-heads.jsonl")
    finally:
        sealed.__dict__.pop("some_entry", None)


def test_an_edit_is_located_to_its_entry(sealed: Sealed) -> None:
    with sealed.connection.begin():
        entry = sealed.some_entry()

    def edit(s: Sealed) -> None:
        s.run("UPDATE journal_entry SET role = 'x' WHERE id = :id", id=entry["id"])

    assert any(f"entry {entry['id']} " in one for one in _problems_after(sealed, edit))


def test_a_clean_journal_raises_no_alarm_also_while_others_write(sealed: Sealed) -> None:
    runs, alarms, stop = sizes().clean_runs, [], threading.Event()
    writer = threading.Thread(target=_write_on, args=(sealed.app, stop))
    for at in range(runs):
        if at == runs * 3 // 4:
            writer.start()  # the last quarter runs beside somebody who writes
        alarms += verify_journal(sealed.heads).problems
    stop.set()
    writer.join()
    assert not alarms


def _write_on(app: Flask, stop: threading.Event) -> None:
    number = 0
    with app.app_context():
        while not stop.is_set():
            number += 1
            address = f"writer{number}@{threading.get_ident()}.example.cn"
            admit_person("写者", address, by=SYSTEM)
            if number % 5 == 0:
                seal_journal(app.extensions["house"].settings.instance / "heads" / "heads.jsonl")
        session.remove()


def rounds(sealed: Sealed) -> int:
    """PostgreSQL gets a share: what differs there is the reading, not the reckoning."""
    full = sizes().tamper_rounds
    return full if sealed.connection.dialect.name == SQLITE else max(2, full // 10)
