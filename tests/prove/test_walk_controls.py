"""Controls that must fail: what is planted in the law, or taken out of it, is seen."""

from collections.abc import Iterator
from functools import partial

import pytest

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import NotNow, NotReady
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import CONCLUDING, PUBLICITY, STATES
from certplatform.domain.workflow.machine import Machine, Transition
from certplatform.models.case import Case
from certplatform.process.assignment import appoint_checker, declare, replace_member
from certplatform.process.step import deed
from certplatform.queries.cases import assignments_of
from tests.builders.planning import MEMBER, confirmed_team_case, on_team
from tests.conftest import TUESDAY
from tests.prove.instances import Instances, opened
from tests.prove.law import broken
from tests.prove.road import Road
from tests.prove.road_people import WHY
from tests.prove.test_walks import a_walk
from tests.prove.town import a_town, tiny
from tests.prove.walker import LawBroken, Move, Walker

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]
SUBSTITUTE = "assessor_4"
CHECKS_OF_R18 = (
    "certplatform.domain.separation.separation_obstacles",
    "certplatform.process.ballot.separation_obstacles",
    "certplatform.process.decision.separation_obstacles",
    "certplatform.process.publicity.separation_obstacles",
)


def _skip_ahead(case_id: int, by: Actor) -> None:
    with deed(by=by) as act:
        act.on_case(case_id, "skip_ahead")


class Shortcut(Road):
    """A road on which the lead takes every conclusion past the committee."""

    def in_concluding(self, case: Case) -> Move:
        call = partial(_skip_ahead, case.id, self.holder(case, Role.LEAD))
        return Move("skip_ahead", call)


def test_a_walk_finds_an_illegal_row_of_the_table(
    instances: Instances, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = Transition(
        "skip_ahead", CONCLUDING, PUBLICITY, frozenset({Role.LEAD}), "conclusion", "Skip"
    )
    table = Machine("case", STATES, [*CASE.transitions, planted])
    monkeypatch.setattr("certplatform.process.step.CASE", table)
    with a_walk(instances, 7) as walker:
        road = Shortcut(walker, large_share=0)
        with pytest.raises(LawBroken, match="skip_ahead moved it from concluding to publicity"):
            _walk_until(walker, road, "skip_ahead")


def _walk_until(walker: Walker, road: Road, deed_name: str) -> None:
    while walker.steps < 2_000:
        road.play()
        if walker.done[deed_name]:
            walker.check()


@pytest.fixture
def case_with_a_former_member(instances: Instances) -> Iterator[tuple[Case, int, Actor, Actor]]:
    """A planned case whose assessor has been replaced: the case, who it was, and the planner."""
    settings, _ = instances.fresh()
    with opened(settings, TUESDAY):
        world, firms = a_town(2)
        firm, part = firms[1]
        case = confirmed_team_case(world, scheme_code=tiny(), enterprise=firm, applicant=part)
        former, planner = world[MEMBER], world.actor(world.scheduler)
        place = next(one for one in assignments_of(case.id) if one.person_id == former.id)
        replace_member(place.id, by=planner, reason=WHY)
        on_team(world, case, SUBSTITUTE, Role.ASSESSOR)
        yield case, former.id, world.actor(former), planner
        session.remove()


def test_R18_a_former_member_does_not_check_the_conclusion(
    case_with_a_former_member: tuple[Case, int, Actor, Actor],
) -> None:
    case, person, _, planner = case_with_a_former_member
    with pytest.raises(NotReady, match="already acts in this case"):
        appoint_checker(case.id, person_id=person, by=planner)
    assert not broken()


def test_R18_a_check_taken_out_is_seen_in_the_rows(
    case_with_a_former_member: tuple[Case, int, Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, person, actor, planner = case_with_a_former_member
    for check in CHECKS_OF_R18:
        monkeypatch.setattr(check, lambda *_: [])
    place = appoint_checker(case.id, person_id=person, by=planner)
    declare(place.id, by=actor)
    assert any("(R18)" in one for one in broken())


def test_R18_the_database_itself_keeps_a_standing_member_from_a_second_part(
    case_with_a_former_member: tuple[Case, int, Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _, _, planner = case_with_a_former_member
    for check in CHECKS_OF_R18:
        monkeypatch.setattr(check, lambda *_: [])
    lead = next(one for one in assignments_of(case.id) if one.role == Role.LEAD)
    with pytest.raises(NotNow, match="already has a place"):
        appoint_checker(case.id, person_id=lead.person_id, by=planner)
