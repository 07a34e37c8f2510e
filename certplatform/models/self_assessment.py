"""Results of self-assessments as submitted, kept as numbers so that enterprises can be compared."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base


class SelfAssessmentResult(Base):
    """The result that a submitted version came to; region and industry as stated in it.

    The frozen version is the truth about it, this row is for comparing: `latest` marks what the
    enterprise submitted last under the scheme.
    """

    __tablename__ = "self_assessment_result"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        CheckConstraint("total >= 0 AND total <= 100", name="total_in_range"),
        Index("ix_self_assessment_result_latest", "scheme", "scheme_version", "latest"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    version: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    scheme_version: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(6))
    industry: Mapped[str] = mapped_column(String(5))
    total: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    stage: Mapped[str] = mapped_column(String(40))
    submitted_at: Mapped[datetime]
    latest: Mapped[bool] = mapped_column(default=True)


class SelfAssessmentScore(Base):
    """The score of one view in a result."""

    __tablename__ = "self_assessment_score"
    __table_args__ = (
        UniqueConstraint("result_id", "view"),
        CheckConstraint("score >= 0 AND score <= 100", name="score_in_range"),
    )

    result_id: Mapped[int] = mapped_column(ForeignKey("self_assessment_result.id"))
    view: Mapped[str] = mapped_column(String(40))
    score: Mapped[Decimal] = mapped_column(Numeric(4, 1))
