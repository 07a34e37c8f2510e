"""Choosing and changing the body on the enterprise's pages."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.models.case import Case
from certplatform.models.organisation import ApprovedRange
from certplatform.process.people import set_approved_range
from tests.builders.acceptance import accepted_case
from tests.builders.application import drafted_case, save, submitted_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.statements import cost

FORM = "form#body-choice"


def narrow(world: World) -> None:
    """From now on the other body may assess automobile makers only."""
    for row in session.scalars(
        select(ApprovedRange).where(ApprovedRange.organisation_id == world.other_body.id)
    ):
        session.delete(row)
    session.commit()
    set_approved_range(
        world.other_body.id, "IIIMS", by=SYSTEM, valid_from_on=date(2020, 1, 1), industries=["C36"]
    )


def body_of(number: int) -> int | None:
    session.expire_all()
    return session.get_one(Case, number).body_id


def test_the_enterprise_gives_its_application_to_another_body(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    number, other = case.id, world.other_body
    url = f"/enterprise/cases/{case.public_id}/body"
    sign_in_as(client, world.applicant)
    assert url in client.get(f"/cases/{case.public_id}").text
    values = {**form_values(client, url, FORM), "body": other.public_id}
    answer = client.post(url, data=values)
    assert answer.status_code == 303, answer.text
    assert body_of(number) == other.id
    again = client.post(url, data=values)
    assert again.status_code == 409
    sign_in_as(client, world["case_officer"])
    assert client.get(f"/cases/{case.public_id}").status_code == 404
    sign_in_as(client, world["other_officer"])
    assert client.get(f"/body/cases/{case.public_id}/acceptance").status_code == 200


def test_R07_a_body_that_may_not_assess_it_says_why_and_is_refused(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    narrow(world)
    number, here = case.id, world.body.id
    url = f"/enterprise/cases/{case.public_id}/body"
    sign_in_as(client, world.applicant)
    page = client.get(url).text
    assert "范围未覆盖" in page
    assert "C34" in page
    values = {**form_values(client, url, FORM), "body": world.other_body.public_id}
    answer = client.post(url, data=values)
    assert answer.status_code == 422
    assert "请选择批准范围能够覆盖的评定机构" in answer.text
    assert body_of(number) == here


def test_nothing_chosen_and_nonsense_are_answered_beside_the_field(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    url = f"/enterprise/cases/{case.public_id}/body"
    sign_in_as(client, world.applicant)
    values = form_values(client, url, FORM)
    for body in ("", "nobody", "x" * 3000, world.enterprise.public_id):
        answer = client.post(url, data={**values, "body": body})
        assert answer.status_code == 422
        assert "请选择一家评定机构" in answer.text
    assert client.post(url, data={**values, "version": "9" * 40}).status_code in {409, 422}


def test_before_submission_and_after_acceptance_the_page_says_why_not(client: FlaskClient) -> None:
    world = a_world()
    case = accepted_case(world)
    sign_in_as(client, world.applicant)
    page = client.get(f"/enterprise/cases/{case.public_id}/body")
    assert page.status_code == 200
    assert "只有在等待受理期间才能更换机构" in page.text
    assert FORM.removeprefix("form#") not in page.text.split("<main")[1].split("<form")[0]
    answer = client.post(
        f"/enterprise/cases/{case.public_id}/body", data={"body": world.other_body.public_id}
    )
    assert answer.status_code in {400, 409}


def test_another_enterprise_and_the_body_do_not_find_the_page(client: FlaskClient) -> None:
    world = a_world()
    case = submitted_case(world)
    for part in ("other_applicant", "case_officer", "secretary"):
        sign_in_as(client, world[part])
        assert client.get(f"/enterprise/cases/{case.public_id}/body").status_code == 404


def test_the_request_part_says_of_each_body_whether_its_range_covers_the_application(
    client: FlaskClient,
) -> None:
    world = a_world()
    case = drafted_case(world)
    narrow(world)
    url = f"/enterprise/cases/{case.public_id}/application/request"
    sign_in_as(client, world.applicant)
    page = client.get(url).text
    assert "范围覆盖" in page
    assert "范围未覆盖" in page
    assert f"/bodies/{world.other_body.public_id}" in page
    save(case, "request", {"grade": ""}, world.actor(world.applicant))
    page = client.get(url).text
    assert "先填写申请等级和新型能力" in page
    assert "范围未覆盖" not in page


def test_the_hint_costs_as_much_for_many_bodies_as_for_few(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    url = f"/enterprise/cases/{case.public_id}/application/request"
    sign_in_as(client, world.applicant)
    few = cost(client, url)
    narrow(world)
    for _ in range(5):
        set_approved_range(
            world.other_body.id,
            "IIIMS",
            by=SYSTEM,
            valid_from_on=date(2020, 1, 1),
            industries=["C36"],
        )
    assert cost(client, url) == few
