"""Cases with a team and a plan, through the real deeds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.plan_draft import RowDraft
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.process.assignment import confirm_member, declare, invite_member, propose_member
from certplatform.process.plan import release_plan, save_plan, start_stage1
from certplatform.queries.plans import first_draft, released_plan, stage_days
from tests.builders.acceptance import planning_case
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World

LEAD, MEMBER, CHECKER = "assessor_1", "assessor_2", "assessor_3"
CLEARANCE = "邮箱同属公共园区域名，经核实与企业无任职或利益关系。"
NOTICE = timedelta(days=7)


@contextmanager
def on(case: Case, day: date, hour: int = 10) -> Iterator[None]:
    """Let the clock stand on a day, never before the case came to its state."""
    wanted = clock.at_local(day, hour)
    with clock.simulated(max(wanted, case.state_since_at + timedelta(minutes=1))):
        yield


def proposed(world: World, case: Case, part: str, role: Role) -> Assignment:
    """A place offered to somebody."""
    scheduler = world.actor(world.scheduler)
    place = propose_member(case.id, person_id=world[part].id, role=role, by=scheduler)
    return invite_member(place.id, by=scheduler)


def on_team(world: World, case: Case, part: str, role: Role) -> Assignment:
    """Somebody who has declared and is confirmed, cleared in writing where that is needed."""
    place = proposed(world, case, part, role)
    declare(place.id, by=world.actor(world[part]))
    return confirm_member(place.id, by=world.actor(world.scheduler), clearance=CLEARANCE)


@kept_stage
def confirmed_team_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case with a lead and an assessor, both confirmed."""
    case = case or planning_case(world, **more)
    with on(case, clock.today()):
        on_team(world, case, LEAD, Role.LEAD)
        on_team(world, case, MEMBER, Role.ASSESSOR)
    return case


def a_plan(case: Case, first_on: date | None = None) -> list[RowDraft]:
    """Rows that cover everything with the days that R25 asks for."""
    return first_draft(case, first_on or clock.today() + NOTICE)


@kept_stage
def planned_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case whose plan has reached the enterprise."""
    case = confirmed_team_case(world, case, **more)
    scheduler = world.actor(world.scheduler)
    with on(case, clock.today(), 11):
        save_plan(case.id, rows=a_plan(case), by=scheduler)
        release_plan(case.id, by=scheduler)
    return case


@kept_stage
def stage1_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case in stage 1, on its first audit day."""
    case = planned_case(world, case, **more)
    with on(case, stage_days(released_plan(case), 1)[0], 8):
        start_stage1(case.id, by=world.actor(world.scheduler))
    return case
