"""The application as a workbook, as the applicant meets it."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from openpyxl.workbook import Workbook
from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain.application_form import PARTS
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.process.application import open_application
from certplatform.queries.applications import saved_part, saved_parts
from tests.builders.application import drafted_case, save, submitted_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.workbook import changed

pytestmark = pytest.mark.prove

Change = Callable[[Workbook], Any]


@pytest.fixture
def world(client: FlaskClient) -> World:
    made = a_world()
    sign_in_as(client, made.applicant)
    client.get("/work?lang=en")
    return made


def _url(case: Case, more: str = "") -> str:
    return f"/enterprise/cases/{case.public_id}/application/workbook{more}"


def downloaded(client: FlaskClient, case: Case, change: Change | None = None) -> bytes:
    answer = client.get(_url(case, ".xlsx"))
    assert answer.status_code == 200
    return changed(answer.data, change) if change else answer.data


def sent(client: FlaskClient, case: Case, content: bytes, name: str = "申请.xlsx") -> Any:
    values = form_values(client, _url(case), "form[enctype]")
    return client.post(_url(case), data={**values, "file": (io.BytesIO(content), name)})


def taken(client: FlaskClient, case: Case, looked_at: Any) -> Any:
    form = BeautifulSoup(looked_at.text, "html.parser").select_one("form#take")
    assert form is not None, looked_at.text
    values = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    return client.post(_url(case, "/take"), data=values)


def everything(case: Case) -> dict[str, Any]:
    return {code: dict(one.content) for code, one in saved_parts(case.id).items()}


def test_a_draft_filled_in_a_workbook_is_the_draft(client: FlaskClient, world: World) -> None:
    full = drafted_case(world)
    book = downloaded(client, full)
    wanted = everything(full)
    other = drafted_case(
        world, enterprise=world.other_enterprise, applicant="other_applicant", documents=False
    )
    sign_in_as(client, world.other_applicant)
    answer = sent(client, other, book)
    assert answer.status_code == 200
    assert full.number in answer.text  # a workbook of another case is said to be one
    assert taken(client, other, answer).status_code == 303
    assert everything(other) == wanted


def test_codes_stand_there_with_their_names(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(client, case)))["企业与场所"]
    shown = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=5)}
    assert shown["region"].startswith("370102 ")
    assert "济南" in shown["region"]
    assert shown["industry"].startswith("C34 通用设备制造业")
    answer = sent(client, case, downloaded(client, case))
    assert "Nothing changed" in answer.text


def test_an_empty_form_is_filled_at_once_without_a_journal_entry(
    client: FlaskClient, world: World
) -> None:
    case = open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))

    def fill(book: Workbook) -> None:
        book["管理体系与运行时间"]["C5"] = "轴承的设计和生产"
        book["管理体系与运行时间"]["C7"] = "2025年9月1日"
        book["范围内场所"]["C5"], book["范围内场所"]["E5"] = "总部", 260
        book["新型能力"]["C5"], book["可测量目标"]["C5"] = "柔性制造", "柔性制造"
        book["可测量目标"]["D5"] = "准时交付率"

    answer = sent(client, case, downloaded(client, case, fill))
    assert answer.status_code == 200
    assert "2025-09-01" in answer.text
    assert saved_part(case.id, "system").version == 0  # looking keeps nothing
    assert taken(client, case, answer).status_code == 303
    assert saved_part(case.id, "system").content["effective_on"] == "2025-09-01"
    assert saved_part(case.id, "enterprise").content["sites"][0]["headcount"] == "260"
    (capability,) = saved_part(case.id, "capabilities").content["capabilities"]
    assert capability["goals"][0]["indicator"] == "准时交付率"
    assert saved_part(case.id, "request").version == 0  # what did not change is not saved
    chain = JournalEntry.chain == f"case:{case.id}"
    assert session.scalar(select(func.count()).where(chain)) == 1


def test_what_is_wrong_is_said_with_its_cell_and_taken_as_typed(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world)

    def spoil(book: Workbook) -> None:
        book["范围内场所"]["E5"] = 0
        book["范围内场所"]["E6"] = 1_000_000
        book["管理体系与运行时间"]["C7"] = "2030-01-01"  # in force in the future
        book["企业与场所"]["C5"] = "91370100ma3c 5k7t4x"  # wrong check character, mended otherwise

    audits = next(one for one in PARTS if one.code == "audits")
    row = 5 + [one.code for one in audits.fields if one.kind != "rows"].index(
        "management_review_on"
    )

    def reverse(book: Workbook) -> None:
        spoil(book)
        book["内部审核与管理评审"][f"C{row}"] = "2025-12-24"  # the review before the audit

    answer = sent(client, case, downloaded(client, case, reverse))
    assert answer.status_code == 200
    said = {
        str(line.select("td")[0].text): line.select("td")[1].text
        for line in BeautifulSoup(answer.text, "html.parser").select("table tr")
        if len(line.select("td")) == 2
    }
    assert "between 1 and" in said["范围内场所!E5"]
    assert "1000000" in said["范围内场所!E6"]
    assert "2030-01-01" in said["管理体系与运行时间!C7"]
    assert "18" in said["企业与场所!C5"]
    assert f"内部审核与管理评审!C{row}" in said
    assert taken(client, case, answer).status_code == 303
    assert saved_part(case.id, "enterprise").content["sites"][0]["headcount"] == "0"
    assert saved_part(case.id, "enterprise").content["uscc"] == "91370100MA3C5K7T4X"


def test_nothing_is_half_taken(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)
    before = everything(case)

    def spoil(book: Workbook) -> None:
        book["管理体系与运行时间"]["C5"] = "一个别的范围"
        book["可测量目标"]["C5"] = "没有这个能力"

    answer = sent(client, case, downloaded(client, case, spoil))
    assert answer.status_code == 422
    assert "可测量目标!C5" in answer.text
    assert 'form id="take"' not in answer.text
    assert everything(case) == before


def test_somebody_who_saved_meanwhile_is_named_and_not_overwritten(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world)

    def fill(book: Workbook) -> None:
        book["管理体系与运行时间"]["C5"] = "工作簿里的范围"
        book["申请等级与评定机构"]["C7"] = "希望三月"

    answer = sent(client, case, downloaded(client, case, fill))
    save(case, "system", {"scope": "页面上的范围"}, world.actor(world.applicant))
    late = taken(client, case, answer)
    assert late.status_code == 409
    assert world.applicant.name in late.text
    assert saved_part(case.id, "system").content["scope"] == "页面上的范围"
    assert saved_part(case.id, "request").content["wishes"] == ""  # all of it or nothing


def test_what_was_changed_here_since_the_download_is_said(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world)
    book = downloaded(client, case)
    save(case, "system", {"scope": "页面上的范围"}, world.actor(world.applicant))
    answer = sent(client, case, book)
    assert "Changed on the platform since" in answer.text
    assert "Management system and its dates" in answer.text


def test_a_part_changed_beside_it_is_left_alone(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)

    def fill(book: Workbook) -> None:
        book["申请等级与评定机构"]["C7"] = "希望三月"

    answer = sent(client, case, downloaded(client, case, fill))
    save(case, "system", {"scope": "页面上的范围"}, world.actor(world.applicant))
    assert taken(client, case, answer).status_code == 303
    assert saved_part(case.id, "system").content["scope"] == "页面上的范围"
    assert saved_part(case.id, "request").content["wishes"] == "希望三月"


def test_a_workbook_of_another_type_or_version_is_refused(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world)

    def claim(book: Workbook) -> None:
        for row in book.worksheets[0].iter_rows():
            if row[0].value in {"case_type", "scheme_version"}:
                row[2].value = "another"

    answer = sent(client, case, downloaded(client, case, claim))
    assert answer.status_code == 422
    assert answer.text.count("another") >= 2


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"x,y", "a.csv"), (b"PK\x03\x04", "a.xlsx"), (b"%PDF-1.7", "a.xlsx")],
)
def test_a_file_that_is_no_workbook_is_refused_on_the_page(
    client: FlaskClient, world: World, content: bytes, name: str
) -> None:
    case = drafted_case(world)
    answer = sent(client, case, content, name)
    assert answer.status_code == 422
    assert "c-summary" in answer.text
    assert not re.search(r"%\(\w+\)s", answer.text)


def test_what_was_shown_cannot_be_exchanged(client: FlaskClient, world: World) -> None:
    case = drafted_case(world)
    answer = sent(client, case, downloaded(client, case))
    assert "Nothing changed" in answer.text
    values = form_values(client, _url(case), "form[enctype]")
    for forged in ("", "x", "eyJhIjoxfQ.abc"):
        refused = client.post(
            _url(case, "/take"), data={"csrf_token": values["csrf_token"], "taken": forged}
        )
        assert refused.status_code == 422


def test_nobody_else_gets_or_sends_it_and_a_submitted_one_is_only_read(
    client: FlaskClient, world: World
) -> None:
    case = submitted_case(world)
    assert client.get(_url(case)).status_code == 200
    assert client.get(_url(case)).text.count("enctype") == 0
    book = openpyxl.load_workbook(io.BytesIO(downloaded(client, case)))
    assert book.worksheets[0].title.startswith("填写说明")
    for person in (world.other_applicant, world.case_officer):
        sign_in_as(client, person)
        assert client.get(_url(case)).status_code == 404
        assert client.get(_url(case, ".xlsx")).status_code == 404
