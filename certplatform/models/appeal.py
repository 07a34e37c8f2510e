"""Appeals, complaints and reports of misuse (R54)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base, Moved


class Appeal(Moved, Addressed, Base):
    """One of them; `receipt` lets its author look it up. Its handler is outside the case."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("kind IN ('appeal','complaint','misuse')", name="kind_known"),
        CheckConstraint("kind <> 'appeal' OR case_id IS NOT NULL", name="appeal_names_case"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    receipt: Mapped[str] = mapped_column(String(24), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    about: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    lodged_at: Mapped[datetime]
    acknowledge_by_on: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
