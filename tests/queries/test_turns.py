"""Lists of cases cost the same few statements however many cases they hold."""

from datetime import timedelta

import pytest

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.queries.cases import roles_on, roles_on_each
from certplatform.queries.turns import turn_of, turns_of
from certplatform.queries.worklists import waiting_for
from certplatform.schemes import schemes
from tests.builders.people import World, a_world
from tests.builders.statements import counted


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def cases_in_planning(world: World, count: int, first: int = 0) -> list[Case]:
    """Cases that began in planning; half of them with somebody proposed for the team."""
    made = []
    for number in range(first, first + count):
        firm = Organisation(
            kind="enterprise",
            code=f"{number:018d}",
            name=f"企业{number}",
            created_at=clock.now(),
        )
        session.add(firm)
        session.flush()
        made.append(_case(world, firm, number))
    session.commit()
    return made


def _case(world: World, firm: Organisation, number: int) -> Case:
    case = Case(
        number=f"P{number:05d}",
        scheme="IIIMS",
        scheme_version=schemes()["IIIMS"].version,
        case_type="surveillance",
        enterprise_id=firm.id,
        body_id=world.body.id,
        opened_on=clock.today(),
        rules_on=clock.today(),
        created_at=clock.now(),
        state="planning",
        state_since_at=clock.now() - timedelta(days=number),
    )
    session.add(case)
    session.flush()
    if number % 2:
        session.add(
            Assignment(
                case_id=case.id,
                person_id=world.assessor_1.id,
                role=Role.LEAD,
                state="proposed",
                state_since_at=clock.now(),
                proposed_at=clock.now(),
                checked=[],
            )
        )
    return case


@pytest.mark.parametrize("part", ["scheduler", "supervisor", "secretary"])
def test_the_work_list_costs_as_much_for_40_cases_as_for_5(world: World, part: str) -> None:
    actor = world.actor(world[part])
    costs = []
    for count, first in ((5, 0), (35, 5)):
        cases_in_planning(world, count, first)
        session.expire_all()
        with counted() as sent:
            mine, others = waiting_for(actor)
        costs.append((len(mine) + len(others), len(sent)))
    assert [listed for listed, _ in costs] == [5, 40]
    assert costs[0][1] == costs[1][1]


def test_turns_in_a_batch_are_the_turns_of_each(world: World) -> None:
    cases = cases_in_planning(world, 6)
    assert turns_of(cases) == {case.id: turn_of(case) for case in cases}
    assert {turns_of(cases)[case.id].what for case in cases} == {
        "Put the team together and confirm it",
        "Sign or refuse the declaration",
    }


def test_roles_in_a_batch_are_the_roles_on_each(world: World) -> None:
    cases = cases_in_planning(world, 3)
    for part in ("scheduler", "supervisor", "assessor_1", "other_officer"):
        actor = world.actor(world[part])
        assert roles_on_each(actor, cases) == {case.id: roles_on(actor, case) for case in cases}
    assert roles_on(world.actor(world.scheduler), cases[0]) == {Role.SCHEDULER}
    assert roles_on(world.actor(world.other_officer), cases[0]) == frozenset()


def test_no_cases_ask_nothing(world: World) -> None:
    del world
    with counted() as sent:
        assert turns_of([]) == {}
    assert sent == []
