"""What came back from devices without a network: changes taken once, and work kept apart."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Addressed, Base


class OfflineChange(Base):
    """A change that a device has sent, under the number it gave it; sent again it does nothing.

    `answer` is what the device was told. `claimed` is the time by the clock of the device.
    """

    __tablename__ = "offline_change"
    __table_args__ = (
        UniqueConstraint("case_id", "change_id"),
        CheckConstraint("kind IN ('rating','photo','finding')", name="kind_known"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    change_id: Mapped[str] = mapped_column(String(36))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    claimed: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]


class OfflineLeftover(Addressed, Base):
    """Offline work that cannot be merged; the lead takes it over or sets it aside, with the reason.

    `why`: left_team (its author is no longer on the team), others_row (another member has judged
    the row), closed (the stage has closed). `content`: what was recorded; `documents`: its files.
    """

    __tablename__ = "offline_leftover"
    __table_args__ = (
        UniqueConstraint("case_id", "change_id"),
        CheckConstraint("kind IN ('rating','photo','finding')", name="kind_known"),
        CheckConstraint("why IN ('left_team','others_row','closed')", name="why_known"),
        CheckConstraint("state IN ('waiting','taken','set_aside')", name="state_known"),
        CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name="decided_with_its_moment"
        ),
        CheckConstraint("state = 'waiting' OR reason <> ''", name="decided_with_reason"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"))
    change_id: Mapped[str] = mapped_column(String(36))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    base: Mapped[int]
    content: Mapped[dict[str, Any]]
    documents: Mapped[list[int]]
    claimed: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
