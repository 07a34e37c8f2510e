"""The journal: who did what, hash-chained per case; and the seals that chain all entries."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base


class JournalEntry(Base):
    """One deed. Rows are never changed or deleted; triggers refuse both.

    `content` holds the canonical bytes (RFC 8785) that `digest` covers together with `previous`,
    stored and never rebuilt. `chain` is "case:<id>" or the chain of another subject.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_journal_entry_action_at", "action", "at"),
    )

    chain: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    subject: Mapped[str] = mapped_column(String(20), index=True)
    subject_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class Seal(Base):
    """The place of one entry in the chain of all entries, in the order of sealing."""

    __tablename__ = "seal"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), unique=True)
    entry_digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_at: Mapped[datetime]
