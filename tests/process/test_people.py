"""Organisations, people, roles, and what a body may assess."""

from datetime import date

import pytest
from flask import Flask

from certplatform.db import session
from certplatform.domain.actors import PUBLIC, SYSTEM, OrganisationKind, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotFresh, NotNow, NotReady, NotVisible
from certplatform.models.organisation import ApprovedRange
from certplatform.process.people import (
    admit_person,
    deactivate_person,
    end_role,
    grant_role,
    register_organisation,
    set_approved_range,
)
from certplatform.queries.journal import story_of
from certplatform.queries.people import belongs_to
from tests.builders.people import ENTERPRISE_CODE, World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def test_a_world_has_everybody_a_case_needs(world: World) -> None:
    assert len(world.experts) >= 9
    assert len(world.assessors) >= 6
    assert world.actor(world.manager).holds(Role.BODY_MANAGER, world.body.id)


def test_R11_an_enterprise_needs_a_right_code(world: World) -> None:
    del world
    with pytest.raises(NotReady):
        register_organisation(
            OrganisationKind.ENTERPRISE, "无码公司", code="91370100MA3C5K7T4X", by=SYSTEM
        )


def test_a_code_is_registered_once(world: World) -> None:
    del world
    with pytest.raises(Invalid):
        register_organisation(
            OrganisationKind.ENTERPRISE, "再来一次", code=f" {ENTERPRISE_CODE.lower()} ", by=SYSTEM
        )


@pytest.mark.parametrize("part", ["manager", "secretary", "applicant", "supervisor"])
def test_only_administrators_take_up_organisations(world: World, part: str) -> None:
    with pytest.raises(NotAllowed):
        register_organisation(OrganisationKind.BODY, "冒名机构", by=world.actor(world[part]))


def test_the_public_takes_nobody_up(world: World) -> None:
    del world
    with pytest.raises(NotAllowed):
        admit_person("某人", "somebody@people.example.cn", by=PUBLIC)


def test_a_role_must_belong_to_the_kind_of_organisation(world: World) -> None:
    by = world.actor(world.administrator)
    with pytest.raises(Invalid):
        grant_role(world.applicant.id, world.enterprise.id, Role.SECRETARIAT, by=by)
    with pytest.raises(Invalid):
        grant_role(world.applicant.id, world.consultancy.id, Role.APPLICANT, by=by)


def test_a_role_change_asks_for_a_fresh_sign_in(world: World) -> None:
    by = world.actor(world.administrator, fresh=False)
    with pytest.raises(NotFresh):
        grant_role(world.scheduler.id, world.body.id, Role.CASE_OFFICER, by=by)


def test_nobody_gives_roles_to_themselves(world: World) -> None:
    with pytest.raises(NotAllowed):
        grant_role(
            world.manager.id,
            world.body.id,
            Role.ASSESSOR_POOL,
            by=world.actor(world.manager),
        )


def test_a_manager_has_no_say_in_another_body(world: World) -> None:
    by = world.actor(world.manager)
    with pytest.raises(NotVisible):
        grant_role(world.other_officer.id, world.other_body.id, Role.SCHEDULER, by=by)
    with pytest.raises(NotVisible):
        end_role(world.other_officer.id, world.other_body.id, Role.CASE_OFFICER, by=by)


def test_a_role_is_held_once_and_can_come_back(world: World) -> None:
    by = world.actor(world.manager)
    with pytest.raises(NotNow):
        grant_role(world.scheduler.id, world.body.id, Role.SCHEDULER, by=by)
    end_role(world.scheduler.id, world.body.id, Role.SCHEDULER, by=by)
    assert not belongs_to(world.scheduler.id, world.body.id)
    grant_role(world.scheduler.id, world.body.id, Role.SCHEDULER, by=by)
    assert belongs_to(world.scheduler.id, world.body.id, Role.SCHEDULER)


def test_the_last_manager_stays(world: World) -> None:
    by = world.actor(world.administrator)
    with pytest.raises(NotNow):
        end_role(world.manager.id, world.body.id, Role.BODY_MANAGER, by=by)
    with pytest.raises(NotNow):
        deactivate_person(world.manager.id, by=by, reason="left")


def test_a_role_change_stands_in_the_journal(world: World) -> None:
    by = world.actor(world.administrator)
    grant_role(world.scheduler.id, world.body.id, Role.CASE_OFFICER, by=by, reason="leave cover")
    latest = story_of(f"person:{world.scheduler.id}")[0]
    assert latest.action == "grant_role"
    assert latest.person_name == world.administrator.name


def test_closing_an_account_needs_a_reason(world: World) -> None:
    by = world.actor(world.administrator)
    with pytest.raises(Invalid):
        deactivate_person(world.scheduler.id, by=by, reason=" ")


def test_an_administrator_never_sets_a_password(world: World) -> None:
    by = world.actor(world.administrator)
    with pytest.raises(NotAllowed):
        admit_person("某人", "somebody@people.example.cn", password="x" * 20, by=by)


@pytest.mark.parametrize(
    "address",
    ["", "no-at", "a@b", "two@@people.example.cn", " padded@people.example.cn",
     "tail@people.example.cn ", "ｗide@people.example.cn", "a..b@people.example.cn",
     "аdmin@people.example.cn", "a\u200bb@people.example.cn", "x" * 200 + "@people.example.cn"],
)  # fmt: skip
def test_broken_padded_and_look_alike_addresses_are_refused(world: World, address: str) -> None:
    del world
    with pytest.raises(Invalid):
        admit_person("某人", address, by=SYSTEM)


def test_an_address_is_kept_in_lower_case_and_once(world: World) -> None:
    made = admit_person("某人", "Some.Body@People.example.cn", by=SYSTEM)
    assert made.email == "some.body@people.example.cn"
    with pytest.raises(Invalid):
        admit_person("某人", world.applicant.email.upper(), by=SYSTEM)


def test_R07_a_new_range_ends_the_open_one_the_day_before(world: World) -> None:
    by = world.actor(world.administrator)
    first = world.body.ranges[0].id
    set_approved_range(world.body.id, "IIIMS", grades=["A"], valid_from_on=date(2026, 6, 1), by=by)
    assert session.get_one(ApprovedRange, first).valid_until_on == date(2026, 5, 31)


def test_R07_a_range_names_only_what_the_scheme_has(world: World) -> None:
    by = world.actor(world.administrator)
    for wrong in (
        {"grades": ["Z"]},
        {"viewpoints": ["NONE"]},
        {"industries": ["36"], "grades": ["?"]},
    ):
        with pytest.raises(Invalid):
            set_approved_range(
                world.body.id, "IIIMS", valid_from_on=date(2026, 6, 1), by=by, **wrong
            )


def test_R07_only_bodies_have_ranges(world: World) -> None:
    by = world.actor(world.administrator)
    with pytest.raises(NotVisible):
        set_approved_range(world.enterprise.id, "IIIMS", valid_from_on=date(2026, 6, 1), by=by)
