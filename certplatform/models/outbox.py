"""The queue of record: stored facts, what follows from them, what was sent, what ran when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base

WAITING = text("done_at IS NULL")


class StoredFact(Base):
    """A fact in the outbox; `spread_at` once its reactions stand as rows of their own."""

    __tablename__ = "stored_fact"
    __table_args__ = (
        Index(
            "ix_stored_fact_waiting",
            "id",
            sqlite_where=text("spread_at IS NULL"),
            postgresql_where=text("spread_at IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    stored_at: Mapped[datetime]
    spread_at: Mapped[datetime | None]


class Reaction(Base):
    """One consequence of one fact, leased by the worker that does it."""

    __tablename__ = "reaction"
    __table_args__ = (
        UniqueConstraint("fact_id", "name"),
        Index("ix_reaction_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    fact_id: Mapped[int] = mapped_column(ForeignKey("stored_fact.id"))
    name: Mapped[str] = mapped_column(String(60))
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until_at: Mapped[datetime | None]
    not_before_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")


class SentMessage(Base):
    """A message as it was sent; unique per fact and person, so that none is sent twice."""

    __tablename__ = "sent_message"
    __table_args__ = (UniqueConstraint("fact_id", "person_id"),)

    fact_id: Mapped[int] = mapped_column(ForeignKey("stored_fact.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    address: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    composed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class DailyRun(Base):
    """A piece of timed work that has been done for a date; unique, so that none runs twice."""

    __tablename__ = "daily_run"
    __table_args__ = (UniqueConstraint("task", "on"),)

    task: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class CalendarDay(Base):
    """An official exception of the working calendar: a free weekday or a working weekend day."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column(unique=True)
    working: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200))


class CalendarYear(Base):
    """A year whose official calendar is known (R39)."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(String(200))
