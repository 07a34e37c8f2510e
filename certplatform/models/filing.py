"""The filing archive: frozen files of closed cases, and every look at them (R55, R56)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base


class FiledCase(Addressed, Base):
    """The frozen file of a closed case: content-addressed, chained to the one before.

    The columns beside the dossier are for searching and never the truth about the case.
    A correction is a new entry (`entry_number`) of the same case.
    """

    __tablename__ = "filed_case"
    __table_args__ = (
        UniqueConstraint("case_id", "entry_number"),
        Index("ix_filed_case_filed_at_id", "filed_at", "id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    entry_number: Mapped[int]
    dossier: Mapped[bytes] = mapped_column(LargeBinary)
    dossier_sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    enterprise_name: Mapped[str] = mapped_column(String(200), index=True)
    enterprise_code: Mapped[str] = mapped_column(String(18), index=True)
    region: Mapped[str] = mapped_column(String(6), index=True)
    industry: Mapped[str] = mapped_column(String(5))
    body_name: Mapped[str] = mapped_column(String(200))
    case_type: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(20), default="")
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    filed_at: Mapped[datetime]
    keep_until_on: Mapped[date]


class FilingLook(Base):
    """A look at a filed case: who, when, what, and for which purpose. Never changed."""

    __tablename__ = "filing_look"

    filed_case_id: Mapped[int] = mapped_column(ForeignKey("filed_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(Text)
