"""Lists of cases cost the same few statements however many cases they hold."""

from datetime import timedelta

import pytest

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.queries.cases import case_for, roles_on, roles_on_each
from certplatform.queries.turns import POSSIBLE, turn_of, turns_of
from certplatform.queries.worklists import SHOWN, Work, work_of
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
                invited_at=clock.now(),
                checked=[],
            )
        )
    return case


@pytest.mark.parametrize("part", ["scheduler", "supervisor", "secretary"])
def test_the_work_list_costs_as_much_for_30_cases_as_for_5(world: World, part: str) -> None:
    actor = world.actor(world[part])
    costs = []
    for count, first in ((5, 0), (25, 5)):
        cases_in_planning(world, count, first)
        session.expire_all()
        with counted() as sent:
            work = work_of(actor)
        costs.append((len(work.mine) + len(work.others), len(sent)))
    assert costs[0][0] == 5
    assert costs[1][0] >= SHOWN
    assert costs[0][1] == costs[1][1]


def test_what_waits_for_somebody_is_found_behind_many_that_wait_for_others(world: World) -> None:
    cases = cases_in_planning(world, 60)  # the odd ones wait for a declaration
    work = work_of(world.actor(world.scheduler))
    assert len(work.mine) == SHOWN
    assert work.more_mine
    assert all(one.turn.what == "Put the team together and confirm it" for one in work.mine)
    assert [one.case.state_since_at for one in work.mine] == sorted(
        one.state_since_at for one in cases[::2]
    )[:SHOWN]


def test_what_is_shown_is_in_sight_and_whose_turn_it_can_be(world: World) -> None:
    cases_in_planning(world, 6)
    for part in ("scheduler", "supervisor", "secretary", "other_officer", "assessor_1"):
        actor = world.actor(world[part])
        work = work_of(actor)
        listed = [*work.mine, *work.others]
        assert all(case_for(actor, one.case.public_id) for one in listed)
        assert all(set(one.turn.roles) <= POSSIBLE[one.case.state] for one in listed)
    assert work_of(world.actor(world.other_officer)) == Work(
        mine=[], others=[], more_mine=False, more_others=False
    )


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
