"""The story of a subject, from the journal."""

import json
from typing import Any

from sqlalchemy import select

from certplatform.db import session
from certplatform.models.journal import JournalEntry


def story_of(chain: str, limit: int = 200) -> list[JournalEntry]:
    """The entries of a chain, the latest first."""
    return list(
        session.scalars(
            select(JournalEntry)
            .where(JournalEntry.chain == chain)
            .order_by(JournalEntry.seq.desc())
            .limit(limit)
        )
    )


def said(entry: JournalEntry) -> dict[str, Any]:
    """What an entry's stored bytes say."""
    content: dict[str, Any] = json.loads(entry.content)
    return content


def states_been_in(case_id: int) -> set[str]:
    """Every state a case has been in, its first one included."""
    rows = session.execute(
        select(JournalEntry.from_state, JournalEntry.to_state)
        .where(
            JournalEntry.chain == f"case:{case_id}",
            JournalEntry.subject == "case",
            JournalEntry.from_state != JournalEntry.to_state,
        )
        .distinct()
    )
    return {one for row in rows for one in row if one}


def reasons_of(chain: str, action: str) -> dict[int, str]:
    """The reasons that were given for one kind of deed on a chain, by the subject's id."""
    entries = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.chain == chain, JournalEntry.action == action)
        .order_by(JournalEntry.seq)
    )
    return {one.subject_id: str(said(one)["reason"]) for one in entries}
