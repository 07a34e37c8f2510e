"""The page of the conclusion shows the rules and offers the capsule to whoever may read it."""

from flask.testing import FlaskClient

from certplatform.expressions.replay import replay
from certplatform.queries.grading import capsules_numbered
from tests.builders.conclusion import check_case, concluded_case
from tests.builders.people import a_world, sign_in_as
from tests.builders.planning import LEAD


def test_the_page_shows_each_rule_with_its_answer(client: FlaskClient) -> None:
    world = a_world()
    case = concluded_case(world)
    sign_in_as(client, world[LEAD])
    page = client.get(f"/cases/{case.public_id}/conclusion").text
    assert "级别：其中最高者；有未关闭的严重不符合时不给出级别。" in page
    assert "grades_within_applied[size(grades_within_applied) - 1]" in page
    ((_, kept),) = capsules_numbered(case.number)
    assert kept.digest in page


def test_the_capsule_is_for_the_team_and_the_body_and_later_for_the_enterprise(
    client: FlaskClient,
) -> None:
    world = a_world()
    case = concluded_case(world)
    url = f"/cases/{case.public_id}/conclusion/1/capsule"
    for person in (world[LEAD], world.case_officer):
        sign_in_as(client, person)
        answer = client.get(url)
        assert answer.status_code == 200
        assert replay(answer.data).fits
        assert "attachment" in answer.headers["Content-Disposition"]
        assert client.get(url.replace("/1/", "/2/")).status_code == 404
    sign_in_as(client, world["applicant"])
    assert client.get(url).status_code == 404
    check_case(world, case)
    sign_in_as(client, world["applicant"])
    assert client.get(url).status_code == 200


def test_the_capsule_is_absent_for_everybody_else(client: FlaskClient) -> None:
    world = a_world()
    case = concluded_case(world)
    url = f"/cases/{case.public_id}/conclusion/1/capsule"
    for person in (world["other_officer"], world["other_applicant"], world["regulator"]):
        sign_in_as(client, person)
        assert client.get(url).status_code == 404
