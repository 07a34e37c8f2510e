"""What the audit team asks an enterprise for, and what it answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base


class InformationRequest(Addressed, Base):
    """One item asked for, with the day by which it is wanted; numbered within its case.

    `answer_documents` are ids of documents; `told` is the last reminder given for this turn.
    """

    __tablename__ = "information_request"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("state IN ('open','answered','returned','accepted')", name="state_known"),
        CheckConstraint("told IN ('','near','passed')", name="told_known"),
        CheckConstraint("state = 'open' OR answered_at IS NOT NULL", name="answered_when"),
        CheckConstraint("state <> 'returned' OR return_reason <> ''", name="returned_why"),
        CheckConstraint("(state = 'accepted') = (settled_at IS NOT NULL)", name="settled_when"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_documents: Mapped[list[int]]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(Text, default="")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(String(10), default="")
