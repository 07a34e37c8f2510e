"""Moving a half-day of the plan: by mouse, by keyboard, by thumb; nothing typed is lost."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from certplatform.db import session
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.plan import save_plan
from tests.builders.certified import Snapshot
from tests.builders.people import World, a_world
from tests.builders.planning import a_plan, confirmed_team_case
from tests.e2e.conftest import Site, Start, kept_apart, served
from tests.e2e.window import Window

pytestmark = pytest.mark.e2e
WHEN = date(2026, 3, 10)


def _world() -> World:
    world = a_world()
    case = confirmed_team_case(world)
    save_plan(case.id, rows=a_plan(case, date(2026, 3, 18)), by=world.actor(world.scheduler))
    return world


@pytest.fixture(scope="module")
def kept(database: str, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A world with a case whose plan is a draft."""
    folder = tmp_path_factory.mktemp("e2e_plan")
    return kept_apart(database, folder, _world)


@pytest.fixture(scope="module")
def site(serve: Start, kept: Snapshot) -> Site:
    """The world, served."""
    return served(serve, kept, WHEN)


def _window(chromium: Browser, site: Site, kept: Snapshot, *, phone: bool = False) -> Window:
    """The plan, open before the scheduler."""
    with site.app.app_context():
        email = session.get_one(Person, kept.ids.people["scheduler"]).email
        case = session.query(Case).one().public_id
    window = Window(chromium, site, email, phone=phone)
    window.goes(f"/body/cases/{case}/plan")
    return window


def _free_slot(window: Window) -> Locator:
    """A half-day before the first one planned, where nobody is yet."""
    return window.page.locator("[data-slot]:not(:has([data-card]))").first


def _day_of(window: Window, card: str) -> Locator:
    return window.page.locator(f"#{card}-on")


def test_a_half_day_is_dragged_and_moved_by_keys_and_saved(
    chromium: Browser, site: Site, kept: Snapshot, tmp_path: Path
) -> None:
    window = _window(chromium, site, kept)
    page = window.page
    card = page.locator("[data-card]").first
    key = str(card.get_attribute("data-card"))
    card.click()
    page.fill(f"#{key}-department", "质量部")
    expect(card).to_contain_text("质量部")
    target = _free_slot(window)
    wanted = str(target.get_attribute("data-on"))
    card = page.locator(f"[data-card='{key}']")
    target.scroll_into_view_if_needed()
    card.hover(position={"x": 5, "y": 5})
    page.mouse.down()
    target.hover(position={"x": 20, "y": 10})
    page.mouse.up()
    expect(_day_of(window, key)).to_have_value(wanted)
    expect(page.locator(f"#{key}-department")).to_have_value("质量部")
    expect(page.locator("#plan-live")).to_contain_text("尚未保存")

    card.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcer")).to_contain_text(re.compile("上午|下午"))
    expect(card).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(_day_of(window, key)).to_have_value(wanted)
    page.screenshot(path=tmp_path / "plan.png", full_page=True)

    count = page.locator("[data-card]").count()
    page.click(f"#{key} [data-remove-row]")
    expect(page.locator("[data-card]")).to_have_count(count - 1)
    page.click(".c-row-gone button")
    expect(page.locator("[data-card]")).to_have_count(count)

    window.clicks("#plan-form .c-actions button[type=submit]")
    page.wait_for_load_state("load")
    expect(page.locator(f"[data-slot][data-on='{wanted}'] [data-card]")).to_have_count(1)
    assert window.complaints == []


def test_on_a_phone_the_calendar_is_a_list_and_a_tap_opens_the_fields(
    chromium: Browser, site: Site, kept: Snapshot
) -> None:
    window = _window(chromium, site, kept, phone=True)
    page = window.page
    card = page.locator("[data-card]").first
    key = str(card.get_attribute("data-card"))
    card.click()
    expect(page.locator(f"#{key}-stage")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert window.complaints == []
