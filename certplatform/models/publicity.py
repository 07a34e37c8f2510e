"""Public notices, their clock (R39, R40), and objections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base, Moved


class PublicNotice(Addressed, Base):
    """A public notice: what it says, and how its clock stands.

    `days_left` is kept while an objection stops the clock; `provisional` says that the official
    calendar of a year it touches is not known yet.
    """

    __tablename__ = "public_notice"
    __table_args__ = (UniqueConstraint("case_id", "round"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    round: Mapped[int]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    days_left: Mapped[int]
    stopped_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)


class Objection(Moved, Addressed, Base):
    """An objection during the notice; `receipt` lets its author look it up."""

    __tablename__ = "objection"

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notice.id"))
    receipt: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    lodged_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
