"""Plan, sign-ins, results and stage outcomes of an audit."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Base
from certplatform.models.person import Person


class AuditPlan(Base):
    """A revision of the plan; frozen once released to the enterprise."""

    __tablename__ = "audit_plan"
    __table_args__ = (
        UniqueConstraint("case_id", "revision"),
        CheckConstraint("mode IN ('on_site','remote','mixed')", name="mode_known"),
        CheckConstraint("remote_percent BETWEEN 0 AND 100", name="remote_percent"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    revision: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10))
    remote_percent: Mapped[int] = mapped_column(default=0)
    remote_agreement: Mapped[str] = mapped_column(Text, default="")
    remote_risk: Mapped[str] = mapped_column(Text, default="")
    objective: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    rows: Mapped[list["PlanRow"]] = relationship(
        back_populates="plan",
        order_by="PlanRow.on, PlanRow.half, PlanRow.id",
        cascade="all, delete-orphan",
    )


class PlanRow(Base):
    """One half-day of one member: what is audited, at which site, on site or remote (R24).

    `auditing` is false for travel and writing, which earn no audit time (R25).
    `covers` holds checklist keys: "clause:<code>" and "claim:<position>:<dimension>".
    """

    __tablename__ = "plan_row"
    __table_args__ = (
        UniqueConstraint("plan_id", "person_id", "on", "half"),
        CheckConstraint("stage IN (1, 2)", name="stage_known"),
        CheckConstraint("half IN (1, 2)", name="half_of_day"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("audit_plan.id"), index=True)
    stage: Mapped[int]
    on: Mapped[date]
    half: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    covers: Mapped[list[str]]
    remote: Mapped[bool] = mapped_column(default=False)
    auditing: Mapped[bool] = mapped_column(default=True)
    with_whom: Mapped[str] = mapped_column(String(200), default="")
    department: Mapped[str] = mapped_column(String(200), default="")

    plan: Mapped[AuditPlan] = relationship(back_populates="rows")
    person: Mapped[Person] = relationship()


class SiteSignIn(Base):
    """An opening or closing sign-in of a stage (R27); anomalies are flagged, never refused.

    One that was `missed` was never made; `at` is then when that was noted. The person explains
    what was odd; the enterprise may say what it saw. `escalated_at`: when the body's managers were
    told that nobody had explained it in time.
    """

    __tablename__ = "site_sign_in"
    __table_args__ = (
        CheckConstraint("kind IN ('opening','closing')", name="kind_known"),
        Index(
            "uq_site_sign_in_missed",
            "case_id",
            "stage",
            "kind",
            "person_id",
            unique=True,
            sqlite_where=text("missed"),
            postgresql_where=text("missed"),
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    stage: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    missed: Mapped[bool] = mapped_column(default=False, server_default=false())
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    anomalies: Mapped[list[dict[str, Any]]]
    explanation: Mapped[str] = mapped_column(Text, default="")
    enterprise_explanation: Mapped[str] = mapped_column(Text, default="", server_default="")
    escalated_at: Mapped[datetime | None]


class Rating(Base):
    """The result of one checklist row. `key`: "clause:<code>" or "claim:<position>:<criterion>"."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("case_id", "key"),
        CheckConstraint("result IN ('met','partly','not_met','not_applicable')", name="result"),
        CheckConstraint(
            "result <> 'not_applicable' OR note <> ''", name="reason_if_not_applicable"
        ),
        CheckConstraint("version >= 1", name="version_counts"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    key: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list[int]]
    version: Mapped[int] = mapped_column(default=1)
    rated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rated_at: Mapped[datetime]


class RatingVersion(Base):
    """One version of a row as it was kept; written once, so that no text is ever lost.

    `claimed`: when it was written by the clock of the device, as that said; `at` is ours.
    """

    __tablename__ = "rating_version"
    __table_args__ = (
        UniqueConstraint("case_id", "key", "version"),
        CheckConstraint("result IN ('met','partly','not_met','not_applicable')", name="result"),
        CheckConstraint("version >= 1", name="version_counts"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    result: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[int]]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    claimed: Mapped[str] = mapped_column(String(40), default="")


class SecondRating(Base):
    """A row judged once more by somebody who has not seen the first result; written once."""

    __tablename__ = "second_rating"
    __table_args__ = (
        UniqueConstraint("case_id", "key", "rated_by"),
        CheckConstraint("result IN ('met','partly','not_met','not_applicable')", name="result"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    key: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    first_result: Mapped[str] = mapped_column(String(20))
    first_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rated_at: Mapped[datetime]


class StageResult(Base):
    """The outcome of a stage; a stage may be repeated (round)."""

    __tablename__ = "stage_result"
    __table_args__ = (UniqueConstraint("case_id", "stage", "round"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    stage: Mapped[int]
    round: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[dict[str, Any]]]
    last_day_on: Mapped[date]
    closed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime]
