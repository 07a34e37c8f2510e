"""A person's calendar towards the outside: the secret address of a feed; busy time from there."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base


class CalendarFeed(Base):
    """A secret address under which a person's own half-days can be subscribed to.

    Only the hash of its token is kept; revoked, never deleted; a person has at most one at a time.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index(
            "uq_calendar_feed_current",
            "person_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class BusyTime(Base):
    """A half-day on which a person's outside calendar says busy (R20), and nothing of why."""

    __tablename__ = "busy_time"
    __table_args__ = (
        UniqueConstraint("person_id", "source", "on", "half"),
        CheckConstraint("half IN (1, 2)", name="half_of_day"),
        CheckConstraint("source <> ''", name="source_named"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on: Mapped[date]
    half: Mapped[int]
    source: Mapped[str] = mapped_column(String(80))
    imported_at: Mapped[datetime]
