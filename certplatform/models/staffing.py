"""Rounds of staffing: what a body plans for a quarter, before anybody is told of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base
from certplatform.models.case import Case
from certplatform.models.person import Person


class StaffingRound(Addressed, Base):
    """One round: the cases of a body, the days it covers, how far the search for an answer is.

    `attempt` counts how often an answer was asked for; `cost` and `bound` are points of the answer
    that stands and of the best possible one; `weights` are those it was asked with.
    """

    __tablename__ = "staffing_round"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="begins_before_it_ends"),
        CheckConstraint(
            "state IN ('draft','running','done','interrupted','failed','released')",
            name="state_known",
        ),
        CheckConstraint("cost IS NULL OR bound <= cost", name="bound_below_cost"),
        CheckConstraint("seconds > 0 AND seconds <= 45", name="seconds_in_range"),
        Index("ix_staffing_round_body_made", "body_id", "made_at"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    weights: Mapped[dict[str, Any]]
    seed: Mapped[int]
    seconds: Mapped[int]
    attempt: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    progress_at: Mapped[datetime | None]
    cost: Mapped[int | None]
    bound: Mapped[int | None]
    problem: Mapped[str] = mapped_column(String(300), default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    cases: Mapped[list["StaffingCase"]] = relationship(
        back_populates="round", order_by="StaffingCase.id"
    )


class StaffingCase(Base):
    """One case of a round: what it needs, when it is to be audited, or why nobody could go.

    `start_half` is 1 or 2; `reason` why it has no team, as code and figures; `problem` the
    obstacles that refused its release.
    """

    __tablename__ = "staffing_case"
    __table_args__ = (
        UniqueConstraint("round_id", "case_id"),
        CheckConstraint("members > 0 AND half_days > 0", name="needs_somebody"),
        CheckConstraint("start_half IS NULL OR start_half IN (1, 2)", name="half_of_day"),
        CheckConstraint("(starts_on IS NULL) = (start_half IS NULL)", name="start_whole"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("staffing_round.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    members: Mapped[int]
    half_days: Mapped[int]
    starts_on: Mapped[date | None]
    start_half: Mapped[int | None]
    start_pinned: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    released_at: Mapped[datetime | None]

    round: Mapped[StaffingRound] = relationship(back_populates="cases")
    case: Mapped[Case] = relationship()
    proposals: Mapped[list["StaffingProposal"]] = relationship(
        order_by="StaffingProposal.id", cascade="all, delete-orphan"
    )


class StaffingProposal(Base):
    """One person on one case of a round: proposed as lead or assessor, pinned, or excluded."""

    __tablename__ = "staffing_proposal"
    __table_args__ = (
        UniqueConstraint("staffing_case_id", "person_id"),
        CheckConstraint("role IN ('lead','assessor','excluded')", name="role_known"),
    )

    staffing_case_id: Mapped[int] = mapped_column(ForeignKey("staffing_case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    pinned: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
