"""R20, R21, R25 for a plan that changes after its release, and the words for what changed."""

import dataclasses
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotReady
from certplatform.domain.plan_draft import RowDraft
from certplatform.messages.catalogue import MESSAGES
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.outbox import StoredFact
from certplatform.process.assignment import replace_member
from certplatform.process.person_record import record_leave
from certplatform.process.plan import (
    looked_at,
    object_to_member,
    obstacles_in_plan,
    obstacles_to_object_to_member,
    obstacles_to_release_plan,
    obstacles_to_start_stage1,
    release_plan,
    save_plan,
    start_stage1,
)
from certplatform.queries.plan_changes import changes_in, first_day_known_since, rows_of
from certplatform.queries.plans import needed_time, plans_of, released_plan
from tests.builders.people import World, a_world
from tests.builders.planning import LEAD, MEMBER, a_plan, confirmed_team_case, on_team, planned_case

TODAY = date(2026, 3, 3)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    """A case whose plan reached the enterprise today, for the 10th of March and after."""
    return planned_case(world)


def revised(world: World, case: Case, rows: list[RowDraft], on: date = TODAY) -> None:
    with clock.simulated(clock.at_local(on, 15)):
        save_plan(case.id, rows=rows, by=world.actor(world.scheduler))
        release_plan(case.id, by=world.actor(world.scheduler))


def last_slot_of(rows: list[RowDraft], person: int) -> RowDraft:
    return max((one for one in rows if one.person_id == person), key=lambda one: (one.on, one.half))


def test_a_changed_plan_tells_what_changed(world: World, case: Case) -> None:
    rows = rows_of(released_plan(case))
    last = last_slot_of(rows, world[MEMBER].id)
    later = dataclasses.replace(last, on=last.on + timedelta(days=7))
    revised(world, case, [*(one for one in rows if one != last), later])
    (told,) = changes_in(case, released_plan(case))
    assert told.kind == "moved"
    said = {name: text.zh for name, text in told.params.items()}
    assert said["person"] == world[MEMBER].name
    assert (last.on.isoformat(), later.on.isoformat()) == (said["before"][:10], said["when"][:10])


def test_the_first_revision_changes_nothing(case: Case) -> None:
    assert changes_in(case, released_plan(case)) == []


def test_the_message_says_that_the_plan_changed_and_how_much(world: World, case: Case) -> None:
    rows = rows_of(released_plan(case))
    revised(world, case, [dataclasses.replace(rows[0], department="质量部"), *rows[1:]])
    names = session.scalars(
        select(StoredFact.name)
        .where(StoredFact.name.like("Plan%"), StoredFact.case_id == case.id)
        .order_by(StoredFact.id)
    )
    assert list(names) == ["PlanReleased", "PlanChanged"]
    fact = session.scalars(select(StoredFact).where(StoredFact.name == "PlanChanged")).one()
    assert fact.payload == {"case_id": case.id, "revision": 2, "changes": 1}
    assert MESSAGES["PlanChanged"].to == ("enterprise", "team")


@pytest.mark.parametrize(("days", "blocked"), [(4, True), (5, False)])
def test_R21_a_half_day_that_is_new_is_told_in_time(
    world: World, case: Case, days: int, blocked: bool
) -> None:
    rows = rows_of(released_plan(case))
    last = last_slot_of(rows, world[MEMBER].id)
    moved = dataclasses.replace(last, on=last.on + timedelta(days=7))
    with clock.simulated(clock.at_local(moved.on - timedelta(days=days))):
        rest = [one for one in rows if one != last]
        save_plan(case.id, rows=[*rest, moved], by=world.actor(world.scheduler))
        found = {one.rule for one in obstacles_to_release_plan(case)}
    assert ("R21" in found) == blocked


def test_R21_a_later_revision_does_not_count_anew_for_days_long_known(
    world: World, case: Case
) -> None:
    rows = rows_of(released_plan(case))
    first, last = rows[0].on, last_slot_of(rows, world[MEMBER].id)
    moved = dataclasses.replace(last, on=last.on + timedelta(days=14))
    revised(world, case, [*(one for one in rows if one != last), moved], first - timedelta(days=1))
    assert first_day_known_since(case) == TODAY
    with clock.simulated(clock.at_local(first)):
        assert "R21" not in {one.rule for one in obstacles_to_start_stage1(case)}


@pytest.mark.parametrize(("days", "blocked"), [(4, True), (5, False)])
def test_R21_a_first_day_that_is_new_does_count_anew(
    world: World, case: Case, days: int, blocked: bool
) -> None:
    sent = TODAY + timedelta(days=3)
    rows = [
        dataclasses.replace(one, on=one.on + timedelta(days=7))
        for one in rows_of(released_plan(case))
    ]
    revised(world, case, rows, sent)
    with clock.simulated(clock.at_local(sent + timedelta(days=days))):
        assert ("R21" in {one.rule for one in obstacles_to_start_stage1(case)}) == blocked


def test_R20_leave_that_comes_after_the_release_is_in_the_way_of_starting(
    world: World, case: Case
) -> None:
    row, lead = rows_of(released_plan(case))[0], world[LEAD]
    record_leave(lead.id, row.on, row.half, by=world.actor(lead))
    with clock.simulated(clock.at_local(row.on)):
        assert "R20" in {one.rule for one in obstacles_to_start_stage1(case)}


def test_R21_after_an_objection_another_member_comes_by_a_new_revision(
    world: World, case: Case
) -> None:
    scheduler, place = world.actor(world.scheduler), _place_of(case, world[MEMBER].id)
    object_to_member(
        case.id, assignment_id=place.id, by=world.actor(world.applicant), reason="曾有纠纷"
    )
    replace_member(place.id, by=scheduler, reason="企业异议成立")
    on_team(world, case, "assessor_4", Role.ASSESSOR)
    rows = rows_of(released_plan(case))
    instead = {world[MEMBER].id: world["assessor_4"].id}
    handed = [
        dataclasses.replace(one, person_id=instead.get(one.person_id, one.person_id))
        for one in rows
    ]
    revised(world, case, handed)
    kinds = {one.kind for one in changes_in(case, released_plan(case))}
    assert kinds == {"handed_over"}
    # the new member too may be objected to, from the day on which the enterprise learnt of them
    with clock.simulated(clock.at_local(TODAY + timedelta(days=3))):
        assert obstacles_to_object_to_member(case, "亲属") == []
    with clock.simulated(clock.at_local(rows[0].on)):
        start_stage1(case.id, by=scheduler)
    assert case.state == "stage1"


def _place_of(case: Case, person: int) -> Assignment:
    return session.query(Assignment).filter_by(case_id=case.id, person_id=person).one()


def test_R25_a_plan_longer_than_the_agreement_is_pointed_out_and_may_be_released(
    world: World,
) -> None:
    case = confirmed_team_case(world)
    rows = a_plan(case)
    last = last_slot_of(rows, world[MEMBER].id)
    more = dataclasses.replace(last, on=last.on + timedelta(days=1), covers=())
    save_plan(case.id, rows=[*rows, more], by=world.actor(world.scheduler))
    (found,) = obstacles_to_release_plan(case)
    assert (found.rule, found.weight) == ("R25", "warns")
    agreed = needed_time(case).days
    assert found.params["agreed"] == f"{agreed.normalize():f}"
    release_plan(case.id, by=world.actor(world.scheduler))
    assert released_plan(case) is not None


def test_a_plan_that_is_looked_at_is_kept_nowhere(world: World) -> None:
    case = confirmed_team_case(world)
    rows = a_plan(case)
    with pytest.raises(NotReady):
        release_plan(case.id, by=world.actor(world.scheduler))
    sketch = looked_at(case, rows[1:])
    assert "R25" in {one.rule for one in obstacles_in_plan(case, sketch)}
    session.commit()
    assert plans_of(case) == []
