"""Rounds of staffing as the body's planners see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from sqlalchemy import ColumnElement, Select, exists, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES, Actor, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.staffing_round import LONGEST_ROUND_DAYS, shape_of
from certplatform.domain.workflow.assignment import STANDING
from certplatform.domain.workflow.case_states import PLANNING
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.staffing import StaffingCase, StaffingProposal, StaffingRound
from certplatform.queries.barred import known_to
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import ABSENT
from certplatform.queries.plans import needed_time

PLANNERS = frozenset({Role.SCHEDULER, Role.BODY_MANAGER})
MOST_CASES = 600
SHOWN_ROUNDS = 50
PAGE_ROWS = 40


def planning_bodies(actor: Actor) -> list[int]:
    """The bodies for which an actor plans."""
    return sorted({one.organisation_id for one in actor.holdings if one.role in PLANNERS})


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    bodies = planning_bodies(actor)
    return StaffingRound.body_id.in_(bodies) if bodies else false()


def rounds_for(actor: Actor) -> list[StaffingRound]:
    """The latest rounds of the actor's bodies, the newest first."""
    return list(
        session.scalars(
            select(StaffingRound)
            .where(_in_sight(actor))
            .order_by(StaffingRound.made_at.desc(), StaffingRound.id.desc())
            .limit(SHOWN_ROUNDS)
        )
    )


def round_for(actor: Actor, public_id: str) -> StaffingRound:
    """A round by its address. Raises NotVisible when absent or another body's."""
    found = session.scalar(
        select(StaffingRound).where(_in_sight(actor), StaffingRound.public_id == public_id)
    )
    if found is None:
        raise NotVisible(ABSENT)
    return found


def cases_of_round(
    round_id: int,
    *,
    seen_by: int | None = None,
    after: int = 0,
    gaps: bool = False,
    limit: int | None = None,
) -> list[StaffingCase]:
    """The cases of a round in the order of entry, with enterprises, people and proposals read.

    Those that `seen_by` may not know of (R15) are left out. `gaps`: only those without a team;
    `after` and `limit` cut a page out of them.
    """
    return list(
        session.scalars(
            select(StaffingCase)
            .where(
                StaffingCase.round_id == round_id,
                StaffingCase.id > after,
                known_to(seen_by, StaffingCase.case_id),
                *([StaffingCase.starts_on.is_(None)] if gaps else []),
            )
            .options(
                joinedload(StaffingCase.case).joinedload(Case.enterprise),
                selectinload(StaffingCase.proposals).joinedload(StaffingProposal.person),
            )
            .order_by(StaffingCase.id)
            .limit(limit)
        )
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases a round has, and how many of them have a team in its answer."""

    cases: int = 0
    placed: int = 0


def counts_of(rounds: Collection[int], seen_by: int | None) -> dict[int, Counts]:
    """The counts of these rounds, of the cases that somebody may know of."""
    rows = session.execute(
        select(
            StaffingCase.round_id,
            func.count().label("cases"),
            func.count(StaffingCase.starts_on).label("placed"),
        )
        .where(StaffingCase.round_id.in_(rounds), known_to(seen_by, StaffingCase.case_id))
        .group_by(StaffingCase.round_id)
    )
    found = {row.round_id: Counts(row.cases, row.placed) for row in rows}
    return dict.fromkeys(rounds, Counts()) | found


def plannable(body_id: int, seen_by: int | None) -> Select[Case]:
    """A body's cases in planning that have nobody on the team yet, as somebody may know of them."""
    placed = exists().where(
        Assignment.case_id == Case.id,
        Assignment.role.in_(TEAM_ROLES),
        Assignment.state.in_(STANDING),
    )
    return (
        select(Case)
        .where(Case.body_id == body_id, Case.state == PLANNING, ~placed, known_to(seen_by, Case.id))
        .order_by(Case.state_since_at, Case.id)
        .limit(MOST_CASES)
    )


@dataclass(frozen=True, slots=True)
class Need:
    """What R25 asks of a team: how many people for how many half-days."""

    case: Case
    members: int
    half_days: int


def needs_of(body_id: int, seen_by: int | None) -> list[Need]:
    """What the cases that wait for a team need."""
    cases = session.scalars(plannable(body_id, seen_by).options(joinedload(Case.enterprise))).all()
    return [Need(one, *shape_of(ceil(needed_time(one).days * 2))) for one in cases]


def working_days(from_on: date, until_on: date) -> tuple[date, ...]:
    """The working days of a round, at most half a year of them."""
    calendar, day = work_calendar(), from_on
    found: list[date] = []
    while day <= until_on and len(found) < LONGEST_ROUND_DAYS:
        if calendar.is_working_day(day):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def start_released(case_id: int) -> date | None:
    """The day on which the latest released round lets the audit of a case begin."""
    return session.scalar(
        select(StaffingCase.starts_on)
        .where(StaffingCase.case_id == case_id, StaffingCase.released_at.is_not(None))
        .order_by(StaffingCase.id.desc())
        .limit(1)
    )
