"""Acceptance as the body's officer does it."""

from flask.testing import FlaskClient

from certplatform.db import session
from certplatform.models.case import Case
from certplatform.queries.applications import acceptance_of
from tests.builders.application import submitted_case
from tests.builders.pages import form_values
from tests.builders.people import a_world, sign_in_as


def _state(case: Case) -> str:
    session.expire_all()
    return session.get_one(Case, case.id).state


def test_the_officer_accepts_with_days_sites_and_fee(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    address, number = case.public_id, case.id
    sign_in_as(client, world.case_officer)
    url = f"/body/cases/{address}/acceptance"
    values = form_values(client, url, "form#accept")
    answer = client.post(
        f"{url}/accept",
        data={
            **values,
            "accept-competence": "两名组长可以承担",
            "accept-body_conflict": "无利益关系",
            "accept-day_rate": "4,000",
            "accept-visited": ["1", "2"],
        },
    )
    assert answer.status_code == 303, answer.text
    record = acceptance_of(number)
    assert record is not None
    assert record.half_days == 20  # 320 people: 10 days
    assert record.fee_cents == 40_000_00
    sign_in_as(client, world.applicant)
    agreement = f"/enterprise/cases/{address}/agreement/sign"
    digest = form_values(client, agreement, "form#sign")
    unsure = client.post(agreement, data=digest)
    assert unsure.status_code == 422
    assert "请确认您有权代表企业签署" in unsure.text
    assert client.post(agreement, data={**digest, "authorised": "y"}).status_code == 303
    assert _state(case) == "planning"


def test_a_return_names_its_points_and_the_applicant_sees_them(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    address = case.public_id
    sign_in_as(client, world.case_officer)
    url = f"/body/cases/{address}/acceptance"
    values = form_values(client, url, "form#return")
    answer = client.post(
        f"{url}/return",
        data={
            **values,
            "return-code": "UNCLEAR",
            "return-reason": "范围表述不清",
            "return-points-0-place": "system/scope",
            "return-points-0-text": "请写明是否包括售后服务",
        },
    )
    assert answer.status_code == 303, answer.text
    sign_in_as(client, world.applicant)
    page = client.get(f"/enterprise/cases/{address}/application").text
    assert "请写明是否包括售后服务" in page


def test_R08_a_decline_without_a_reason_keeps_what_was_typed(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    sign_in_as(client, world.case_officer)
    url = f"/body/cases/{case.public_id}/acceptance"
    values = form_values(client, url, "form#decline")
    answer = client.post(f"{url}/decline", data={**values, "decline-reason": "理由在此"})
    assert answer.status_code == 422
    assert "理由在此" in answer.text
    assert _state(case) == "submitted"


def test_another_body_does_not_see_the_case(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    sign_in_as(client, world.other_officer)
    assert client.get(f"/body/cases/{case.public_id}/acceptance").status_code == 404
