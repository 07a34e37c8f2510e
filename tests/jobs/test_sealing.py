"""The journal as somebody with the database in hand may spoil it; every way of it is found."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import create_engine, select, text

from certplatform.db import db, session
from certplatform.domain.actors import SYSTEM
from certplatform.jobs import sealing
from certplatform.jobs.sealing import read_heads, seal_journal, verify_journal
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry, Seal
from certplatform.process.journal import GENESIS
from certplatform.process.sealing import chained
from certplatform.process.step import deed
from tests.builders.acceptance import planning_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    return tmp_path / "outside" / "heads.jsonl"


@pytest.fixture
def sealed(world: World, heads: Path) -> Case:
    """A case in planning, its journal sealed and the head exported."""
    case = planning_case(world)
    assert seal_journal(heads) > 0
    return case


def spoil(*statements: tuple[str, dict[str, Any]]) -> None:
    """Change rows past every trigger and foreign key, as only the owner of the database can."""
    session.expunge_all()  # what was read stays as it was read
    session.rollback()
    address = db.engine.url
    if address.get_backend_name() == "sqlite":
        with sqlite3.connect(str(address.database)) as connection:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in triggers.fetchall():
                connection.execute(f'DROP TRIGGER "{name}"')
            for statement, values in statements:
                assert connection.execute(statement, values).rowcount
        connection.close()
        return
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement, values in statements:
            assert connection.execute(text(statement), values).rowcount
    engine.dispose()


def problems(heads: Path) -> list[str]:
    """What verifying finds, once the session has forgotten what it knew."""
    session.rollback()
    session.expire_all()
    return verify_journal(heads).problems


def entries(case: Case) -> Sequence[JournalEntry]:
    """The chain of a case."""
    chain = f"case:{case.id}"
    return session.scalars(
        select(JournalEntry).where(JournalEntry.chain == chain).order_by(JournalEntry.seq)
    ).all()


def say_something() -> None:
    """One more entry, of no case."""
    with deed(by=SYSTEM) as act:
        act.log("setting:1", "note")


def test_a_whole_journal_verifies_and_says_what_it_looked_at(sealed: Case, heads: Path) -> None:
    verdict = verify_journal(heads)
    assert verdict.problems == []
    assert verdict.sealed == verdict.entries >= len(entries(sealed)) > 3
    assert (verdict.unsealed, verdict.heads) == (0, 1)


def test_entries_after_the_last_seal_are_said_to_be_unsealed(sealed: Case, heads: Path) -> None:
    del sealed
    say_something()
    say_something()
    verdict = verify_journal(heads)
    assert (verdict.problems, verdict.unsealed) == ([], 2)
    assert seal_journal(heads) == 2
    assert (verify_journal(heads).unsealed, verify_journal(heads).heads) == (0, 2)


def test_sealing_with_nothing_new_exports_nothing(sealed: Case, heads: Path) -> None:
    del sealed
    before = heads.read_bytes()
    assert seal_journal(heads) == 0
    assert heads.read_bytes() == before


def test_a_head_that_was_not_exported_is_exported_by_the_next_run(
    sealed: Case, heads: Path
) -> None:
    del sealed
    heads.unlink()
    assert seal_journal(heads) == 0
    assert len(read_heads(heads)) == 1


def test_an_edited_entry_is_named(sealed: Case, heads: Path) -> None:
    entry = entries(sealed)[1]
    changed = entry.content.replace(b'"action"', b'"Action"')
    spoil(("UPDATE journal_entry SET content = :c WHERE id = :id", {"c": changed, "id": entry.id}))
    where = f"entry {entry.id} (chain case:{sealed.id}, number {entry.seq})"
    assert problems(heads) == [f"{where}: its content does not fit its chain"]


@pytest.mark.parametrize("column", ["action", "role", "to_state", "from_state"])
def test_a_column_that_tells_otherwise_than_the_content_is_named(
    sealed: Case, heads: Path, column: str
) -> None:
    entry = entries(sealed)[1]
    spoil((f"UPDATE journal_entry SET {column} = 'x' WHERE id = :id", {"id": entry.id}))  # noqa: S608
    assert any(f"entry {entry.id} " in one for one in problems(heads))


def test_a_deleted_entry_is_named(sealed: Case, heads: Path) -> None:
    gone, after = entries(sealed)[1], entries(sealed)[2]
    spoil(("DELETE FROM journal_entry WHERE id = :id", {"id": gone.id}))
    found = problems(heads)
    assert any(one.startswith(f"entry {after.id} ") and "missing" in one for one in found)
    assert f"entry {gone.id}: not the entry that was sealed" in found


def test_the_last_entry_deleted_with_its_seal_is_a_cut_tail(sealed: Case, heads: Path) -> None:
    del sealed
    last = session.scalars(select(Seal).order_by(Seal.id.desc()).limit(1)).one()
    spoil(
        ("DELETE FROM seal WHERE id = :id", {"id": last.id}),
        ("DELETE FROM journal_entry WHERE id = :id", {"id": last.entry_id}),
    )
    found = problems(heads)
    assert f"the tail is cut: {last.id - 1} entries are sealed, a head names {last.id}" in found


def test_the_tail_cut_before_it_was_sealed_is_told_by_the_state(
    world: World, sealed: Case, heads: Path
) -> None:
    del sealed
    from_now = planning_case(world, applicant="other_applicant", enterprise=world.other_enterprise)
    last = entries(from_now)[-1]
    spoil(("DELETE FROM journal_entry WHERE id = :id", {"id": last.id}))
    assert problems(heads) == [
        f"case {from_now.id} stands in planning, its journal says {last.from_state}"
    ]


def test_a_state_set_past_the_journal_is_named(sealed: Case, heads: Path) -> None:
    case_id = sealed.id
    spoil(("UPDATE assessment_case SET state = 'certified' WHERE id = :id", {"id": case_id}))
    assert problems(heads) == [f"case {case_id} stands in certified, its journal says planning"]


def test_history_rewritten_to_its_end_is_told_by_the_exported_head(
    sealed: Case, heads: Path
) -> None:
    """Content, digests, chain and seals all fit one another; only the head outside does not."""
    say_something()
    seal_journal(heads)
    rewrite(sealed, lambda said: said | {"reason": "别的理由"})
    seals = session.scalars(select(Seal).order_by(Seal.id)).all()
    first, last = read_heads(heads)
    assert problems(heads) == [
        f"rewritten between sealed entries 1 and {first[0]}: the exported head differs"
    ]
    assert last[0] == len(seals)
    heads.unlink()
    assert problems(heads) == []  # without the head outside, nothing would have shown it


def rewrite(case: Case, change: Any) -> None:
    """Change the first entry of a case and make everything after it fit again."""
    digests: dict[int, str] = {}
    statements: list[tuple[str, dict[str, Any]]] = []
    previous = GENESIS
    for place, entry in enumerate(entries(case)):
        said = json.loads(entry.content) | {"previous": previous}
        content = rfc8785.dumps(change(said) if place == 0 else said)
        digest = hashlib.sha256(content).hexdigest()
        statements.append(
            (
                "UPDATE journal_entry SET content = :c, digest = :d, previous = :p WHERE id = :id",
                {"c": content, "d": digest, "p": previous, "id": entry.id},
            )
        )
        previous = digests[entry.id] = digest
    chain = GENESIS
    for seal in session.scalars(select(Seal).order_by(Seal.id)):
        digest = digests.get(seal.entry_id, seal.entry_digest)
        link = chained(chain, digest)
        statements.append(
            (
                "UPDATE seal SET entry_digest = :e, previous = :p, digest = :d WHERE id = :id",
                {"e": digest, "p": chain, "d": link, "id": seal.id},
            )
        )
        chain = link
    spoil(*statements)


def test_a_file_of_heads_that_is_none_is_a_problem_not_a_crash(sealed: Case, heads: Path) -> None:
    del sealed
    heads.write_text('{"position": 1}\n', encoding="utf-8")
    assert problems(heads) == ["line 1 of heads.jsonl is not a head"]


def test_what_is_written_and_sealed_meanwhile_raises_no_false_alarm(
    app: Flask, sealed: Case, heads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the entries and comparing the heads, somebody writes, seals and exports."""
    del sealed
    honest = sealing._check_seals

    def meanwhile(*given: Any) -> dict[int, str]:
        writer = threading.Thread(target=lambda: in_own_context(app, heads))
        writer.start()
        writer.join(timeout=60)
        return honest(*given)

    monkeypatch.setattr(sealing, "_check_seals", meanwhile)
    assert verify_journal(heads).problems == []
    monkeypatch.undo()
    assert len(read_heads(heads)) == 2
    assert verify_journal(heads).problems == []


def in_own_context(app: Flask, heads: Path) -> None:
    with app.app_context():
        say_something()
        seal_journal(heads)


def test_two_sealers_at_once_make_one_chain(app: Flask, world: World, heads: Path) -> None:
    del world
    start, failed = threading.Barrier(2), []

    def run() -> None:
        try:
            with app.app_context():
                start.wait()
                seal_journal(heads)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failed.append(error)

    sealers = [threading.Thread(target=run) for _ in range(2)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join(timeout=60)
    assert failed == []
    verdict = verify_journal(heads)
    assert (verdict.problems, verdict.unsealed) == ([], 0)
