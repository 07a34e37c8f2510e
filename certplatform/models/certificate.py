"""Certificates, their revisions and status history; numbers are drawn without gaps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base, Moved
from certplatform.models.organisation import Organisation

CURRENT = text("state = 'current'")


class NumberSerial(Base):
    """The last serial of a body in a year; locked while the next number is drawn (R42)."""

    __tablename__ = "number_serial"
    __table_args__ = (UniqueConstraint("scheme", "body_code", "year"),)

    scheme: Mapped[str] = mapped_column(String(40))
    body_code: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    last: Mapped[int]


class Certificate(Moved, Addressed, Base):
    """A certificate under its number, for ever (R42). Its state is the truth about its status."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("number = upper(number)", name="number_upper"),
        CheckConstraint("number NOT LIKE '% %'", name="number_no_blank"),
        CheckConstraint("expires_on > issued_on", name="dates_in_order"),
        CheckConstraint("first_issued_on <= issued_on", name="first_issue_first"),
    )

    number: Mapped[str] = mapped_column(String(60), unique=True)
    scheme: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    grade: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    first_issued_on: Mapped[date]
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    next_surveillance_on: Mapped[date | None] = mapped_column(index=True)
    last_audit_on: Mapped[date | None]
    suspended_on: Mapped[date | None]
    keep_until_on: Mapped[date | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))

    holder: Mapped[Organisation] = relationship(foreign_keys=[holder_id])
    body: Mapped[Organisation] = relationship(foreign_keys=[body_id])


class CertificateRevision(Base):
    """One revision: content frozen before it is sealed. One case makes exactly one (R44).

    `content` is the canonical record (R43, RFC 8785 bytes); `printed` what the paper says beyond it
    (scheme version, names in English); `token` the compact JWS of the QR code. Nobody issued a
    revision that follows from an upkeep decision by itself.
    """

    __tablename__ = "certificate_revision"
    __table_args__ = (
        UniqueConstraint("certificate_id", "revision"),
        UniqueConstraint("case_id"),
        CheckConstraint("state IN ('pending','current','superseded')", name="state_known"),
        CheckConstraint("state = 'pending' OR pdf_sha256 IS NOT NULL", name="entered_has_file"),
        Index(
            "uq_certificate_revision_current",
            "certificate_id",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    printed: Mapped[dict[str, Any]]
    content_sha256: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    entered_at: Mapped[datetime | None]


class StatusChange(Base):
    """One line of a certificate's public history (R52, R53)."""

    __tablename__ = "status_change"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    since_on: Mapped[date]
    at: Mapped[datetime]
    reason_code: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    own_cause: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Reminder(Base):
    """A reminder that has been given; unique, so that a second run gives none (R46)."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("certificate_id", "kind", "due_on", "days"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date]
    days: Mapped[int]
    given_at: Mapped[datetime]
