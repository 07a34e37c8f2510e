"""Could this person audit that enterprise: asked on a page, drawn, said in words."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from certplatform.domain.actors import SYSTEM, Role
from certplatform.process.ownership import record_group_link
from certplatform.process.person_record import record_tie
from certplatform.process.suspension import suspend_for_new_ties
from certplatform.queries.ties import holdings_of
from tests.builders.acceptance import planning_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD, MEMBER, confirmed_team_case

AT = "/body/conflicts"
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def tied(world: World, part: str) -> None:
    """Employed at the parent of the enterprise."""
    record_group_link(
        world.other_enterprise.id, world.enterprise.id, 60, by=SYSTEM, from_on=LONG_AGO
    )
    record_tie(
        world[part].id,
        by=SYSTEM,
        kind="employment",
        organisation_id=world.other_enterprise.id,
        from_on=LONG_AGO,
    )


def asked(client: FlaskClient, world: World, enterprise: str, status: int = 200) -> str:
    answer = client.post(
        AT,
        data={
            "person": world[LEAD].public_id,
            "enterprise": enterprise,
            "on": "2026-03-03",
            "csrf_token": form_values(client, AT)["csrf_token"],
        },
    )
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_the_answer_is_said_drawn_and_has_a_table_behind_it(
    client: FlaskClient, world: World
) -> None:
    tied(world, LEAD)
    sign_in_as(client, world.scheduler)
    told = asked(client, world, world.enterprise.code or "")
    assert "R13" in told
    assert '<svg class="c-ties"' in told
    assert "持股 60%" in told
    assert told.count("姑苏丝绸股份有限公司") >= 3


def test_a_free_person_is_told_to_be_free(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.manager)
    told = asked(client, world, world.enterprise.name)
    assert "未发现利益冲突" in told
    assert "<svg class" not in told.partition("c-ties")[2]


def test_an_unknown_enterprise_is_said_beside_the_field(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.scheduler)
    assert "没有以此代码或完整名称注册的企业" in asked(client, world, "没有", status=422)


def test_a_person_of_another_body_cannot_be_chosen(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.scheduler)
    chosen = {
        "person": world.other_assessor.public_id,
        "enterprise": world.enterprise.name,
        "on": "2026-03-03",
        "csrf_token": form_values(client, AT)["csrf_token"],
    }
    assert client.post(AT, data=chosen).status_code == 422
    assert "别评" not in client.get(AT).get_data(as_text=True)


def test_candidates_show_what_leads_to_their_conflict(client: FlaskClient, world: World) -> None:
    case = planning_case(world)
    tied(world, LEAD)
    sign_in_as(client, world.scheduler)
    told = client.get(f"/body/cases/{case.public_id}/team?role=assessor").get_data(as_text=True)
    assert told.count('<svg class="c-ties"') == 1


def test_a_suspended_member_stands_with_what_was_done_meanwhile(
    client: FlaskClient, world: World
) -> None:
    case = confirmed_team_case(world)
    tied(world, MEMBER)
    suspend_for_new_ties(world[MEMBER].id)
    sign_in_as(client, world.scheduler)
    told = client.get(f"/body/cases/{case.public_id}/team?role={Role.LEAD}").get_data(as_text=True)
    assert "冲突产生以来在本项目所做的工作" in told
    assert told.count('<svg class="c-ties"') == 1


def test_an_administrator_enters_and_ends_ownership(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.administrator)
    at = f"/admin/organisations/{world.enterprise.public_id}/owners"
    csrf = {"csrf_token": form_values(client, f"{at}/new")["csrf_token"]}
    owner = world.other_enterprise.code or ""
    said = {**csrf, "parent_code": owner, "share": "60.5", "from_on": "2020-01-01"}
    assert client.post(f"{at}/new", data=said).status_code == 303
    (link,) = holdings_of(world.enterprise.id)
    address = link[0].public_id
    assert "60.5" in client.get(at).get_data(as_text=True)
    assert client.post(f"{at}/new", data=said).status_code == 422
    ended = {**csrf, "until_on": "2025-12-31"}
    assert client.post(f"{at}/{address}/end", data=ended).status_code == 303
    assert "2025-12-31" in client.get(at).get_data(as_text=True)
    assert client.post(f"{at}/nothing/end", data=ended).status_code == 404
