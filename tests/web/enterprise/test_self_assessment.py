"""The questionnaire, its result and its comparison, as the enterprise and the officer see them."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from certplatform.domain.errors import NotReady
from certplatform.models.case import Case
from certplatform.process.acceptance import return_application
from certplatform.process.application import submit
from certplatform.queries.applications import ReturnPoint, saved_part
from certplatform.schemes import scheme
from tests.builders.application import answered, drafted_case, save, submitted_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.self_assessment import others_assessed
from tests.stories.conftest import tiny_offered

JSON = {"Accept": "application/json"}


@pytest.fixture
def world(client: FlaskClient) -> World:
    world = a_world()
    sign_in_as(client, world.applicant)
    return world


@pytest.fixture
def tiny() -> Iterator[str]:
    with tiny_offered() as code:
        yield code


def page_of(client: FlaskClient, url: str) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def part(case: Case, code: str = "self_assessment") -> str:
    return f"/enterprise/cases/{case.public_id}/application/{code}"


def test_every_question_is_asked_under_its_view(client: FlaskClient, world: World) -> None:
    page = page_of(client, part(drafted_case(world)))
    assert len(page.select("fieldset[data-question]")) == 40
    assert len(page.select(".c-question-group")) == 6
    assert len(page.select("input[type=radio][checked]")) == 40
    assert page.select_one("[data-answered=answers]").text == "40/40"  # type: ignore[union-attr]


def test_what_is_chosen_is_saved_and_the_result_comes_back(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world, parts={"self_assessment": {"answers": {}}})
    values = form_values(client, part(case), "form#part")
    assert not [name for name in values if name.startswith("answers-")]
    first = scheme("IIIMS").self_assessment.questions_in("FOUNDATION")
    sent = {**values, **{f"answers-{one.code}": one.choices[-1].code for one in first}}
    answer = client.post(part(case), data=sent, headers=JSON)
    assert answer.json is not None
    assert answer.json["errors"] == {}
    beside = BeautifulSoup(answer.json["beside"], "html.parser")
    assert beside.select_one(".c-assessed-total b").text == "15.0"  # type: ignore[union-attr]
    assert "已答7/40题" in beside.text
    assert "总分15.0，需达到25" in beside.text
    assert beside.select_one("svg.c-radar") is not None
    assert len(saved_part(case.id, "self_assessment").content["answers"]) == 7


def test_an_answer_of_nowhere_is_kept_and_said_to_be_wrong(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world)
    values = form_values(client, part(case), "form#part")
    answer = client.post(part(case), data={**values, "answers-FO1": "<b>"}, headers=JSON)
    assert answer.json is not None
    assert list(answer.json["errors"]) == ["answers-FO1"]
    assert client.get(part(case) + "?check=1").status_code == 200


def test_what_is_open_is_told_once_for_each_view_and_leads_there(
    client: FlaskClient, world: World
) -> None:
    answers = answered(scheme("IIIMS"))
    for code in ("FO2", "FO5", "BE6"):
        del answers[code]
    case = drafted_case(world, parts={"self_assessment": {"answers": answers}})
    page = page_of(client, part(case) + "?check=1")
    links = {str(one["href"]): one.text for one in page.select("[data-summary] a")}
    assert list(links) == ["#answers-FO2", "#answers-BE6"]
    assert "“基础建设”还有2题未作答" in links["#answers-FO2"]
    assert page.select_one("fieldset#answers-FO2 .c-field-errors") is not None
    english = page_of(client, part(case) + "?check=1&lang=en")
    assert "“Foundation”: 2 questions have no answer yet." in english.text


def test_a_scheme_with_two_views_has_a_table_and_no_radar(client: FlaskClient, tiny: str) -> None:
    world = a_world(tiny)
    sign_in_as(client, world.applicant)
    page = page_of(client, part(drafted_case(world, scheme_code=tiny)))
    assert len(page.select("fieldset[data-question]")) == 3
    assert page.select_one("svg.c-radar") is None
    assert len(page.select(".c-scores tbody tr")) == 2


def test_the_officer_reads_the_result_and_unfolds_the_answers(
    client: FlaskClient, world: World
) -> None:
    case = submitted_case(world)
    sign_in_as(client, world.case_officer)
    page = page_of(client, f"/cases/{case.public_id}/application")
    section = page.select_one("#part-self_assessment")
    assert section is not None
    assert section.select_one(".c-assessed-total b").text == "66.6"  # type: ignore[union-attr]
    assert section.select_one(".is-now").text == "集成提升"  # type: ignore[union-attr]
    assert section.select_one("svg[role=img]") is not None
    folded = section.select("details.c-more")
    assert len(folded) == 6
    rows = [[cell.text for cell in row.select("td")] for row in folded[0].select("tbody tr")]
    first = scheme("IIIMS").self_assessment.questions[0]
    assert rows[0] == [first.text.zh, first.choices[2].text.zh, "12.1 / 18.1"]


def test_a_changed_answer_names_its_question(client: FlaskClient, world: World) -> None:
    case, by = submitted_case(world), world.actor(world.applicant)
    return_application(
        case.id,
        code=scheme("IIIMS").reasons["return"][0].code,
        points=[ReturnPoint("self_assessment", "answers", "请核对")],
        reason="与事实不符",
        by=world.actor(world.case_officer),
    )
    save(case, "self_assessment", {"answers": {**answered(scheme("IIIMS")), "IN6": "A"}}, by)
    inputs = [dict(one) for one in saved_part(case.id, "audits").content["review_inputs"]]
    inputs[2]["note"] = "能耗数据已补充"
    save(case, "audits", {"review_inputs": inputs}, by)
    submit(case.id, by=by)
    page = page_of(client, f"/cases/{case.public_id}/application")
    rows = [[cell.text for cell in row.select("td")] for row in page.select("table tbody tr")]
    question = next(one for one in scheme("IIIMS").self_assessment.questions if one.code == "IN6")
    where = f"题目 · {question.text.zh}"
    assert ["自评估", where, question.choices[2].text.zh, question.choices[0].text.zh] in rows
    item = scheme("IIIMS").management_review.inputs[2].title.zh
    assert [
        "内部审核与管理评审",
        f"管理评审输入 · {item} · 评审情况",
        f"已评审：{item}",
        "能耗数据已补充",
    ] in rows


def test_others_are_shown_from_ten_on_and_without_a_name(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)
    firms = others_assessed(9)
    assert "横向比较" not in client.get(part(case)).text
    firms += others_assessed(1, first=9, score="90")
    page = client.get(part(case)).text
    assert "横向比较" in page
    assert "同行业：C34 通用设备制造业 · 不少于10家企业" in page
    assert "同地区：山东省" in page
    assert not [one.name for one in firms if one.name in page]
    assert "90" not in BeautifulSoup(page, "html.parser").select(".c-scores")[1].text
    submit(case.id, by=world.actor(world.applicant))
    assert "横向比较" in client.get(f"/cases/{case.public_id}/application").text


AUDITS = [
    ({"internal_audit_from_on": "2026-01-13"}, "不能早于开始日期（2026-01-13）"),
    ({"internal_audit_found": "2"}, "填写的已关闭项数为3，但发现的只有2项"),
    ({"internal_audit_found": "-1"}, "不是整数"),
    ({"internal_audit_found": "10001"}, "应在0到10000之间"),
    ({"internal_audit_leader": ""}, "此栏尚未填写"),
    ({"review_inputs": []}, "“新型能力是否支撑所追求的可持续竞争优势”尚未勾选"),
]


@pytest.mark.parametrize(("changes", "sentence"), AUDITS)
def test_what_does_not_fit_in_the_audits_is_said(
    client: FlaskClient, world: World, changes: dict[str, object], sentence: str
) -> None:
    case = drafted_case(world, parts={"audits": changes})
    assert sentence in page_of(client, part(case, "audits") + "?check=1").text


def test_no_nonconformity_at_all_is_an_answer(client: FlaskClient, world: World) -> None:
    none = {"internal_audit_found": "0", "internal_audit_closed": "0"}
    case = drafted_case(world, parts={"audits": none})
    page = page_of(client, part(case, "audits") + "?check=1")
    assert page.select("[data-summary]") == []


def test_an_item_ticked_without_a_note_is_named(client: FlaskClient, world: World) -> None:
    outputs = scheme("IIIMS").management_review.outputs
    rows = [{"item": one.code, "done": True, "note": "照旧"} for one in outputs]
    rows[4]["note"] = " "
    case = drafted_case(world, parts={"audits": {"review_outputs": rows}})
    page = page_of(client, part(case, "audits") + "?check=1")
    (link,) = page.select("[data-summary] a")
    assert link["href"] == "#review_outputs-4-note"
    assert f"请简要写明“{outputs[4].title.zh}”的情况" in link.text


def test_a_day_to_come_cannot_have_been_the_audit(client: FlaskClient, world: World) -> None:
    ahead = {"assessed_on": "2027-01-01"}
    case = drafted_case(world, parts={"self_assessment": ahead})
    assert "“自评估完成日期”填写的2027-01-01晚于今天" in client.get(part(case)).text
    with pytest.raises(NotReady, match="lies after today"):
        submit(case.id, by=world.actor(world.applicant))
    assert case.state == "draft"
