"""R20-R25 in the steps that make a plan."""

import dataclasses
from datetime import date, timedelta

import pytest
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotReady, Stale
from certplatform.domain.plan_draft import RowDraft
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.process.assignment import replace_member
from certplatform.process.person_record import record_leave
from certplatform.process.plan import (
    answer_member_objection,
    object_to_member,
    obstacles_to_release_plan,
    release_plan,
    save_plan,
    start_stage1,
)
from certplatform.queries.plans import (
    claims_of,
    draft_plan,
    first_draft,
    plans_of,
    released_plan,
    sites_of,
    stage_days,
)
from tests.builders.acceptance import planning_case
from tests.builders.application import a_capability
from tests.builders.people import World, a_world
from tests.builders.planning import LEAD, MEMBER, confirmed_team_case, planned_case, proposed

TODAY = date(2026, 3, 3)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    return confirmed_team_case(world)


def saved(world: World, case: Case, rows: list[RowDraft], **more: str) -> None:
    save_plan(case.id, rows=rows, by=world.actor(world.scheduler), **more)


def rules_in_the_way(case: Case) -> set[str]:
    return {one.rule for one in obstacles_to_release_plan(case)}


def a_draft(case: Case, days: int = 7) -> list[RowDraft]:
    return first_draft(case, TODAY + timedelta(days=days))


@pytest.mark.parametrize(("days", "blocked"), [(4, True), (5, False), (6, False)])
def test_R21_the_plan_reaches_the_enterprise_days_before(
    world: World, case: Case, days: int, blocked: bool
) -> None:
    rows = a_draft(case)
    shift = timedelta(days=days) - (rows[0].on - TODAY)
    saved(world, case, [dataclasses.replace(one, on=one.on + shift) for one in rows])
    assert rules_in_the_way(case) == ({"R21"} if blocked else set())


def test_R22_a_plan_without_one_clause_is_not_released(world: World, case: Case) -> None:
    rows = [
        dataclasses.replace(one, covers=tuple(key for key in one.covers if key != "clause:4.1"))
        for one in a_draft(case)
    ]
    saved(world, case, rows)
    with pytest.raises(NotReady) as refused:
        release_plan(case.id, by=world.actor(world.scheduler))
    assert [one.params["clause"] for one in refused.value.obstacles] == ["4.1"]


def test_R22_every_claim_needs_its_three_dimensions(world: World) -> None:
    claimed = [a_capability("质量追溯能力", "PRODUCT", "CL2")]
    case = confirmed_team_case(world, capabilities=claimed)
    rows = [
        dataclasses.replace(one, covers=tuple(key for key in one.covers if key != "claim:1:GO"))
        for one in a_draft(case)
    ]
    saved(world, case, rows)
    assert len(claims_of(case)) == 1
    assert rules_in_the_way(case) == {"R22"}


def test_R25_one_half_day_too_few_is_too_few(world: World, case: Case) -> None:
    rows = a_draft(case)
    saved(world, case, [*rows[:4], *rows[5:]])
    assert "R25" in rules_in_the_way(case)
    saved(world, case, rows)
    assert rules_in_the_way(case) == set()


def test_R25_travel_earns_no_auditing_time(world: World, case: Case) -> None:
    rows = a_draft(case)
    travel = [dataclasses.replace(one, auditing=place > 4) for place, one in enumerate(rows)]
    saved(world, case, travel)
    assert rules_in_the_way(case) == {"R25"}


def test_R24_remote_half_days_need_mode_agreement_and_risks(world: World, case: Case) -> None:
    rows = [dataclasses.replace(one, remote=place < 2) for place, one in enumerate(a_draft(case))]
    saved(world, case, rows)
    assert rules_in_the_way(case) == {"R24"}
    saved(
        world,
        case,
        rows,
        mode="mixed",
        remote_agreement="企业书面同意",
        remote_risk="网络中断：改为现场",
    )
    assert rules_in_the_way(case) == set()


def test_R20_leave_and_another_audit_take_a_half_day(world: World, case: Case) -> None:
    rows = a_draft(case)
    saved(world, case, rows)
    lead = world[LEAD]
    record_leave(lead.id, rows[0].on, 1, by=world.actor(lead))
    assert rules_in_the_way(case) == {"R20"}
    # the next draft goes round the leave by itself
    saved(world, case, a_draft(case))
    assert rules_in_the_way(case) == set()


def test_R20_two_cases_do_not_book_one_person_at_once(world: World) -> None:
    planned_case(world)
    other = planning_case(world, applicant="other_applicant", enterprise=world.other_enterprise)
    confirmed_team_case(world, other)
    rows = a_draft(other)
    busy = {one.on for one in released_plan(_first(world)).rows}
    assert busy.isdisjoint({one.on for one in rows})
    first = [dataclasses.replace(one, on=min(busy)) for one in rows[:1]]
    saved(world, other, [*first, *rows[1:]])
    assert "R20" in {one.rule for one in obstacles_to_release_plan(other)}


def _first(world: World) -> Case:
    return session.query(Case).filter_by(enterprise_id=world.enterprise.id).one()


def test_R20_nobody_stands_twice_in_one_half_day(world: World, case: Case) -> None:
    rows = a_draft(case)
    with pytest.raises(Invalid, match="R20"):
        saved(world, case, [rows[0], rows[0]])


def test_R12_R16_nobody_unconfirmed_stands_in_a_released_plan(world: World, case: Case) -> None:
    saved(world, case, a_draft(case))
    proposed(world, case, "assessor_4", Role.ASSESSOR)
    assert rules_in_the_way(case) == {"R17"}


def test_a_released_plan_stays_and_its_successor_begins_as_a_draft(world: World) -> None:
    case = planned_case(world)
    rows = a_draft(case, 9)
    saved(world, case, rows)
    assert [one.revision for one in plans_of(case)] == [2, 1]
    assert released_plan(case).revision == 1
    assert draft_plan(case).revision == 2


def test_two_schedulers_do_not_overwrite_each_other(world: World, case: Case) -> None:
    rows, seen = a_draft(case), case.version
    save_plan(case.id, rows=rows, by=world.actor(world.scheduler), version=seen)
    with pytest.raises(Stale):
        save_plan(case.id, rows=rows, by=world.actor(world.manager), version=seen)


def test_R21_an_objection_waits_for_its_answer(world: World) -> None:
    case = planned_case(world)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    object_to_member(
        case.id, assignment_id=place.public_id, by=world.actor(world.applicant), reason="曾有纠纷"
    )
    first = stage_days(released_plan(case), 1)[0]
    with clock.simulated(clock.at_local(first)), pytest.raises(NotReady) as refused:
        start_stage1(case.id, by=world.actor(world.scheduler))
    assert {one.rule for one in refused.value.obstacles} == {"R21"}
    answer_member_objection(
        case.id, assignment_id=place.id, by=world.actor(world.scheduler), reason="纠纷与其无关"
    )
    with clock.simulated(clock.at_local(first)):
        start_stage1(case.id, by=world.actor(world.scheduler))
    assert case.state == "stage1"


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_R21_an_objection_comes_in_time(world: World, days: int, late: bool) -> None:
    case = planned_case(world)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    by = world.actor(world.applicant)
    with clock.simulated(clock.at_local(TODAY + timedelta(days=days))):
        if late:
            with pytest.raises(NotReady):
                object_to_member(case.id, assignment_id=place.id, by=by, reason="曾有纠纷")
        else:
            object_to_member(case.id, assignment_id=place.id, by=by, reason="曾有纠纷")
            assert place.objection == "曾有纠纷"


def test_R12_a_member_replaced_after_the_release_needs_a_new_plan(world: World) -> None:
    case = planned_case(world)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    replace_member(place.id, by=world.actor(world.scheduler), reason="生病")
    first = stage_days(released_plan(case), 1)[0]
    with clock.simulated(clock.at_local(first)), pytest.raises(NotReady) as refused:
        start_stage1(case.id, by=world.actor(world.scheduler))
    assert {one.rule for one in refused.value.obstacles} == {"R12"}


def test_R21_stage_1_does_not_begin_within_the_notice_time(world: World) -> None:
    case = planned_case(world)
    with pytest.raises(NotReady) as refused:
        start_stage1(case.id, by=world.actor(world.scheduler))
    assert {one.rule for one in refused.value.obstacles} == {"R21"}


def test_the_draft_visits_every_site_of_the_sample(case: Case) -> None:
    visited = {one.site_id for one in a_draft(case)}
    assert visited == {one.id for one in sites_of(case) if one.sampled or one.headquarters}
