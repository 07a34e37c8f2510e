"""What an officer is shown of an applicant's past, its group and entries like it."""

from datetime import date

import pytest
from flask import Flask
from stdnum.cn import uscc

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor, OrganisationKind
from certplatform.domain.errors import NotReady
from certplatform.domain.likeness import SAME_ADDRESS, SAME_NAME
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.acceptance import decline
from certplatform.process.application import submit
from certplatform.process.ownership import record_group_link
from certplatform.process.people import register_organisation
from certplatform.process.person_record import record_tie
from certplatform.queries.acceptances import competence_for
from certplatform.queries.applications import submitted_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.histories import history_of, own_ties_obstacles
from tests.builders.acceptance import accept_case
from tests.builders.application import drafted_case, submitted_case
from tests.builders.people import World, a_world
from tests.builders.statements import counted

SISTER = "91370100MA3D4X5Y6"


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def _owned_by(world: World, name: str, **owner: str) -> dict[str, object]:
    del world
    return {"group": {"in_group": "yes", "owners": [{"name": name, **owner}]}}


def _declined(case: Case, by: Actor) -> None:
    code = scheme_of(case).reasons["decline"][0].code
    decline(case.id, code=code, by=by, reason="超出范围")


def test_a_case_with_another_body_is_told_without_its_number(world: World) -> None:
    elsewhere = submitted_case(world, body=world.other_body)
    _declined(elsewhere, world.actor(world.other_officer))
    case = submitted_case(world)
    (earlier,) = history_of(case, clock.today()).cases
    assert earlier.state == "declined"
    assert earlier.case is None


def test_a_case_with_the_same_body_is_named(world: World) -> None:
    before = submitted_case(world)
    _declined(before, world.actor(world.case_officer))
    (earlier,) = history_of(submitted_case(world), clock.today()).cases
    assert earlier.case is not None
    assert earlier.case.id == before.id


def test_a_parent_named_in_the_application_is_of_the_group(world: World) -> None:
    case = submitted_case(world, parts=_owned_by(world, "泰山控股集团有限公司", share="60"))
    assert [one.name for one in history_of(case, clock.today()).group] == ["泰山控股集团有限公司"]


def test_another_enterprise_with_the_same_parent_is_of_the_group(world: World) -> None:
    parts = _owned_by(world, "泰山控股集团有限公司")
    submitted_case(
        world, parts=parts, applicant="other_applicant", enterprise=world.other_enterprise
    )
    case = submitted_case(world, parts=parts)
    names = [one.name for one in history_of(case, clock.today()).group]
    assert world.other_enterprise.name in names


def test_an_entry_alike_is_shown_with_what_is_in_common(world: World) -> None:
    case = submitted_case(world)
    own = case.enterprise
    made = register_organisation(
        OrganisationKind.ENTERPRISE,
        own.name.replace("有限公司", "集团有限公司"),
        code=SISTER + uscc.calc_check_digit(SISTER),
        address=own.address,
        by=SYSTEM,
    )
    alike = {one.enterprise.id: one.common for one in history_of(case, clock.today()).look_alikes}
    assert alike[made.id] == (SAME_NAME, SAME_ADDRESS)


def test_an_entry_alike_is_named_only_once_it_has_come_to_this_body(world: World) -> None:
    case, other = submitted_case(world), world.other_enterprise

    def named() -> bool:
        found = history_of(case, clock.today()).look_alikes
        return next(one.may_be_named for one in found if one.enterprise.id == other.id)

    theirs = {"applicant": "other_applicant", "enterprise": other}
    drafted_case(world, **theirs)
    assert not named()
    submit(session.query(Case).filter_by(enterprise_id=other.id).one().id, by=_applicant(world))
    assert named()


def _applicant(world: World) -> Actor:
    return world.actor(world.other_applicant)


def test_R15_a_body_of_the_enterprises_group_cannot_accept(world: World) -> None:
    case = submitted_case(world)
    record_group_link(
        world.other_enterprise.id, world.enterprise.id, 60, by=SYSTEM, from_on=date(2020, 1, 1)
    )
    record_group_link(
        world.other_enterprise.id, world.body.id, 30, by=SYSTEM, from_on=date(2020, 1, 1)
    )
    assert {one.rule for one in own_ties_obstacles(case, clock.today())} == {"R15"}
    with pytest.raises(NotReady):
        accept_case(world, case)


def test_R14_a_body_of_the_consultancys_group_cannot_accept(world: World) -> None:
    advised = {
        "consultancy": {
            "used": "yes",
            "consultants": [{"name": world.consultancy.name, "code": world.consultancy.code}],
        }
    }
    case = submitted_case(world, parts=advised)
    assert own_ties_obstacles(case, clock.today()) == []
    record_group_link(world.body.id, world.consultancy.id, 100, by=SYSTEM, from_on=date(2020, 1, 1))
    assert {one.rule for one in own_ties_obstacles(case, clock.today())} == {"R14"}


def test_people_in_conflict_do_not_count_as_competence(world: World) -> None:
    case = submitted_case(world)
    first, *others = world.assessors
    record_tie(
        first.id,
        kind="employment",
        organisation_name=world.enterprise.name,
        organisation_code=world.enterprise.code or "",
        from_on=date(2020, 1, 1),
        until_on=None,
        note="",
        by=world.actor(first),
    )
    found = history_of(case, clock.today())
    assert [person.id for person, _ in found.our_people] == [first.id]
    answer = competence_for(case, submitted_of(case), clock.today())
    assert answer is not None
    assert first.name not in answer.leads
    assert set(answer.leads) <= {one.name for one in others}


def test_the_history_costs_the_same_however_long_it_is(world: World) -> None:
    case = submitted_case(world)
    _alike(case.enterprise, 1)
    _cost(case)  # what is read once and kept
    few = _cost(case)
    for place in range(2, 12):
        _alike(case.enterprise, place)
    assert len(history_of(case, clock.today()).look_alikes) == 10
    assert _cost(case) == few


def _alike(own: Organisation, place: int) -> None:
    start = f"91370100MB{place:07d}"
    register_organisation(
        OrganisationKind.ENTERPRISE,
        f"{own.name[:6]}{place}有限公司",
        code=start + uscc.calc_check_digit(start),
        address=own.address,
        by=SYSTEM,
    )


def _cost(case: Case) -> int:
    session.expire_all()
    with counted() as sent:
        history_of(case, clock.today())
    return len(sent)
