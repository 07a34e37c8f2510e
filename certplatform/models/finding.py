"""Findings and what the enterprise did about them."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base, Moved


class Finding(Moved, Addressed, Base):
    """A finding (R28): key of the clause or criterion, site, fact, evidence, grade."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("grade IN ('major','minor','observation','strength')", name="grade_known"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    number: Mapped[int]
    stage: Mapped[int]
    key: Mapped[str] = mapped_column(String(80))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    grade: Mapped[str] = mapped_column(String(20))
    fact: Mapped[str] = mapped_column(Text)
    evidence_text: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list[int]]
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    due_on: Mapped[date | None]
    correction: Mapped[str] = mapped_column(Text, default="")
    root_cause: Mapped[str] = mapped_column(Text, default="")
    corrective_action: Mapped[str] = mapped_column(Text, default="")
    action_due_on: Mapped[date | None]
    answer_evidence: Mapped[list[int]]
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_on: Mapped[date | None]
    method: Mapped[str] = mapped_column(String(20), default="")
    carried_from: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))


class FindingSite(Base):
    """Whether one site is checked for the same fault (R32)."""

    __tablename__ = "finding_site"
    __table_args__ = (UniqueConstraint("finding_id", "site_id"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    checked: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(Text, default="")


class MinorsAnswer(Base):
    """The lead's recorded answer to many minors on one clause (R29)."""

    __tablename__ = "minors_answer"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    key: Mapped[str] = mapped_column(String(80))
    answer: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]
