"""The pages of administrators and body managers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.organisation import ApprovedRange, Organisation
from certplatform.models.person import Person, Qualification
from certplatform.queries.people import belongs_to, leave_of, ties_of
from tests.builders.application import drafted_case
from tests.builders.people import World, a_world, sign_in_as


@pytest.fixture
def world(app: Flask) -> World:
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world()


def test_an_administrator_sees_organisations_and_people(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.administrator)
    organisation, person = world.body.public_id, world.manager.public_id
    for path in (
        "/admin/organisations",
        "/admin/organisations?q=华信&kind=body",
        "/admin/organisations/new",
        f"/admin/organisations/{organisation}",
        f"/admin/organisations/{organisation}/invite",
        f"/admin/organisations/{organisation}/ranges/new",
        "/admin/people",
        f"/admin/people/{person}",
        f"/admin/people/{person}/deactivate",
        "/admin/schemes",
        "/account",
        "/account/sessions",
        "/account/password",
        "/account/confirm",
    ):
        assert client.get(path).status_code == 200, path


def test_a_body_manager_sees_the_people_of_the_body(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.manager)
    person = world.assessors[0].public_id
    for path in (
        "/body/people",
        "/body/people/invite",
        f"/body/people/{person}",
        f"/body/people/{person}/qualify",
        f"/body/people/{person}/tie",
        f"/body/people/{person}/leave",
    ):
        assert client.get(path).status_code == 200, path


def _post(client: FlaskClient, path: str, **data: str) -> int:
    return client.post(path, data=data).status_code


def test_an_administrator_takes_up_a_body_and_approves_its_range(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.administrator)
    assert (
        _post(client, "/admin/organisations/new", kind="body", name="南方评定", short_code="031")
        == 303
    )
    made = session.scalars(select(Organisation).where(Organisation.short_code == "031")).one()
    path = f"/admin/organisations/{made.public_id}/ranges/new"
    data = {"scheme": "IIIMS", "grades": ["A", "AA"], "valid_from_on": "2026-03-01"}
    assert client.post(path, data=data).status_code == 303
    assert session.get_one(Organisation, made.id).ranges[0].grades == ["A", "AA"]
    taken = client.post(
        "/admin/organisations/new", data={"kind": "body", "name": "又一家", "short_code": "031"}
    )
    assert taken.status_code == 422
    assert "又一家" in taken.text


def test_industries_of_a_range_are_mended_and_must_be_listed(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.administrator)
    path = f"/admin/organisations/{world.body.public_id}/ranges/new"
    data = {"scheme": "IIIMS", "valid_from_on": "2026-03-01"}
    assert client.post(path, data={**data, "industries": "c36、 3491,I65"}).status_code == 303
    latest = session.query(ApprovedRange).order_by(ApprovedRange.id.desc()).limit(1).one()
    assert latest.industries == ["C36", "C3491", "I65"]
    for nonsense in ("C99", "36A", "汽车", "C3610"):
        answer = client.post(path, data={**data, "industries": f"C36 {nonsense}"})
        assert answer.status_code == 422
        assert nonsense in answer.text
    page = client.get(f"/bodies/{world.body.public_id}").text
    assert "C36 汽车制造业、C3491 工业机器人制造" in page


def test_an_administrator_gives_and_ends_a_role(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.administrator)
    person, body = world.scheduler, world.body
    base = f"/admin/people/{person.public_id}/{body.public_id}"
    assert _post(client, f"{base}/grant", role="case_officer") == 303
    assert belongs_to(person.id, body.id, Role.CASE_OFFICER)
    assert _post(client, f"{base}/case_officer/end") == 303
    assert not belongs_to(person.id, body.id, Role.CASE_OFFICER)
    assert _post(client, f"{base}/no_such_role/end") == 404


def test_an_administrator_starts_a_reset_and_closes_an_account(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.administrator)
    base = f"/admin/people/{world.scheduler.public_id}"
    assert _post(client, f"{base}/reset") == 303
    assert _post(client, f"{base}/deactivate", reason="") == 422
    assert _post(client, f"{base}/deactivate", reason="left the body") == 303
    assert not session.get_one(Person, world.scheduler.id).active


@pytest.mark.parametrize("part", ["applicant", "manager", "secretary", "supervisor", "regulator"])
def test_for_everybody_else_there_are_no_such_pages(
    client: FlaskClient, world: World, part: str
) -> None:
    sign_in_as(client, world[part])
    for path in ("/admin", "/admin/organisations", "/admin/people", "/admin/schemes"):
        assert client.get(path).status_code == 404, path


def test_an_administrator_sees_no_case(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)
    sign_in_as(client, world.administrator)
    assert client.get(f"/cases/{case.public_id}").status_code == 404
    assert case.number not in client.get("/cases").text


def test_people_of_another_body_are_absent(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.other_manager)
    stranger = world.assessors[0].public_id
    for way in ("", "/qualify", "/tie", "/leave"):
        assert client.get(f"/body/people/{stranger}{way}").status_code == 404, way
    assert _post(client, f"/body/people/{stranger}/grant", role="scheduler") == 404
    assert _post(client, f"/body/people/{stranger}/assessor_pool/end") == 404


def test_R12_a_qualification_is_entered_by_one_and_approved_by_another(
    app: Flask, client: FlaskClient, world: World
) -> None:
    base = f"/body/people/{world.assessors[0].public_id}"
    sign_in_as(client, world.scheduler)
    data = {
        "scheme": "IIIMS",
        "role": "assessor",
        "level": "CL2",
        "industries": "C34 C36",
        "valid_from_on": "2026-01-01",
        "valid_until_on": "2026-12-31",
    }
    assert client.post(f"{base}/qualify", data=data).status_code == 303
    entered = session.scalars(select(Qualification).order_by(Qualification.id.desc())).first()
    assert entered is not None
    assert entered.industries == ["C34", "C36"]
    approve = f"{base}/{entered.public_id}/approve"
    assert client.post(approve).status_code == 404
    manager = app.test_client()
    sign_in_as(manager, world.manager)
    assert manager.post(approve).status_code == 303
    assert session.get_one(Qualification, entered.id).approved_by == world.manager.id


def test_a_wrong_industry_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.manager)
    path = f"/body/people/{world.assessors[0].public_id}/qualify"
    data = {
        "scheme": "IIIMS",
        "role": "lead",
        "level": "CL3",
        "industries": "WRONG",
        "number": "资格-7788",
        "valid_from_on": "2026-01-01",
        "valid_until_on": "2026-12-31",
    }
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert "资格-7788" in answer.text


def test_ties_and_leave_are_recorded_on_one_s_own_page(client: FlaskClient, world: World) -> None:
    person = world.assessors[0]
    sign_in_as(client, person)
    tie = {"kind": "training", "organisation_name": "泉城轴承有限公司", "from_on": "2025-05-01"}
    assert client.post("/account/record/ties", data=tie).status_code == 303
    leave = {"from_on": "2026-03-09", "until_on": "2026-03-11", "halves": "12"}
    assert client.post("/account/record/leave", data=leave).status_code == 303
    assert len(leave_of(person.id)) == 6
    assert len(ties_of(person.id)) == 1
    wrong = {"from_on": "2026-03-11", "until_on": "2026-03-09", "halves": "12"}
    assert client.post("/account/record/leave", data=wrong).status_code == 422
    assert client.get("/account/record").status_code == 200


def test_bad_dates_and_places_in_lists_give_a_sentence(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.administrator)
    assert client.get("/admin/people?cursor=nonsense").status_code == 422
    assert client.get("/admin/organisations?cursor=&kind=nonsense").status_code == 200
    sign_in_as(client, world.manager)
    path = f"/body/people/{world.assessors[0].public_id}/leave"
    assert _post(client, path, on="2026-02-30", half="1") == 422
    assert _post(client, path, on="2026-02-27", half="3") == 422
