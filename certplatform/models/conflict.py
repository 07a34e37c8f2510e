"""Checks for conflicts of interest, each frozen with its facts (R13-R15)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from certplatform.models.base import Base

OCCASIONS = (
    "proposal",
    "declaration",
    "member_confirmed",
    "reinstatement",
    "stage",
    "check",
    "review",
    "confirmation",
    "recheck",
    "vote",
    "appeal",
    "new_fact",
)


class ConflictCheck(Base):
    """One look at one person and one case: the day it goes by, the facts, the answer.

    Written once. `facts` is canonical JSON (RFC 8785) with its SHA-256; `paths` are the answers
    with their links.
    """

    __tablename__ = "conflict_check"
    __table_args__ = (
        CheckConstraint("verdict IN ('blocks','clear','nothing')", name="verdict_known"),
        CheckConstraint(
            "occasion IN (" + ",".join(f"'{one}'" for one in OCCASIONS) + ")",
            name="occasion_known",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    occasion: Mapped[str] = mapped_column(String(20))
    judged_by_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(10))
    paths: Mapped[list[dict[str, Any]]]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
