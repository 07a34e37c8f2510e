"""Chains all journal entries together and exports the head; finds what does not fit.

A chain in the same database does not show a tail that was cut off, nor a history rewritten to its
end: the exported heads do, up to the last one. Entries after it are said to be not yet sealed.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text

from certplatform import clock
from certplatform.db import session
from certplatform.models.journal import JournalEntry, Seal
from certplatform.models.tables import METADATA, MOVED
from certplatform.process.journal import GENESIS
from certplatform.process.sealing import append_seals, chained


def seal_journal(heads: Path) -> int:
    """Chain the entries that are not sealed yet, then export the head; return how many.

    A head that was not exported because the process died is exported by the next run.
    """
    count, position, digest = append_seals()
    if position and _last_exported(heads) != (position, digest):
        _export(heads, position, digest)
    return count


def _export(heads: Path, position: int, digest: str) -> None:
    heads.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"position": position, "digest": digest, "at": clock.now().isoformat()})
    with heads.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _last_exported(heads: Path) -> tuple[int, str] | None:
    exported = read_heads(heads)
    return exported[-1] if exported else None


def read_heads(heads: Path) -> list[tuple[int, str]]:
    """The exported heads as (position, digest). Raises ValueError for a file that is none."""
    if not heads.exists():
        return []
    found = []
    for number, line in enumerate(heads.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            one = json.loads(line)
            found.append((int(one["position"]), str(one["digest"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} of {heads.name} is not a head") from error
    return found


@dataclass
class Verdict:
    """What checking the journal found; `problems` is empty when everything fits."""

    entries: int = 0
    sealed: int = 0
    unsealed: int = 0
    heads: int = 0
    problems: list[str] = field(default_factory=list)


def verify_journal(heads: Path) -> Verdict:
    """Recompute all chains against the exported heads; read in one snapshot.

    The heads are read first: what is exported meanwhile the snapshot does not know.
    """
    verdict = Verdict()
    exported = _heads(verdict, heads)
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    digests = _check_entries(verdict)
    positions = _check_seals(verdict, digests)
    _check_heads(verdict, positions, exported)
    _check_subjects(verdict)
    session.rollback()
    return verdict


def _check_entries(verdict: Verdict) -> dict[int, str]:
    tails: dict[str, tuple[int, str]] = {}
    digests: dict[int, str] = {}
    rows = session.execute(
        select(JournalEntry).order_by(JournalEntry.chain, JournalEntry.seq)
    ).scalars()
    for entry in rows.yield_per(1000):
        verdict.entries += 1
        seq, previous = tails.get(entry.chain, (0, GENESIS))
        where = f"entry {entry.id} (chain {entry.chain}, number {entry.seq})"
        if entry.seq != seq + 1:
            verdict.problems.append(f"{where}: the entry before it is missing")
        elif entry.previous != previous or not _content_fits(entry):
            verdict.problems.append(f"{where}: its content does not fit its chain")
        tails[entry.chain] = (entry.seq, entry.digest)
        digests[entry.id] = entry.digest
    return digests


def _content_fits(entry: JournalEntry) -> bool:
    if hashlib.sha256(entry.content).hexdigest() != entry.digest:
        return False
    said = json.loads(entry.content)
    told = (
        said["chain"],
        said["seq"],
        said["subject"],
        said["subject_id"],
        said["action"],
        said["from"],
        said["to"],
        said["person"],
        said["name"],
        said["role"],
        said["at"],
        said["previous"],
    )
    return told == (
        entry.chain,
        entry.seq,
        entry.subject,
        entry.subject_id,
        entry.action,
        entry.from_state,
        entry.to_state,
        entry.person_id or 0,
        entry.person_name,
        entry.role,
        entry.at.isoformat(),
        entry.previous,
    )


def _check_seals(verdict: Verdict, digests: dict[int, str]) -> dict[int, str]:
    positions: dict[int, str] = {}
    previous, expected, sealed = GENESIS, 0, set()
    for seal in session.scalars(select(Seal).order_by(Seal.id)).yield_per(1000):
        expected += 1
        if seal.id != expected:
            verdict.problems.append(f"seal {expected} is missing")
            expected = seal.id
        if digests.get(seal.entry_id) != seal.entry_digest:
            verdict.problems.append(f"entry {seal.entry_id}: not the entry that was sealed")
        if seal.previous != previous or seal.digest != chained(previous, seal.entry_digest):
            verdict.problems.append(f"seal {seal.id} (entry {seal.entry_id}) does not fit")
        previous = seal.digest
        positions[seal.id] = seal.digest
        sealed.add(seal.entry_id)
    verdict.sealed = len(positions)
    verdict.unsealed = len(digests.keys() - sealed)
    return positions


def _heads(verdict: Verdict, heads: Path) -> list[tuple[int, str]]:
    try:
        exported = read_heads(heads)
    except ValueError as error:
        verdict.problems.append(str(error))
        return []
    verdict.heads = len(exported)
    return exported


def _check_heads(
    verdict: Verdict, positions: dict[int, str], exported: list[tuple[int, str]]
) -> None:
    last_good = 0
    for position, digest in exported:
        if position not in positions:
            last = max(positions, default=0)
            verdict.problems.append(
                f"the tail is cut: {last} entries are sealed, a head names {position}"
            )
            return
        if positions[position] != digest:
            verdict.problems.append(
                f"rewritten between sealed entries {last_good + 1} and {position}: "
                "the exported head differs"
            )
            return
        last_good = position


def _check_subjects(verdict: Verdict) -> None:
    """A state that the last entry of its subject does not tell was set past the journal."""
    for subject, name in MOVED.items():
        table = METADATA.tables[name]
        last = (
            select(JournalEntry.subject_id, func.max(JournalEntry.id).label("entry"))
            .where(JournalEntry.subject == subject, JournalEntry.to_state != "")
            .group_by(JournalEntry.subject_id)
            .subquery()
        )
        rows = session.execute(
            select(table.c.id, table.c.state, JournalEntry.to_state)
            .outerjoin(last, last.c.subject_id == table.c.id)
            .outerjoin(JournalEntry, JournalEntry.id == last.c.entry)
            .where(func.coalesce(JournalEntry.to_state, "") != table.c.state)
        )
        for row_id, state, told in rows:
            verdict.problems.append(
                f"{subject} {row_id} stands in {state}, its journal says {told or 'nothing'}"
            )
