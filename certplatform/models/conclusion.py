"""The team's conclusion, the body's technical check, the enterprise's confirmation."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base


class Conclusion(Base):
    """One revision: what was computed (R33, R34), what the lead proposes, and why.

    `recommendation`: certify, or for surveillance and special cases maintain, suspend, reduce,
    withdraw; or not_certify. `check_sections` is what the technical check says section by section;
    `section_answers` is what the lead answers to the sections of the revision before that came
    back.
    """

    __tablename__ = "conclusion"
    __table_args__ = (UniqueConstraint("case_id", "revision"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    revision: Mapped[int]
    computed: Mapped[dict[str, Any]]
    computed_grade: Mapped[str] = mapped_column(String(20))
    proposed_grade: Mapped[str] = mapped_column(String(20))
    recommendation: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(Text)
    scope_en: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    section_answers: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'")
    )
    concluded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    concluded_at: Mapped[datetime]
    check_outcome: Mapped[str] = mapped_column(String(10), default="")
    check_comment: Mapped[str] = mapped_column(Text, default="")
    check_sections: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list, server_default=text("'[]'")
    )
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    confirm_outcome: Mapped[str] = mapped_column(String(10), default="")
    confirm_comment: Mapped[str] = mapped_column(Text, default="")
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]


class GradeCapsule(Base):
    """What a revision was computed from and what came of it, as canonical JSON (RFC 8785).

    Written once; `digest` is the one that the capsule itself names.
    """

    __tablename__ = "grade_capsule"
    __table_args__ = (UniqueConstraint("conclusion_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusion.id"))
    content: Mapped[bytes]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class CommitteeRecord(Base):
    """A record of the committee (R36): compliance review, confirmation audit, or re-check."""

    __tablename__ = "committee_record"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "round"),
        CheckConstraint("kind IN ('review','confirmation','recheck')", name="kind_known"),
        CheckConstraint("outcome IN ('passed','returned')", name="outcome_known"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    kind: Mapped[str] = mapped_column(String(20))
    round: Mapped[int]
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusion.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    answers: Mapped[list[dict[str, Any]]]
    facts: Mapped[list[dict[str, Any]]]
    summary: Mapped[str] = mapped_column(Text)
    seed: Mapped[str] = mapped_column(String(64), default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
