"""Writing the journal: canonical bytes, chained by digest within each chain."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import select, text

from certplatform.db import dialect_name, session
from certplatform.domain.actors import Actor
from certplatform.models.journal import JournalEntry

GENESIS = "0" * 64


@dataclass
class Line:
    """What one entry says, before it is chained."""

    chain: str
    subject: str
    subject_id: int
    action: str
    from_state: str
    to_state: str
    role: str
    rules: list[dict[str, object]] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)


def write_entry(line: Line, context: tuple[Actor, datetime, str]) -> JournalEntry:
    """Append an entry to its chain."""
    by, at, _ = context
    if dialect_name() == "postgresql":
        # Two deeds may append to one chain at once; the second waits for the first.
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:chain))"), {"chain": line.chain}
        )
    last = session.execute(
        select(JournalEntry.seq, JournalEntry.digest)
        .where(JournalEntry.chain == line.chain)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    content = _canonical(line, context, seq, previous)
    entry = JournalEntry(
        chain=line.chain,
        seq=seq,
        subject=line.subject,
        subject_id=line.subject_id,
        action=line.action,
        from_state=line.from_state,
        to_state=line.to_state,
        person_id=by.person_id,
        person_name=by.name,
        role=line.role,
        at=at,
        content=content,
        previous=previous,
        digest=hashlib.sha256(content).hexdigest(),
    )
    session.add(entry)
    session.flush()
    return entry


def _canonical(line: Line, context: tuple[Actor, datetime, str], seq: int, previous: str) -> bytes:
    """The bytes of an entry (RFC 8785), in which the digest of the one before stands."""
    by, at, reason = context
    return rfc8785.dumps(
        {
            "chain": line.chain,
            "seq": seq,
            "subject": line.subject,
            "subject_id": line.subject_id,
            "action": line.action,
            "from": line.from_state,
            "to": line.to_state,
            "person": by.person_id or 0,
            "name": by.name,
            "role": line.role,
            "at": at.isoformat(),
            "reason": reason,
            "checked": line.checked,
            "rules": _jsonable(line.rules),
            "details": _jsonable(line.details),
            "previous": previous,
        }
    )


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(one) for one in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)
