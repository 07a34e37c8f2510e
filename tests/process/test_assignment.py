"""R12-R19 and R15's late declarations, in the steps that make a team."""

from datetime import date, timedelta

import pytest
from flask import Flask

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.declaration import digest_of
from certplatform.domain.errors import NotAllowed, NotFresh, NotNow, NotReady, NotVisible
from certplatform.domain.separation import rotation_obstacles
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.outbox import StoredFact
from certplatform.models.person import Tie
from certplatform.process.acceptance import terminate
from certplatform.process.assignment import (
    appoint_checker,
    confirm_member,
    declare,
    declare_interest,
    end_assignments,
    propose_member,
    refuse_assignment,
    reinstate,
    replace_member,
)
from certplatform.process.ownership import record_group_link
from certplatform.process.people import grant_role
from certplatform.process.person_record import record_tie
from certplatform.process.suspension import suspend_for_new_ties
from certplatform.queries.assignments import candidates
from certplatform.queries.cases import case_for, roles_on, scheme_of
from certplatform.queries.cases import rules_of as values_of
from tests.builders.acceptance import planning_case
from tests.builders.people import World, a_world
from tests.builders.planning import (
    CLEARANCE,
    LEAD,
    MEMBER,
    confirmed_team_case,
    planned_case,
    proposed,
)

TODAY = date(2026, 3, 3)
FREE = date(2024, 3, 3)  # 24 months before today: a tie that ended here still touches the window


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    return planning_case(world)


def rules_of(refused: pytest.ExceptionInfo[NotReady]) -> set[str]:
    return {one.rule for one in refused.value.obstacles}


def worked_for(world: World, part: str, code: str | None, until: date | None) -> None:
    record_tie(
        world[part].id,
        by=SYSTEM,
        kind="consultancy",
        organisation_name="泉城轴承有限公司",
        organisation_code=code or "",
        from_on=date(2020, 1, 1),
        until_on=until,
    )


@pytest.mark.parametrize(("until", "blocked"), [(FREE, True), (FREE - timedelta(days=1), False)])
def test_R13_a_former_consultant_is_proposed_only_after_the_window(
    world: World, case: Case, until: date, blocked: bool
) -> None:
    worked_for(world, LEAD, world.enterprise.code, until)
    if not blocked:
        assert proposed(world, case, LEAD, Role.LEAD).state == "proposed"
        return
    with pytest.raises(NotReady) as refused:
        proposed(world, case, LEAD, Role.LEAD)
    assert rules_of(refused) == {"R13"}


def test_R13_a_tie_to_an_enterprise_of_the_group_counts(world: World, case: Case) -> None:
    record_group_link(
        world.other_enterprise.id,
        world.enterprise.id,
        share=60,
        from_on=date(2020, 1, 1),
        by=SYSTEM,
    )
    worked_for(world, LEAD, world.other_enterprise.code, None)
    with pytest.raises(NotReady) as refused:
        proposed(world, case, LEAD, Role.LEAD)
    assert rules_of(refused) == {"R13"}


def test_R14_who_works_for_the_consultancy_named_may_not_audit(world: World) -> None:
    case = planning_case(
        world,
        parts={
            "consultancy": {
                "used": "yes",
                "consultants": [{"name": world.consultancy.name, "code": world.consultancy.code}],
            }
        },
    )
    record_tie(
        world[LEAD].id,
        by=SYSTEM,
        kind="employment",
        organisation_id=world.consultancy.id,
        from_on=date(2025, 1, 1),
    )
    with pytest.raises(NotReady) as refused:
        proposed(world, case, LEAD, Role.LEAD)
    assert rules_of(refused) == {"R14"}


def test_R12_somebody_of_another_body_may_not_join(world: World, case: Case) -> None:
    with pytest.raises(NotReady) as refused:
        proposed(world, case, "other_assessor", Role.ASSESSOR)
    assert rules_of(refused) == {"R12"}


def test_R12_a_second_lead_is_refused_by_the_database_too(world: World, case: Case) -> None:
    proposed(world, case, LEAD, Role.LEAD)
    with pytest.raises(NotNow, match="R12"):
        proposed(world, case, MEMBER, Role.LEAD)


def test_R17_before_signing_the_case_is_out_of_sight(world: World, case: Case) -> None:
    place = proposed(world, case, LEAD, Role.LEAD)
    with pytest.raises(NotVisible):
        case_for(world.actor(world[LEAD]), case.public_id)
    declare(place.id, by=world.actor(world[LEAD]))
    assert case_for(world.actor(world[LEAD]), case.public_id).id == case.id


def test_R17_what_was_signed_is_kept_with_its_digest(world: World, case: Case) -> None:
    place = declare(proposed(world, case, LEAD, Role.LEAD).id, by=world.actor(world[LEAD]))
    assert world[LEAD].name in place.declaration
    assert case.number in place.declaration
    assert "评定组长" in place.declaration
    assert place.declaration_sha256 == digest_of(place.declaration)


def test_R17_signing_asks_for_a_fresh_sign_in_and_ones_own_hand(world: World, case: Case) -> None:
    place = proposed(world, case, LEAD, Role.LEAD)
    with pytest.raises(NotFresh):
        declare(place.id, by=world.actor(world[LEAD], fresh=False))
    with pytest.raises(NotVisible):
        declare(place.id, by=world.actor(world[MEMBER]))


def test_a_place_refused_is_free_again(world: World, case: Case) -> None:
    place = proposed(world, case, LEAD, Role.LEAD)
    refuse_assignment(place.id, by=world.actor(world[LEAD]), reason="时间冲突")
    assert place.state == "refused"
    assert proposed(world, case, MEMBER, Role.LEAD).role == Role.LEAD


def shares_phone(world: World, part: str) -> None:
    world[part].phone = "0531-8600 0001"
    session.commit()


def test_R16_a_shared_telephone_is_cleared_in_writing_by_somebody_else(
    world: World, case: Case
) -> None:
    shares_phone(world, LEAD)
    place = proposed(world, case, LEAD, Role.LEAD)
    declare(place.id, by=world.actor(world[LEAD]))
    with pytest.raises(NotReady) as refused:
        confirm_member(place.id, by=world.actor(world.scheduler))
    assert rules_of(refused) == {"R16"}
    confirm_member(place.id, by=world.actor(world.scheduler), clearance=CLEARANCE)
    assert (place.state, place.cleared_by) == ("confirmed", world.scheduler.id)
    assert place.cleared_reason == CLEARANCE


def test_R16_nobody_clears_themselves(world: World, case: Case) -> None:
    grant_role(world[LEAD].id, world.body.id, Role.SCHEDULER, by=SYSTEM)
    shares_phone(world, LEAD)
    place = proposed(world, case, LEAD, Role.LEAD)
    declare(place.id, by=world.actor(world[LEAD]))
    with pytest.raises(NotReady) as refused:
        confirm_member(place.id, by=world.actor(world[LEAD]), clearance=CLEARANCE)
    assert rules_of(refused) == {"R16"}


def test_R18_who_audited_does_not_check(world: World) -> None:
    case = confirmed_team_case(world)
    with pytest.raises(NotReady) as refused:
        appoint_checker(case.id, person_id=world[MEMBER].id, by=world.actor(world.scheduler))
    assert rules_of(refused) == {"R18"}


def test_R18_a_part_given_up_after_declaring_still_counts(world: World) -> None:
    case = confirmed_team_case(world)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    replace_member(place.id, by=world.actor(world.scheduler), reason="工作调整")
    with pytest.raises(NotReady) as refused:
        appoint_checker(case.id, person_id=world[MEMBER].id, by=world.actor(world.scheduler))
    assert rules_of(refused) == {"R18"}


def test_R18_a_part_given_up_before_declaring_does_not(world: World, case: Case) -> None:
    place = proposed(world, case, MEMBER, Role.ASSESSOR)
    replace_member(place.id, by=world.actor(world.scheduler), reason="工作调整")
    made = appoint_checker(case.id, person_id=world[MEMBER].id, by=world.actor(world.scheduler))
    assert made.role == Role.TECHNICAL_CHECKER


def test_R15_a_late_interest_suspends_and_closes_the_case_to_them(world: World) -> None:
    case = confirmed_team_case(world)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    declare_interest(
        place.id,
        kind="shareholding",
        organisation_name=world.enterprise.name,
        organisation_code=world.enterprise.code or "",
        from_on=TODAY,
        by=world.actor(world[MEMBER]),
        reason="配偶持有该企业股份",
    )
    assert place.state == "suspended"
    assert session.query(Tie).one().kind == "shareholding"
    assert Role.ASSESSOR not in roles_on(world.actor(world[MEMBER]), case)
    with pytest.raises(NotReady) as refused:
        reinstate(place.id, by=world.actor(world.scheduler), reason="已核查")
    assert rules_of(refused) == {"R15"}


def test_R15_an_interest_that_is_none_lets_them_go_on(world: World) -> None:
    confirmed_team_case(world)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    declare_interest(
        place.id,
        kind="business",
        organisation_name="与本项目无关的公司",
        from_on=TODAY,
        by=world.actor(world[MEMBER]),
        reason="如实申报",
    )
    reinstate(place.id, by=world.actor(world.scheduler), reason="与企业及集团无关")
    assert place.state == "declared"


def test_R15_a_tie_recorded_elsewhere_suspends_by_itself(world: World) -> None:
    confirmed_team_case(world)
    worked_for(world, MEMBER, world.enterprise.code, None)
    assert "TieRecorded" in {one.name for one in session.query(StoredFact)}
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    assert suspend_for_new_ties(world[MEMBER].id) == [place.id]
    assert place.state == "suspended"
    assert suspend_for_new_ties(world[MEMBER].id) == []


def test_candidates_come_with_their_evidence_and_the_free_first(world: World, case: Case) -> None:
    worked_for(world, LEAD, world.enterprise.code, None)
    found = candidates(case, Role.LEAD, [TODAY])
    assert len(found) == 7
    assert found[-1].person.id == world[LEAD].id
    assert {one.rule for one in found[-1].obstacles} == {"R13"}


def test_only_planners_propose(world: World, case: Case) -> None:
    for part in ("case_officer", "supervisor"):
        with pytest.raises(NotAllowed):
            propose_member(
                case.id, person_id=world[LEAD].id, role=Role.LEAD, by=world.actor(world[part])
            )
    with pytest.raises(NotVisible):
        propose_member(
            case.id,
            person_id=world[LEAD].id,
            role=Role.LEAD,
            by=world.actor(world.other_scheduler),
        )


def test_all_places_end_with_the_case(world: World) -> None:
    case = planned_case(world)
    terminate(
        case.id,
        code=scheme_of(case).reasons["terminate"][0].code,
        by=world.actor(world.manager),
        reason="企业停止运营",
    )
    assert end_assignments(case.id) == 2
    assert {one.state for one in session.query(Assignment)} == {"ended"}
    assert end_assignments(case.id) == 0


def test_R19_the_third_cycle_of_one_lead_needs_a_justification(world: World, case: Case) -> None:
    rules, lead = values_of(case), world[LEAD]
    assert not rotation_obstacles(lead.id, lead.name, [lead.id], "", rules)
    (found,) = rotation_obstacles(lead.id, lead.name, [lead.id, lead.id], "", rules)
    assert found.weight == "clear"
