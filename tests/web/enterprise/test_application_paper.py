"""The application as a PDF: draft and frozen versions, for those who see the case."""

import io
import time
from pathlib import Path

import pikepdf
import pytest
from flask.testing import FlaskClient

from certplatform.models.case import Case
from certplatform.process.acceptance import return_application
from certplatform.process.application import submit
from certplatform.queries.applications import ReturnPoint, latest_version
from tests.builders.application import a_capability, drafted_case, save, submitted_case
from tests.builders.paper_text import run_on, text_of
from tests.builders.people import World, a_world, sign_in_as

pytestmark = pytest.mark.prove

SITES = [
    {"name": f"场所{place}", "address": f"济南市历下区泉城路 {place} 号", "headcount": "12"}
    for place in range(1, 31)
]


@pytest.fixture
def world(client: FlaskClient) -> World:
    made = a_world()
    sign_in_as(client, made.applicant)
    return made


def draft_url(case: Case) -> str:
    return f"/enterprise/cases/{case.public_id}/application/draft.pdf"


def version_url(case: Case, number: int | None = None) -> str:
    more = f"?version={number}" if number else ""
    return f"/cases/{case.public_id}/application.pdf{more}"


def printed(client: FlaskClient, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return answer.data


def test_a_version_says_everything_with_its_number_date_and_digest(
    client: FlaskClient, world: World, tmp_path: Path
) -> None:
    sites = [{**SITES[0], "headquarters": True}, *SITES[1:]]
    case = submitted_case(
        world, sites=sites, capabilities=[a_capability("柔性制造能力", "OPERATION", "CL2")]
    )
    pdf = printed(client, version_url(case))
    text = text_of(pdf, tmp_path)
    version = latest_version(case.id)
    assert version is not None
    assert version.sha256[:32] in text
    assert version.sha256[32:] in text
    for said in (
        *("评定申请书", "ApplicationforAssessment", case.number, "2026-03-03"),
        *(world.enterprise.name, world.enterprise.code or "", "场所30", "柔性制造能力"),
        *("订单准时交付率", "93.5", "轴承的设计、生产和服务", "2025-09-01"),
        *("自评估结果", "总分", "企业与场所", "Enterpriseandsites", "2026-01-12"),
        *("通用设备制造业", "申请材料", "BUSINESS_LICENCE.pdf", "声明人", "齐鲁明"),
    ):
        assert said.replace(" ", "") in text, said
    assert "草稿" not in text
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        count = len(opened.pages)
    assert f"第{count}页共{count}页" in text
    for line in run_on("pdffonts", pdf, tmp_path, "FILE").splitlines()[2:]:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


def test_a_draft_says_on_every_page_that_it_is_one(
    client: FlaskClient, world: World, tmp_path: Path
) -> None:
    case = drafted_case(world)
    pdf = printed(client, draft_url(case))
    text = text_of(pdf, tmp_path)
    assert "草稿，尚未提交" in text
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert text.count("草稿DRAFT") >= len(opened.pages)
    assert client.get(version_url(case)).status_code == 404


def test_a_version_is_the_same_file_whatever_language_and_day(
    client: FlaskClient, world: World
) -> None:
    case = submitted_case(world)
    first = printed(client, version_url(case))
    client.get("/work?lang=en")
    assert printed(client, version_url(case)) == first
    sign_in_as(client, world.case_officer)
    assert printed(client, version_url(case, 1)) == first


def test_every_version_can_be_printed_and_none_that_is_not_there(
    client: FlaskClient, world: World, tmp_path: Path
) -> None:
    case = submitted_case(world)
    return_application(
        case.id,
        code="MISSING",
        points=[ReturnPoint("system", "scope", "请写明范围")],
        by=world.actor(world.case_officer),
        reason="请补正",
    )
    save(case, "system", {"scope": "另一个范围"}, world.actor(world.applicant))
    assert "另一个范围" in text_of(printed(client, draft_url(case)), tmp_path)
    submit(case.id, by=world.actor(world.applicant))
    assert "另一个范围" not in text_of(printed(client, version_url(case, 1)), tmp_path)
    assert "另一个范围" in text_of(printed(client, version_url(case, 2)), tmp_path)
    for number in (3, 99):
        assert client.get(version_url(case, number)).status_code == 404
    assert client.get(draft_url(case)).status_code == 404


def test_an_empty_draft_and_odd_characters_are_printed_too(
    client: FlaskClient, world: World, tmp_path: Path
) -> None:
    case = drafted_case(world, documents=False)
    odd = {"scope": "范围\U0001f600" + "字" * 900, "manual_number": "=1+1 <b>"}
    save(case, "system", odd, world.actor(world.applicant))
    save(case, "capabilities", {"capabilities": []}, world.actor(world.applicant))
    text = text_of(printed(client, draft_url(case)), tmp_path)
    assert "[U+1F600]" in text
    assert "=1+1<b>" in text
    assert "未填写" in text


def test_others_get_neither(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)
    for person in (world.other_applicant, world.case_officer, world.secretary):
        sign_in_as(client, person)
        assert client.get(draft_url(case)).status_code == 404
        assert client.get(version_url(case)).status_code == 404


def test_printing_is_done_while_one_waits(client: FlaskClient, world: World) -> None:
    case = submitted_case(world)
    printed(client, version_url(case))
    began = time.process_time()
    printed(client, version_url(case))
    assert time.process_time() - began < 1.0  # 0.3 on a quiet machine
