"""Chaining the entries of all chains together, in the order of sealing."""

import hashlib

from sqlalchemy import select, text

from certplatform import clock
from certplatform.db import dialect_name, session
from certplatform.domain.actors import SYSTEM
from certplatform.models.journal import JournalEntry, Seal
from certplatform.process.journal import GENESIS
from certplatform.process.step import deed


def chained(previous: str, entry_digest: str) -> str:
    """The digest of a seal: over the one before and the entry's."""
    return hashlib.sha256(f"{previous}{entry_digest}".encode()).hexdigest()


def append_seals() -> tuple[int, int, str]:
    """Seal the entries that are not sealed yet; return how many, and the head they lead to."""
    with deed(by=SYSTEM):
        if dialect_name() == "postgresql":
            # Two sealers at once: the second waits, then begins where the first has ended.
            session.execute(text("SELECT pg_advisory_xact_lock(hashtext('seal'))"))
        last = session.execute(
            select(Seal.id, Seal.digest).order_by(Seal.id.desc()).limit(1)
        ).first()
        position, previous = (last.id, last.digest) if last else (0, GENESIS)
        entries = session.execute(
            select(JournalEntry.id, JournalEntry.digest)
            .outerjoin(Seal, Seal.entry_id == JournalEntry.id)
            .where(Seal.id.is_(None))
            .order_by(JournalEntry.id)
        ).all()
        for entry_id, digest in entries:
            position += 1
            following = chained(previous, digest)
            session.add(
                Seal(
                    id=position,
                    entry_id=entry_id,
                    entry_digest=digest,
                    previous=previous,
                    digest=following,
                    sealed_at=clock.now(),
                )
            )
            previous = following
    return len(entries), position, previous
