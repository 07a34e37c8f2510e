"""Organisations, what bodies may assess and charge, and who owns whom."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base


class Organisation(Addressed, Base):
    """An enterprise, body, consultancy, committee, regulator or the platform itself.

    `code` is the unified social credit code; `short_code` a body's code in certificate numbers;
    `region` of a regulator limits what it sees ('' = everywhere).
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('enterprise','body','consultancy','committee','regulator','platform')",
            name="kind_known",
        ),
        CheckConstraint("kind <> 'enterprise' OR length(code) = 18", name="enterprise_has_code"),
    )

    kind: Mapped[str] = mapped_column(String(20), index=True)
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    short_code: Mapped[str | None] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    name_en: Mapped[str] = mapped_column(String(300), default="")
    legal_representative: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    region: Mapped[str] = mapped_column(String(6), default="")
    industry: Mapped[str] = mapped_column(String(5), default="")
    headcount: Mapped[int] = mapped_column(default=0)
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    ranges: Mapped[list["ApprovedRange"]] = relationship(back_populates="organisation")


class ApprovedRange(Base):
    """What a body may assess in a scheme, from one date to another (R07); [] = all."""

    __tablename__ = "approved_range"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    grades: Mapped[list[str]]
    viewpoints: Mapped[list[str]]
    industries: Mapped[list[str]]
    valid_from_on: Mapped[date]
    valid_until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship(back_populates="ranges")


class Tariff(Base):
    """What a body charges under a scheme from a day on, in cents; never changed, only followed."""

    __tablename__ = "tariff"
    __table_args__ = (
        UniqueConstraint("organisation_id", "scheme", "number"),
        CheckConstraint("day_rate_cents > 0", name="day_rate_positive"),
        CheckConstraint(
            "application_cents >= 0 AND site_cents >= 0 AND certificate_cents >= 0",
            name="not_negative",
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    valid_from_on: Mapped[date]
    application_cents: Mapped[int]
    day_rate_cents: Mapped[int]
    site_cents: Mapped[int]
    certificate_cents: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class AgreementTerms(Base):
    """A body's own terms of the agreement under a scheme, after those of the scheme itself."""

    __tablename__ = "agreement_terms"
    __table_args__ = (UniqueConstraint("organisation_id", "scheme", "number"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    valid_from_on: Mapped[date]
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class GroupLink(Addressed, Base):
    """A dated ownership between two organisations; share in per cent."""

    __tablename__ = "group_link"
    __table_args__ = (
        CheckConstraint("parent_id <> child_id", name="not_itself"),
        CheckConstraint("share > 0 AND share <= 100", name="share_percent"),
        CheckConstraint("until_on >= from_on", name="runs_forward"),
    )

    parent_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    share: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
