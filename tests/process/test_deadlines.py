"""R57: told once when a limit comes near, once when it has passed, and whose turn it is."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.facts import Fact, LimitNear, LimitPassed
from certplatform.domain.people_facts import DeclarationLate, DeclarationNear
from certplatform.messages.catalogue import MESSAGES
from certplatform.messages.compose import recipients
from certplatform.models.case import Case, LimitNotice
from certplatform.models.outbox import StoredFact
from certplatform.process.assignment import propose_member
from certplatform.process.deadlines import note_declarations, note_limits
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.turns import turn_of
from tests.builders.acceptance import accept_case, planning_case
from tests.builders.application import submitted_case
from tests.builders.people import World, a_world
from tests.builders.planning import LEAD, MEMBER, proposed

ONE_DAY = timedelta(days=1)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def _due_on(case: Case) -> date:
    found = turn_of(case).by_on
    assert found is not None
    return found


def _on(day: date) -> int:
    with clock.simulated(clock.at_local(day, 7)):
        return note_limits(day)


def _told(kind: type[Fact]) -> list[int | None]:
    name = kind.__name__
    return list(session.scalars(select(StoredFact.case_id).where(StoredFact.name == name)))


def test_R57_nobody_is_told_before_the_limit_comes_near(world: World) -> None:
    case = submitted_case(world)
    assert scheme_of(case).time_limits["submitted"] == 5
    assert _on(clock.today()) == 0


def test_R57_the_day_on_which_it_comes_near_tells_once(world: World) -> None:
    case = submitted_case(world)
    near = rules_of(case).number("R57.nearing_workdays")
    day = _due_on(case)
    while work_calendar().working_days_between(day - ONE_DAY, _due_on(case)) <= near:
        day -= ONE_DAY
    assert _on(day - ONE_DAY) == 0
    assert _on(day) == 1
    assert _on(day) == 0
    assert _told(LimitNear) == [case.id]


def test_R57_the_due_day_itself_is_not_late_and_the_day_after_is(world: World) -> None:
    case = submitted_case(world)
    due = _due_on(case)
    _on(due)
    assert _told(LimitPassed) == []
    assert _on(due + ONE_DAY) == 1
    assert _on(due + timedelta(days=2)) == 0
    assert _told(LimitPassed) == [case.id]
    assert [one.kind for one in session.scalars(select(LimitNotice))] == ["near", "passed"]


def test_R57_the_next_step_has_a_limit_of_its_own(world: World) -> None:
    case = submitted_case(world)
    late = _due_on(case) + ONE_DAY
    assert _on(late) == 1
    with clock.simulated(clock.at_local(late, 8)):
        accept_case(world, case)
    assert _on(late) == 0
    assert _on(_due_on(case) + ONE_DAY) == 1


def test_R57_whose_turn_it_is_is_told_and_once_late_the_manager_too(world: World) -> None:
    case = submitted_case(world)
    near = recipients(MESSAGES["LimitNear"], LimitNear(case.id, "2026-03-31"))
    late = recipients(MESSAGES["LimitPassed"], LimitPassed(case.id, "2026-03-31"))
    assert world.case_officer in near
    assert world.applicant not in near
    assert {one.id for one in near} <= {one.id for one in late}
    assert world.manager in late
    accept_case(world, case)
    assert recipients(MESSAGES["LimitNear"], LimitNear(case.id, "2026-03-31")) == [world.applicant]


def test_R57_a_declaration_is_reminded_of_once_before_and_once_after_its_limit(
    world: World,
) -> None:
    case = planning_case(world)
    quiet = propose_member(
        case.id, person_id=world[MEMBER].id, role=Role.ASSESSOR, by=world.actor(world.scheduler)
    )
    asked = proposed(world, case, LEAD, Role.LEAD)
    due = work_calendar().add_working_days(
        clock.today(), scheme_of(case).time_limits["declaration"]
    )
    told = {}
    for day in (clock.today(), due.on, due.on, due.on + ONE_DAY, due.on + ONE_DAY):
        with clock.simulated(clock.at_local(day, 12)):
            told.setdefault(day, []).append(note_declarations(day))
    assert told[due.on][-1] == told[due.on + ONE_DAY][-1] == 0
    assert sum(sum(one) for one in told.values()) == 2
    assert _told(DeclarationNear) == _told(DeclarationLate) == [case.id]
    late = DeclarationLate(case.id, asked.id, due.on.isoformat())
    assert [one.id for one in recipients(MESSAGES["DeclarationLate"], late)] == [
        world[LEAD].id,
        world.scheduler.id,
    ]
    assert quiet.invited_at is None
