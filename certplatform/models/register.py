"""What the public registry searches by; the status itself is read from the certificate's row."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base


class RegisterEntry(Base):
    """One certificate as the registry finds it, entered with its current revision.

    `haystack` is what a search looks through (names, number, code; letters and digits only, in
    lower case), `grams` its single characters and overlapping pairs: an index that also finds
    names of two characters.
    """

    __tablename__ = "register_entry"
    __table_args__ = (Index("ix_register_entry_entered_at_id", "entered_at", "id"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("certificate_revision.id"), unique=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    holder_name: Mapped[str] = mapped_column(String(200))
    holder_code: Mapped[str] = mapped_column(String(18), index=True)
    haystack: Mapped[str] = mapped_column(Text)
    grams: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(6), index=True)
    industry: Mapped[str] = mapped_column(String(5), index=True)
    body_code: Mapped[str] = mapped_column(String(10), index=True)
    grade: Mapped[str] = mapped_column(String(20), index=True)
    level: Mapped[str] = mapped_column(String(20), index=True)
    viewpoints: Mapped[str] = mapped_column(String(300))
    entered_at: Mapped[datetime]
