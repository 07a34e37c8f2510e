"""An application filled in like a hurried person does; nothing that was typed gets lost."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from certplatform.db import session
from certplatform.domain.application_form import PARTS
from certplatform.models.case import Case
from certplatform.queries.applications import saved_part, versions_of
from certplatform.schemes import schemes
from certplatform.settings import Settings
from tests.builders.application import a_pdf
from tests.e2e.conftest import Start
from tests.e2e.test_main_road import Road
from tests.e2e.window import Window
from tests.stories.conftest import tiny_offered

pytestmark = pytest.mark.e2e
BASE = "/enterprise/cases/{}/application"
SAVED = re.compile("已于 .+ 保存")
PATIENCE = 10.0


@pytest.fixture
def tiny() -> Iterator[str]:
    with tiny_offered() as code:
        yield code


@pytest.fixture
def road(tiny: str, chromium: Browser, serve: Start, settings: Settings) -> Road:
    del tiny
    road = Road(chromium, serve(settings))
    window = road.at("applicant", "/enterprise")
    window.sends('form[action="/enterprise"]', kind="TINY/initial")
    road.address = window.page.url.split("/")[5]
    return road


def kept(road: Road, part: str, field: str) -> object:
    """What the server keeps of a field."""
    with road.site.app.app_context():
        case = session.query(Case).filter_by(public_id=road.address).one()
        return saved_part(case.id, part).content.get(field)


def comes_to_hold(road: Road, window: Window, words: str) -> bool:
    """Whether the server keeps this scope before long."""
    ends = time.monotonic() + PATIENCE
    while kept(road, "system", "scope") != words and time.monotonic() < ends:
        window.page.wait_for_timeout(200)
    return kept(road, "system", "scope") == words


def types(window: Window, field: str, words: str) -> None:
    """Type into a field, and go on without waiting."""
    window.page.fill(f"main form#part [name={field}]", words)


def says(window: Window, words: str | re.Pattern[str]) -> None:
    """Wait until the form says so of its saving."""
    expect(window.page.locator("main form#part [data-saved]")).to_contain_text(words)


def value(window: Window, field: str) -> str:
    return window.page.input_value(f"main form#part [name={field}]")


def test_what_was_typed_without_a_connection_is_there_after_a_reload(road: Road) -> None:
    window = road.at("applicant", f"{BASE}/system")
    window.page.context.set_offline(offline=True)
    types(window, "scope", "断网时填写的评定范围")
    says(window, "未保存")
    window.page.context.set_offline(offline=False)
    window.page.reload()
    assert value(window, "scope") == "断网时填写的评定范围"
    assert comes_to_hold(road, window, "断网时填写的评定范围")


def test_what_was_typed_just_before_leaving_is_there_on_coming_back(road: Road) -> None:
    window = road.at("applicant", f"{BASE}/system")
    types(window, "scope", "没有等保存就离开")
    window.page.goto(f"{road.site.url}{BASE.format(road.address)}/audits")
    window.page.go_back()
    expect(window.page.locator("main form#part [name=scope]")).to_have_value("没有等保存就离开")
    assert comes_to_hold(road, window, "没有等保存就离开")


def test_two_windows_at_one_part_keep_both_and_ask_where_both_changed(
    road: Road, chromium: Browser
) -> None:
    first = road.at("applicant", f"{BASE}/system")
    second = Window(chromium, road.site, road.mails["applicant"])
    second.goes(f"{BASE.replace('{}', road.address)}/system")
    types(second, "manual_number", "B/2")
    says(second, SAVED)
    types(first, "scope", "第一个窗口的范围")
    says(first, SAVED)
    assert value(first, "manual_number") == "B/2"
    assert kept(road, "system", "manual_number") == "B/2"

    types(second, "scope", "第二个窗口的范围")
    box = second.page.locator("form#part [data-undecided]")
    expect(box).to_contain_text("保留谁的内容")
    assert kept(road, "system", "scope") == "第一个窗口的范围"
    box.locator("summary").click()
    assert box.locator("textarea").input_value() == "第一个窗口的范围"
    second.page.click("main form#part button[value=stay]")
    assert box.count() == 1, "undecided, the form went out"
    box.get_by_role("button", name="保留我的内容").click()
    says(second, SAVED)
    assert kept(road, "system", "scope") == "第二个窗口的范围"

    types(first, "scope", "第一个窗口又改")
    box = first.page.locator("form#part [data-undecided]")
    box.get_by_role("button", name="采用对方的内容").click()
    assert value(first, "scope") == "第二个窗口的范围"
    says(first, SAVED)
    assert kept(road, "system", "scope") == "第二个窗口的范围"
    assert [*first.complaints, *second.complaints] == []


def test_parts_in_the_wrong_order_returned_corrected_and_submitted_again(
    road: Road, tmp_path: Path
) -> None:
    for part in reversed(PARTS):
        window = road.at("applicant", f"{BASE}/{part.code}")
        window.sends("form#part", "stay", **road.parts.get(part.code, {}))
    window = road.at("applicant", f"{BASE}/documents")
    for kind in schemes()["TINY"].required_documents("initial"):
        file = tmp_path / f"{kind.code}.pdf"
        file.write_bytes(a_pdf(kind.code))
        window.sends("form[enctype]:has([name=kind])", kind=kind.code, file=file)
    window = road.at("applicant", BASE)
    window.sends("form:has([name=seen])")
    assert road.state == "submitted"

    officer = road.at("case_officer", "/body/cases/{}/acceptance")
    code = schemes()["TINY"].reasons["return"][0].code
    officer.page.click("form#return [data-add-row]")
    officer.sends(
        "form#return",
        **{
            "return-code": code,
            "return-reason": "范围表述不清",
            "return-points-0-place": "system/scope",
            "return-points-0-text": "请写明是否包括售后服务",
        },
    )
    assert road.state == "returned"

    window = road.at("applicant", f"{BASE}/system")
    assert "请写明是否包括售后服务" in window.text
    types(window, "scope", "轴承的设计、生产和售后服务")
    says(window, SAVED)
    window = road.at("applicant", BASE)
    assert "轴承的设计、生产和售后服务" in window.text
    window.sends("form:has([name=seen])")
    assert road.state == "submitted"
    with road.site.app.app_context():
        case = session.query(Case).filter_by(public_id=road.address).one()
        versions = versions_of(case.id)
    assert [one.parts["system"]["scope"] for one in versions] == [
        road.parts["system"]["scope"],
        "轴承的设计、生产和售后服务",
    ]
    officer = road.at("case_officer", "/body/cases/{}/acceptance")
    assert "轴承的设计、生产和售后服务" in officer.text
