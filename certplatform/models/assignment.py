"""Who has a place on a case. One row per person and case keeps the parts disjoint (R18)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base, Moved
from certplatform.models.case import Case
from certplatform.models.person import Person

STANDING = text("state IN ('proposed','declared','confirmed','suspended')")
LEADING = text("role = 'lead' AND state IN ('proposed','declared','confirmed','suspended')")


class Assignment(Moved, Addressed, Base):
    """A person's place: team, technical check, review, confirmation, re-check, vote, appeal.

    Until `invited_at` a proposed place is a plan of the body that nobody else knows of.

    The unique index over standing rows means that no race can put one person on two sides (R18),
    and no case gets two leads (R12).
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_one_part",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index(
            "uq_assignment_one_lead",
            "case_id",
            unique=True,
            sqlite_where=LEADING,
            postgresql_where=LEADING,
        ),
        Index("ix_assignment_person_state", "person_id", "state"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(30))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    declaration: Mapped[str] = mapped_column(Text, default="")
    declaration_sha256: Mapped[str] = mapped_column(String(64), default="")
    declared_at: Mapped[datetime | None]
    checked: Mapped[list[dict[str, Any]]]
    cleared_reason: Mapped[str] = mapped_column(Text, default="")
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rotation_reason: Mapped[str] = mapped_column(Text, default="")
    objection: Mapped[str] = mapped_column(Text, default="")
    objection_answer: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
