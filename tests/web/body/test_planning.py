"""The way from planning to the committee through the pages, each by whose turn it is."""

import io

import pytest
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.domain.technical_check import SECTIONS
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.queries.audits import ratings_of
from certplatform.queries.conclusions import conclusions_of
from certplatform.queries.findings import findings_of
from certplatform.queries.plans import draft_plan, released_plan, sites_of, stage_days
from tests.builders.acceptance import planning_case
from tests.builders.application import a_pdf
from tests.builders.audit import (
    agreed,
    answered,
    concluding_case,
    correction_case,
    rated_case,
    stage2_case,
)
from tests.builders.conclusion import appointed_checker, concluded_case
from tests.builders.pages import form_lists, form_values
from tests.builders.people import a_world, sign_in_as
from tests.builders.planning import (
    CHECKER,
    LEAD,
    MEMBER,
    confirmed_team_case,
    planned_case,
    stage1_case,
)


def again(case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def test_a_team_is_proposed_declared_and_confirmed(client: FlaskClient) -> None:
    world = a_world()
    case = planning_case(world)
    number, url = case.id, f"/body/cases/{case.public_id}/team"
    lead = world[LEAD].id
    sign_in_as(client, world.scheduler)
    data = form_values(client, f"{url}?role=lead", f"#propose-{lead} form")
    assert client.post(f"{url}/propose", data=data).status_code == 303
    place = session.query(Assignment).filter_by(case_id=number).one()
    data = form_values(client, url, f"form[action$='/{place.public_id}/invite']")
    assert client.post(f"{url}/{place.public_id}/invite", data=data).status_code == 303
    sign_in_as(client, world[LEAD])
    page = client.get("/work").text
    assert f"/assignments/{place.public_id}" in page
    signing = f"/assignments/{place.public_id}"
    assert case.public_id not in client.get(signing).text
    data = form_values(client, signing, "form[action$='/sign']")
    assert client.post(f"{signing}/sign", data=data).status_code == 303
    sign_in_as(client, world.scheduler)
    data = form_values(client, url, "form[action$='/confirm']")
    answer = client.post(f"{url}/{place.public_id}/confirm", data={**data, "reason": "已核查"})
    assert answer.status_code == 303, answer.text
    session.expire_all()
    assert session.query(Assignment).filter_by(case_id=number).one().state == "confirmed"


def test_a_plan_is_laid_out_edited_and_released(client: FlaskClient) -> None:
    world = a_world()
    case = confirmed_team_case(world)
    number, url = case.id, f"/body/cases/{case.public_id}/plan"
    sign_in_as(client, world.scheduler)
    data = form_values(client, url, "form[action$='/draft']")
    assert client.post(f"{url}/draft", data={**data, "first_on": "2026-03-10"}).status_code == 303
    values = form_lists(client, url, "form#plan-form")
    values["rows-0-with_whom"] = ["企管部"]
    answer = client.post(f"{url}/save", data=values)
    assert answer.status_code == 303, answer.text
    kept = draft_plan(again(number))
    assert kept is not None
    assert kept.rows[0].with_whom == "企管部"
    assert sum(len(row.covers) for row in kept.rows) > 40
    data = form_values(client, url, "form[action$='/release']")
    assert client.post(f"{url}/release", data=data).status_code == 303
    assert released_plan(again(number)) is not None


def test_a_refused_release_says_the_rule_and_the_way_out(client: FlaskClient) -> None:
    world = a_world()
    case = confirmed_team_case(world)
    url = f"/body/cases/{case.public_id}/plan"
    sign_in_as(client, world.scheduler)
    data = form_values(client, url, "form[action$='/draft']")
    client.post(f"{url}/draft", data={**data, "first_on": "2026-03-05"})
    page = client.get(url).text
    assert "R21" in page
    assert "2026-03-08" in page


def test_the_enterprise_objects_on_its_plan_page(client: FlaskClient) -> None:
    world = a_world()
    case = planned_case(world)
    number, url = case.id, f"/enterprise/cases/{case.public_id}/plan"
    sign_in_as(client, world.applicant)
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    data = form_values(client, url, f"#object-{place.public_id} form")
    answer = client.post(
        f"{url}/members/{place.public_id}/object", data={**data, "reason": "曾有纠纷"}
    )
    assert answer.status_code == 303
    assert "曾有纠纷" in client.get(url).text
    assert again(number).state == "planning"


def test_stage_1_is_closed_with_its_readiness_list(client: FlaskClient) -> None:
    world = a_world()
    case = stage1_case(world)
    number, url = case.id, f"/cases/{case.public_id}/stages"
    with clock.simulated(clock.at_local(stage_days(released_plan(case), 1)[-1], 17)):
        sign_in_as(client, world[LEAD])
        data = form_values(client, url, "form[action$='/stages']")
        items = [name for name in data if name.startswith("note_")]
        yes = {name.replace("note", "item"): "yes" for name in items}
        refused = client.post(url, data={**data, "summary": "可以", "deed": "pass_stage1"})
        assert refused.status_code == 422
        done = client.post(url, data={**data, **yes, "summary": "可以", "deed": "pass_stage1"})
        assert done.status_code == 303, done.text
    assert again(number).state == "stage2"


def test_a_row_is_judged_with_evidence_and_by_the_script(client: FlaskClient) -> None:
    world = a_world()
    case = stage2_case(world)
    number, url = case.id, f"/cases/{case.public_id}/audit"
    with clock.simulated(clock.at_local(stage_days(released_plan(case), 2)[0], 9)):
        sign_in_as(client, world[LEAD])
        form = "form[action$='/rows/clause:4.1']"
        data = {**form_values(client, url, form), "result": "met"}
        photo = (io.BytesIO(a_pdf()), "手册.pdf")
        answer = client.post(
            f"{url}/rows/clause:4.1",
            data={**data, "files": photo},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 303, answer.text
        row = ratings_of(again(number))["clause:4.1"]
        assert (row.result, len(row.evidence)) == ("met", 1)
        data = {**form_values(client, url, form), "result": "partly"}
        json = {"Accept": "application/json"}
        saved = client.post(f"{url}/rows/clause:4.1", data=data, headers=json)
        assert saved.get_json()["version"] == 2
        other = {**data, "result": "not_met"}
        stale = client.post(f"{url}/rows/clause:4.1", data=other, headers=json)
        assert stale.status_code == 409
        assert len(ratings_of(again(number))["clause:4.1"].evidence) == 1


def test_a_finding_is_recorded_and_issued(client: FlaskClient) -> None:
    world = a_world()
    case = rated_case(world)
    number, url = case.id, f"/cases/{case.public_id}/findings"
    with clock.simulated(clock.at_local(stage_days(released_plan(case), 2)[-1], 17)):
        sign_in_as(client, world[LEAD])
        data = form_values(client, f"{url}/new?key=clause:4.1", "form[action$='/findings/new']")
        said = {"grade": "minor", "fact": "记录缺失", "evidence_text": "点检表"}
        site = {"site_id": str(sites_of(case)[0].id), "key": "clause:4.1"}
        assert client.post(f"{url}/new", data={**data, **site, **said}).status_code == 303
        data = form_values(client, url, "form[action$='/issue']")
        (found,) = findings_of(again(number))
        assert client.post(f"{url}/{found.public_id}/issue", data=data).status_code == 422
        agreed(world, found)
        assert client.post(f"{url}/{found.public_id}/issue", data=data).status_code == 303
    assert [one.state for one in findings_of(again(number))] == ["issued"]


def test_the_enterprise_answers_and_the_team_verifies(client: FlaskClient) -> None:
    world = a_world()
    case = correction_case(world, grades=("major",))
    number, address = case.id, case.public_id
    (finding,) = findings_of(case)
    key = finding.public_id
    sites = [one.id for one in sites_of(case)]
    with clock.simulated(case.state_since_at):
        sign_in_as(client, world.applicant)
        url = f"/enterprise/cases/{address}/findings/{key}"
        data = form_values(client, url, f"form[action$='{key}']")
        said = {
            "correction": "已改",
            "root_cause": "原因",
            "corrective_action": "措施",
            "action_due_on": "2026-06-01",
            f"site-{sites[0]}": "1",
        }
        answer = client.post(url, data={**data, **said})
        assert answer.status_code == 303, answer.text
        sign_in_as(client, world[LEAD])
        url = f"/cases/{address}/findings"
        data = form_values(client, url, "form[action$='/verify']")
        method = {"method": "document"}
        refused = client.post(f"{url}/{key}/verify", data={**data, **method})
        assert refused.status_code == 422
        assert "R32" in refused.text
        ticked = {f"site-{one}": "1" for one in sites}
        done = client.post(f"{url}/{key}/verify", data={**data, **method, **ticked})
        assert done.status_code == 303
    assert [one.state for one in findings_of(again(number))] == ["verified"]


def test_lead_checker_enterprise_and_officer_pass_the_conclusion_on(client: FlaskClient) -> None:
    world = a_world()
    case = concluding_case(world, grade="A")
    number, address = case.id, case.public_id
    with clock.simulated(case.state_since_at):
        appointed_checker(world, case)
    with clock.simulated(case.state_since_at.replace(hour=14)):
        sign_in_as(client, world[LEAD])
        url = f"/cases/{address}/conclusion"
        data = form_values(client, url, "form[action$='/conclusion']")
        answer = client.post(url, data={**data, "reasons": "能力达到申请等级"})
        assert answer.status_code == 303, answer.text
        sign_in_as(client, world[CHECKER])
        url = f"/cases/{address}/check"
        data = form_values(client, url, "form[action$='/check']")
        said = dict.fromkeys(SECTIONS, "passed") | {"comment": "一致"}
        assert client.post(url, data={**data, **said}).status_code == 303
        sign_in_as(client, world.applicant)
        url = f"/enterprise/cases/{address}/conclusion"
        data = form_values(client, url, "form[action$='/conclusion']")
        assert client.post(url, data={**data, "answer": "confirm"}).status_code == 303
        sign_in_as(client, world.case_officer)
        url = f"/body/cases/{address}/conclusion"
        data = form_values(client, url, "form[action$='/submit']")
        assert client.post(f"{url}/submit", data=data).status_code == 303
    assert again(number).state == "review"
    assert conclusions_of(again(number))[0].scope == "轴承的设计、生产和服务"


@pytest.mark.parametrize("part", ["applicant", "other_applicant", "other_scheduler"])
def test_the_audits_papers_are_not_for_everybody(client: FlaskClient, part: str) -> None:
    world = a_world()
    case = correction_case(world)
    answered(world, findings_of(case)[0])
    with clock.simulated(case.state_since_at):
        sign_in_as(client, world[part])
        for page in ("audit", "findings", "stages", "sign-in", "conclusion"):
            assert client.get(f"/cases/{case.public_id}/{page}").status_code == 404


def test_an_unchecked_conclusion_does_not_reach_the_enterprise(client: FlaskClient) -> None:
    world = a_world()
    case = concluded_case(world)
    with clock.simulated(case.state_since_at):
        sign_in_as(client, world.applicant)
        page = client.get(f"/enterprise/cases/{case.public_id}/conclusion").text
        assert "各项能力均达到" not in page
