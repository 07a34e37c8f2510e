"""The list of bodies: range of today, load, times; searched by what one wants to have assessed."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from stdnum.cn import uscc

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, OrganisationKind, Role
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.people import grant_role, register_organisation, set_approved_range
from certplatform.schemes import scheme
from tests.builders.acceptance import accept_case
from tests.builders.application import submitted_case
from tests.builders.people import World, a_world, an_enterprise
from tests.builders.statements import cost

SCHEME = "IIIMS"
LONG_AGO = date(2020, 1, 1)
FEW, MANY = 3, 24


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def a_body(number: int, **limits: list[str]) -> Organisation:
    made = register_organisation(
        OrganisationKind.BODY,
        f"第{number}评定中心",
        by=SYSTEM,
        short_code=f"9{number:02d}",
        contact_phone=f"010-6000{number:04d}",
    )
    set_approved_range(made.id, SCHEME, by=SYSTEM, valid_from_on=LONG_AGO, **limits)
    return made


def a_case(world: World, number: int) -> Case:
    """A submitted case of an enterprise of its own."""
    stem = f"91370100MA3B{number:05d}"
    firm = an_enterprise(stem + uscc.calc_check_digit(stem), f"第{number}轴承有限公司")
    grant_role(world.applicant.id, firm.id, Role.APPLICANT, by=SYSTEM)
    return submitted_case(world, enterprise=firm)


def test_every_active_body_is_listed_with_its_range(client: FlaskClient, world: World) -> None:
    grade, viewpoint = scheme(SCHEME).grades[0], scheme(SCHEME).viewpoints[0]
    narrow = a_body(1, grades=[grade.code], viewpoints=[viewpoint.code], industries=["C36", "I65"])
    gone = a_body(2)
    gone.active = False
    session.commit()
    page = client.get("/bodies").text
    assert world.body.name in page
    assert narrow.name in page
    assert viewpoint.title.zh in page
    assert "C36 汽车制造业、I65 软件和信息技术服务业" in page
    assert narrow.contact_phone in page
    assert gone.name not in page


def test_a_range_that_is_not_in_force_today_is_not_shown(client: FlaskClient, world: World) -> None:
    del world
    late = register_organisation(OrganisationKind.BODY, "明日机构", by=SYSTEM, short_code="098")
    set_approved_range(
        late.id,
        SCHEME,
        by=SYSTEM,
        valid_from_on=clock.today() + timedelta(days=1),
        industries=["C36"],
    )
    page = client.get(f"/bodies/{late.public_id}").text
    assert "C36" not in page
    assert "今日没有生效的批准范围" in page
    with clock.simulated(clock.now() + timedelta(days=1)):
        assert "C36 汽车制造业" in client.get(f"/bodies/{late.public_id}").text


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("industry=C3611", True),
        ("industry=c36", True),
        ("industry=3611", True),
        ("industry=C37", False),
        ("q=第1评定", True),
        ("q=901", True),
        ("q=第9", False),
    ],
)
def test_bodies_are_found_by_name_and_by_what_they_may_assess(
    client: FlaskClient, world: World, asked: str, fits: bool
) -> None:
    del world
    one = a_body(1, industries=["C36"])
    assert (one.name in client.get(f"/bodies?{asked}").text) == fits


def test_bodies_are_found_by_grade_and_viewpoint(client: FlaskClient, world: World) -> None:
    known = scheme(SCHEME)
    (low, high), (first, second) = known.grades[:2], known.viewpoints[:2]
    one = a_body(1, grades=[low.code], viewpoints=[first.code])
    assert one.name in client.get(f"/bodies?grade={low.code}&viewpoint={first.code}").text
    assert one.name not in client.get(f"/bodies?grade={high.code}").text
    assert one.name not in client.get(f"/bodies?viewpoint={second.code}").text
    assert world.body.name in client.get(f"/bodies?grade={high.code}").text


def test_an_empty_answer_says_how_to_go_on(client: FlaskClient, world: World) -> None:
    del world
    page = client.get("/bodies?q=没有这样的机构").text
    assert "没有符合条件的机构" in page
    assert 'href="/bodies"' in page


def test_the_load_counts_open_cases_by_stage_and_no_draft(
    client: FlaskClient, world: World
) -> None:
    for number in range(3):
        a_case(world, number)
    accept_case(world, a_case(world, 3))
    page = client.get(f"/bodies/{world.body.public_id}").text
    assert "在办项目4个" in page
    rows = [" ".join(part.split()) for part in page.split("<tr>")]
    assert any("等待受理" in row and ">3<" in row for row in rows)
    assert any("策划与审核" in row and ">1<" in row for row in rows)


def test_times_are_shown_from_three_cases_on(client: FlaskClient, world: World) -> None:
    cases = [a_case(world, number) for number in range(3)]
    with clock.simulated(clock.now() + timedelta(days=7)):
        for case in cases[:2]:
            accept_case(world, case)
        page = client.get("/bodies").text
        assert "中位数）" not in page
        assert "少于 3 项" in client.get(f"/bodies/{world.body.public_id}").text
        accept_case(world, cases[2])
        assert "5 个工作日（3 个项目的中位数）" in client.get("/bodies").text


def test_no_enterprise_and_no_case_is_named(client: FlaskClient, world: World) -> None:
    case = a_case(world, 1)
    for url in ("/bodies", f"/bodies/{world.body.public_id}"):
        page = client.get(url).text
        assert case.number not in page
        assert case.enterprise.name not in page
        assert world.case_officer.name not in page


def test_only_bodies_have_such_a_page(client: FlaskClient, world: World) -> None:
    assert client.get(f"/bodies/{world.body.public_id}").status_code == 200
    for one in (world.enterprise.public_id, world.consultancy.public_id, "nobody", "x" * 300):
        assert client.get(f"/bodies/{one}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "grade=%27&viewpoint=%22&industry=%25",
        "grade=" + "A" * 3000,
        "industry=" + "9" * 3000,
        "q=%E2%80%AE%F0%9F%98%80",
        "lang=en&q=&grade=&viewpoint=&industry=&other=1",
        "industry[]=1&q=a&q=b",
    ],
)
def test_any_question_is_answered(client: FlaskClient, world: World, query: str) -> None:
    del world
    assert client.get(f"/bodies?{query}").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_comes_as_a_file_too(client: FlaskClient, world: World, kind: str) -> None:
    one = a_body(1, industries=["C36"])
    answer = client.get(f"/bodies.{kind}?industry=C3611")
    assert answer.status_code == 200
    if kind == "csv":
        lines = answer.data.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 3
        assert any(line.startswith(f"{one.name},") and "C36 汽车制造业" in line for line in lines)
        assert world.body.name in answer.text
    assert client.get("/bodies.pdf").status_code == 404


def test_the_home_page_leads_there(client: FlaskClient, world: World) -> None:
    del world
    assert 'href="/bodies"' in client.get("/").text


def test_the_list_costs_as_much_for_many_bodies_as_for_few(
    client: FlaskClient, world: World
) -> None:
    a_case(world, 0)
    for number in range(FEW):
        a_body(number, industries=["C36"])
    few = cost(client, "/bodies")
    for number in range(FEW, MANY):
        a_body(number, industries=["C36"])
    for number in range(1, 6):
        a_case(world, number)
    assert cost(client, "/bodies") == few
    assert few < 15
