"""The case and the certificate chain it belongs to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base, Moved
from certplatform.models.organisation import Organisation

ONE_OPEN = text(
    "case_type IN ('initial','renewal','upgrade','change','transfer') AND state NOT IN "
    "('certified','declined','rejected','withdrawn','terminated','closed')"
)


class Case(Moved, Addressed, Base):
    """One assessment case. `rules_on` is the date that chooses its rule set.

    `certificate_id` is the certificate that a surveillance, renewal, upgrade or change case is
    about; `reopened` counts the returns to earlier stages.
    """

    __tablename__ = "assessment_case"
    __table_args__ = (
        Index(
            "uq_case_one_open",
            "enterprise_id",
            "scheme",
            unique=True,
            sqlite_where=ONE_OPEN,
            postgresql_where=ONE_OPEN,
        ),
        # the oldest of a state first, for a body's work list and for that of the committee
        Index("ix_case_body_state", "body_id", "state", "state_since_at"),
        Index("ix_case_state_since", "state", "state_since_at"),
        CheckConstraint(
            "state IN ('draft','withdrawn') OR body_id IS NOT NULL", name="submitted_has_body"
        ),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    scheme: Mapped[str] = mapped_column(String(40))
    scheme_version: Mapped[str] = mapped_column(String(20))
    case_type: Mapped[str] = mapped_column(String(20))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    grade_applied: Mapped[str] = mapped_column(String(20), default="")
    opened_on: Mapped[date]
    submitted_on: Mapped[date | None]
    rules_on: Mapped[date]
    due_on: Mapped[date | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    enterprise: Mapped[Organisation] = relationship(foreign_keys=[enterprise_id])
    body: Mapped[Organisation | None] = relationship(foreign_keys=[body_id])


class LimitNotice(Base):
    """That people were told of a limit near or past (R57); unique, so that nobody is told twice."""

    __tablename__ = "limit_notice"
    __table_args__ = (UniqueConstraint("case_id", "since_at", "kind"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    since_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date | None]
    given_at: Mapped[datetime]


class CaseSerial(Base):
    """The last serial given to cases in a year; locked while the next is drawn."""

    __tablename__ = "case_serial"

    year: Mapped[int] = mapped_column(unique=True)
    last: Mapped[int]
