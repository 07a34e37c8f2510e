"""Choosing an industry and a region: by keyboard, by thumb, after a reload, and without scripts."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from certplatform.db import session
from certplatform.models.case import Case
from certplatform.models.person import Person
from tests.builders.application import drafted_case
from tests.builders.certified import Snapshot
from tests.builders.people import World, a_world
from tests.e2e.conftest import Site, Start, kept_apart, served
from tests.e2e.window import Window

pytestmark = pytest.mark.e2e
WHEN = date(2026, 3, 10)


def _world() -> World:
    world = a_world()
    drafted_case(world)
    return world


@pytest.fixture(scope="module")
def kept(database: str, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A world with one draft."""
    folder = tmp_path_factory.mktemp("e2e_picker")
    return kept_apart(database, folder, _world)


@pytest.fixture(scope="module")
def site(serve: Start, kept: Snapshot) -> Site:
    """The world, served."""
    return served(serve, kept, WHEN)


def _window(chromium: Browser, site: Site, kept: Snapshot, *, phone: bool = False) -> Window:
    """The form's first part, open before the applicant."""
    with site.app.app_context():
        email = session.get_one(Person, kept.ids.people["applicant"]).email
        case = session.query(Case).one().public_id
    window = Window(chromium, site, email, phone=phone)
    window.goes(f"/enterprise/cases/{case}/application/enterprise")
    return window


def _box(window: Window, name: str) -> Locator:
    return window.page.locator(f"#{name}")


def _options(window: Window, name: str) -> Locator:
    return window.page.locator(f"#{name}-list [role=option]")


def _lose(route: Route) -> None:
    """What is sent does not arrive."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def _saved(window: Window) -> None:
    expect(window.page.locator(".c-saved")).to_contain_text("已于", timeout=15_000)


def test_an_industry_is_chosen_by_its_initials_with_the_keyboard(
    chromium: Browser, site: Site, kept: Snapshot, shots: Path
) -> None:
    window = _window(chromium, site, kept)
    box = _box(window, "industry")
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("")
    box.press_sequentially("qc")
    expect(_options(window, "industry").first).to_have_text("C36 汽车制造业")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(window.page.locator("#announcer")).to_contain_text("20")
    window.pictures(shots / "picker-wide.png")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "industry-list-1")
    box.press("Enter")
    expect(box).to_have_value("C361")
    expect(box).to_have_attribute("aria-expanded", "false")
    picked = window.page.locator(".c-field:has(#industry) [data-picked]")
    expect(picked).to_have_text("C361 汽车整车制造")
    _saved(window)
    window.page.reload()
    expect(_box(window, "industry")).to_have_value("C361")
    expect(picked).to_have_text("C361 汽车整车制造")
    assert not window.complaints


def test_a_region_is_chosen_with_a_thumb(
    chromium: Browser, site: Site, kept: Snapshot, shots: Path
) -> None:
    window = _window(chromium, site, kept, phone=True)
    box = _box(window, "region")
    box.fill("")
    box.press_sequentially("章丘")
    option = _options(window, "region").first
    expect(option).to_have_text("370114 山东省济南市章丘区")
    place = option.bounding_box()
    assert place is not None
    assert place["height"] >= 44
    window.pictures(shots / "picker-phone.png")
    assert window.overflows() == 0
    option.click()
    expect(box).to_have_value("370114")
    _saved(window)
    assert not window.complaints


def test_a_code_that_is_typed_is_taken_and_other_words_are_not_lost(
    chromium: Browser, site: Site, kept: Snapshot, shots: Path
) -> None:
    window = _window(chromium, site, kept)
    box, field = _box(window, "region"), window.page.locator("[name=region]")
    box.fill("370102")
    box.press("Tab")
    expect(field).to_have_value("370102")
    expect(window.page.locator(".c-field:has(#region) [data-picked]")).to_contain_text("历下区")
    box.fill("zzzz")
    expect(_options(window, "region")).to_have_count(0)
    box.press("Tab")
    expect(field).to_have_value("zzzz")
    expect(box).to_have_attribute("aria-invalid", "true")
    window.pictures(shots / "picker-wrong.png")
    box.fill("370")
    expect(_options(window, "region").first).to_be_visible()
    box.press("Escape")
    expect(_options(window, "region").first).to_be_hidden()
    box.fill("历下")
    expect(_options(window, "region")).to_have_count(1)
    box.press("Tab")
    expect(field).to_have_value("370102")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    _saved(window)
    assert not window.complaints


def test_what_was_chosen_without_a_connection_comes_back_after_a_reload(
    chromium: Browser, site: Site, kept: Snapshot
) -> None:
    window = _window(chromium, site, kept)
    box = _box(window, "industry")
    box.fill("")
    box.press_sequentially("jqr")
    expect(_options(window, "industry").first).to_be_visible()
    window.page.route("**/application/enterprise", _lose)
    box.press("Enter")
    expect(window.page.locator(".c-saved")).to_contain_text("未能保存")
    window.page.reload()
    expect(_box(window, "industry")).to_have_value("C3491")
    picked = window.page.locator(".c-field:has(#industry) [data-picked]")
    expect(picked).to_have_text("C3491 工业机器人制造")
    window.page.unroute("**/application/enterprise", _lose)
    _saved(window)


def test_without_scripts_one_types_the_code(chromium: Browser, site: Site, kept: Snapshot) -> None:
    window = _window(chromium, site, kept)
    context = chromium.new_context(
        java_script_enabled=False, storage_state=window.page.context.storage_state()
    )
    page = context.new_page()
    page.goto(window.page.url)
    page.fill("[name=industry]", "c 3612")
    page.click("button[value=stay]")
    assert page.input_value("[name=industry]") == "C3612"
    expect(page.locator(".c-field:has(#industry) [data-picked]")).to_have_text(
        "C3612 新能源车整车制造"
    )
