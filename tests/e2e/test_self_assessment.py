"""The questionnaire with a thumb and with the keyboard: counted, saved, computed, still there."""

import pytest
from playwright.sync_api import Browser, expect

from certplatform.settings import Settings
from tests.builders.application import drafted_case
from tests.builders.people import a_world
from tests.e2e.conftest import Start
from tests.e2e.window import WIDE, Window

pytestmark = pytest.mark.e2e
THUMB = 44  # pixels that a thumb needs


@pytest.fixture
def window(chromium: Browser, serve: Start, settings: Settings) -> Window:
    """The applicant's phone, on a questionnaire without any answer."""
    site = serve(settings)
    with site.app.app_context():
        world = a_world()
        case = drafted_case(world, parts={"self_assessment": {"answers": {}}})
        email, address = world.applicant.email, case.public_id
    found = Window(chromium, site, email, phone=True)
    found.goes(f"/enterprise/cases/{address}/application/self_assessment")
    return found


def test_answers_are_counted_saved_computed_and_still_there(window: Window) -> None:
    page = window.page
    bar, total = page.locator(".c-question-bar b"), page.locator(".c-assessed-total b")
    expect(bar).to_have_text("0/40")
    expect(total).to_have_text("0.0")
    assert window.overflows() <= 0
    first = page.locator("[data-question]").first
    best = first.locator("label").last
    box = best.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB
    best.click()
    expect(bar).to_have_text("1/40")
    expect(page.locator("[data-answered=answers-group-FOUNDATION]")).to_have_text("1/7")
    expect(page.locator("p[data-saved]")).to_contain_text("已于")
    expect(total).not_to_have_text("0.0")
    page.reload()
    expect(first.locator("input").last).to_be_checked()
    expect(bar).to_have_text("1/40")
    page.set_viewport_size(WIDE)
    assert window.overflows() <= 0
    assert window.complaints == []


def test_the_keyboard_answers_one_question_after_the_other(window: Window) -> None:
    page = window.page
    page.locator("[data-next-question]").focus()
    for answered in range(1, 4):
        page.keyboard.press("Enter")  # leads to the next open question
        page.keyboard.press("ArrowDown")
        expect(page.locator(".c-question-bar b")).to_have_text(f"{answered}/40")
        page.locator("[data-next-question]").focus()
    chosen = page.locator("[data-question] input:checked")
    assert [one.get_attribute("name") for one in chosen.all()] == [
        "answers-FO1",
        "answers-FO2",
        "answers-FO3",
    ]
    assert window.complaints == []
