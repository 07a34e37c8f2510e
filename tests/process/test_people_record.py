"""Qualifications, ties and leave of people."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.models.outbox import StoredFact
from certplatform.models.person import Leave
from certplatform.process.people import grant_role
from certplatform.process.person_record import cancel_leave, record_leave, record_tie
from certplatform.process.qualification import approve_qualification, record_qualification
from certplatform.queries.people import leave_of
from tests.builders.people import World, a_world

YEAR: dict[str, Any] = {"valid_from_on": date(2026, 1, 1), "valid_until_on": date(2026, 12, 31)}


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def _enter(world: World, by: Actor, **more: Any) -> int:
    said = {"scheme": "IIIMS", "level": "CL2", "role": Role.ASSESSOR, **YEAR, **more}
    return record_qualification(world.assessors[0].id, world.body.id, by=by, **said).id


def test_R12_a_qualification_counts_once_a_second_person_approves_it(world: World) -> None:
    number = _enter(world, world.actor(world.scheduler))
    approved = approve_qualification(number, by=world.actor(world.manager))
    assert approved.approved_by == world.manager.id
    with pytest.raises(NotNow):
        approve_qualification(number, by=world.actor(world.manager))


def test_R12_who_entered_it_does_not_approve_it(world: World) -> None:
    number = _enter(world, world.actor(world.manager))
    with pytest.raises(NotAllowed):
        approve_qualification(number, by=world.actor(world.manager))


def test_R12_who_holds_it_does_not_approve_it(world: World) -> None:
    holder = world.assessors[0]
    grant_role(holder.id, world.body.id, Role.BODY_MANAGER, by=world.actor(world.manager))
    number = _enter(world, world.actor(world.scheduler))
    with pytest.raises(NotAllowed):
        approve_qualification(number, by=world.actor(holder))


@pytest.mark.parametrize("part", ["other_manager", "secretary", "scheduler", "applicant"])
def test_R12_only_the_body_s_own_manager_approves(world: World, part: str) -> None:
    number = _enter(world, world.actor(world.manager))
    with pytest.raises(NotVisible):
        approve_qualification(number, by=world.actor(world[part]))


@pytest.mark.parametrize("part", ["other_manager", "secretary", "applicant", "assessor_2"])
def test_R12_nobody_else_enters_qualifications(world: World, part: str) -> None:
    with pytest.raises(NotVisible):
        _enter(world, world.actor(world[part]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "CL9"},
        {"viewpoints": ["NONE"]},
        {"industries": ["X99"]},
        {"role": Role.SECRETARIAT},
        {"valid_until_on": date(2025, 12, 31)},
    ],
)
def test_R12_a_qualification_names_only_what_exists(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        _enter(world, world.actor(world.manager), **wrong)


def test_R15_a_tie_finds_its_organisation_by_code_and_is_told(world: World) -> None:
    expert = world.experts[0]
    tie = record_tie(
        expert.id,
        kind="shareholding",
        organisation_name="泉城轴承",
        organisation_code=str(world.enterprise.code).lower(),
        from_on=date(2025, 1, 1),
        by=world.actor(expert),
    )
    assert tie.organisation_id == world.enterprise.id
    told = select(func.count()).select_from(StoredFact).where(StoredFact.name == "TieRecorded")
    assert session.scalar(told) == 1


@pytest.mark.parametrize("part", ["manager", "applicant", "expert_2", "administrator"])
def test_nobody_else_writes_into_an_expert_s_record(world: World, part: str) -> None:
    with pytest.raises(NotVisible):
        record_tie(
            world.experts[0].id,
            kind="other",
            organisation_name="某公司",
            from_on=date(2025, 1, 1),
            by=world.actor(world[part]),
        )


def test_the_secretariat_keeps_the_record_of_the_committee_s_experts(world: World) -> None:
    by = world.actor(world.secretary)
    assert record_leave(world.experts[0].id, date(2026, 3, 9), 1, by=by).half == 1


def test_R20_leave_is_recorded_once_and_can_be_taken_back(world: World) -> None:
    person = world.assessors[0]
    by = world.actor(person)
    first = record_leave(person.id, date(2026, 3, 9), 2, by=by)
    assert record_leave(person.id, date(2026, 3, 9), 2, by=by).id == first.id
    assert session.scalar(select(func.count()).select_from(Leave)) == 1
    with pytest.raises(NotVisible):
        cancel_leave(first.id, by=world.actor(world.other_manager))
    cancel_leave(first.id, by=by)
    assert not leave_of(person.id)
