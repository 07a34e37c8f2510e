"""Ballots, votes, and the decision they make (R38)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base

OPEN = text("closed_at IS NULL")


class Ballot(Addressed, Base):
    """One ballot of the panel, its members fixed when it opened; at most one is open per case."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        Index("uq_ballot_open", "case_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    round: Mapped[int]
    members: Mapped[list[int]]
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    grade: Mapped[str] = mapped_column(String(20), default="")


class Vote(Base):
    """One member's vote; cast once."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("ballot_id", "person_id"),
        CheckConstraint("choice = 'grant' OR choice = 'maintain' OR reason <> ''", name="reasoned"),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    choice: Mapped[str] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    recused: Mapped[bool] = mapped_column(default=False)
    cast_at: Mapped[datetime]


class Decision(Base):
    """The decision of a ballot; at most one final decision stands per case and ballot."""

    __tablename__ = "decision"

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), unique=True)
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusion.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(20), default="")
    decided_on: Mapped[date]
    summary: Mapped[str] = mapped_column(Text, default="")
