"""The application: parts while it is being filled in, frozen versions once submitted."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base


class ApplicationPart(Base):
    """One part of the form as last saved; `version` counts saves (optimistic lock).

    `changed_in` tells for each field in which version it changed last.
    """

    __tablename__ = "application_part"
    __table_args__ = (UniqueConstraint("case_id", "part"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    part: Mapped[str] = mapped_column(String(30))
    content: Mapped[dict[str, Any]]
    changed_in: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ApplicationVersion(Base):
    """A submitted version: canonical bytes and their digest, never changed."""

    __tablename__ = "application_version"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class RunStep(Base):
    """The moment the platform recorded that trial running began (R03); never changed."""

    __tablename__ = "run_step"

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), unique=True)
    recorded_at: Mapped[datetime]


class Site(Base):
    """A site of the submitted application; `sampled` once the audit time is computed (R26).

    Latitude and longitude, where the plan gives them, tell how far away a sign-in was (R27).
    """

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("headcount > 0", name="headcount_positive"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    headcount: Mapped[int]
    activity: Mapped[str] = mapped_column(String(300), default="")
    headquarters: Mapped[bool]
    sampled: Mapped[bool] = mapped_column(default=False)
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))


class Claim(Base):
    """A capability claimed in the submitted application; no site names mean all sites."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    viewpoint: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(20))
    departments: Mapped[list[str]] = mapped_column(default=list)
    processes: Mapped[list[str]] = mapped_column(default=list)
    site_names: Mapped[list[str]] = mapped_column(default=list)
    boundary: Mapped[str] = mapped_column(Text, default="")
    goals: Mapped[list[dict[str, Any]]]


class CaseConsultant(Base):
    """A consultancy, or a person of one, named in the submitted application (R14)."""

    __tablename__ = "case_consultant"

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(String(200))
    organisation_code: Mapped[str] = mapped_column(String(18), default="")
    person_name: Mapped[str] = mapped_column(String(100), default="")


class CaseOwner(Base):
    """A parent company named in the submitted application; share in per cent, if known."""

    __tablename__ = "case_owner"
    __table_args__ = (CheckConstraint("share > 0 AND share <= 100", name="share_percent"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    code: Mapped[str] = mapped_column(String(18), default="", index=True)
    share: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    from_on: Mapped[date | None]


class Acceptance(Base):
    """What acceptance recorded (R08, R25, R26) and the agreement that followed from it.

    `terms_id` names the body's terms in the agreement; `signed_scan_id` the signed paper, where the
    enterprise signed on paper instead of here.
    """

    __tablename__ = "acceptance"
    __table_args__ = (
        CheckConstraint("half_days > 0", name="days_positive"),
        CheckConstraint("fee_cents >= 0", name="fee_not_negative"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), unique=True)
    competence: Mapped[str] = mapped_column(Text)
    body_conflict: Mapped[str] = mapped_column(Text)
    half_days: Mapped[int]
    working: Mapped[dict[str, Any]]
    sample_seed: Mapped[str] = mapped_column(String(64))
    fee_cents: Mapped[int]
    agreement: Mapped[str] = mapped_column(Text)
    agreement_sha256: Mapped[str] = mapped_column(String(64))
    accepted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime]
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_terms.id"))
    signed_scan_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
