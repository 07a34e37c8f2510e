"""Findings, what the enterprise said of them, and what it did about them."""

from datetime import date, datetime
from typing import Any

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
    more_keys: Mapped[list[str]] = mapped_column(default=list)
    shown_at: Mapped[datetime | None]
    comment_until_at: Mapped[datetime | None]
    cause_method: Mapped[str] = mapped_column(String(20), default="")
    cause: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    escalated_at: Mapped[datetime | None]

    @property
    def keys(self) -> tuple[str, ...]:
        """All clauses and criteria it stands against; the first is the main one."""
        return (self.key, *self.more_keys)


class FindingSite(Base):
    """Whether one site is checked for the same fault (R32)."""

    __tablename__ = "finding_site"
    __table_args__ = (UniqueConstraint("finding_id", "site_id"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    checked: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(Text, default="")


class FindingComment(Addressed, Base):
    """What the enterprise says of a draft it was shown, and the team's answer to a dispute."""

    __tablename__ = "finding_comment"
    __table_args__ = (
        CheckConstraint("kind IN ('agree','comment','dispute')", name="kind_known"),
        CheckConstraint("kind = 'agree' OR text <> ''", name="says_something"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answer_whole"),
    )

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[int]]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class FindingUpload(Base):
    """A sheet of findings that was taken in; the digest is of what its rows say."""

    __tablename__ = "finding_upload"
    __table_args__ = (
        UniqueConstraint("case_id", "sha256"),
        CheckConstraint("count > 0", name="not_empty"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]
    taken_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]


class EffectivenessCheck(Base):
    """Whether what was done about a finding of the audit before has worked (R31)."""

    __tablename__ = "effectiveness_check"
    __table_args__ = (
        UniqueConstraint("case_id", "finding_id"),
        CheckConstraint("effective = (raised_id IS NULL)", name="raised_if_not_effective"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    effective: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(Text)
    raised_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    checked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime]


class MinorsAnswer(Base):
    """The lead's recorded answer to many minors on one clause (R29)."""

    __tablename__ = "minors_answer"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    key: Mapped[str] = mapped_column(String(80))
    answer: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class InheritedLook(Base):
    """A finding of the audit before that the team of this one has confirmed as seen."""

    __tablename__ = "inherited_look"
    __table_args__ = (UniqueConstraint("case_id", "finding_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime]
