"""An audit goes on without a network: nothing is lost by reload or return, both sides are shown."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.models.case import Case
from certplatform.process.rating import record_rating
from certplatform.queries.audits import documents_by_id, ratings_of
from certplatform.queries.findings import findings_of
from certplatform.queries.plans import released_plan, stage_days
from certplatform.queries.ratings import versions_of
from certplatform.settings import Settings
from tests.builders.audit import assessor, lead, stage2_case
from tests.builders.people import a_world
from tests.builders.planning import MEMBER, on
from tests.e2e.conftest import Site, Start
from tests.e2e.window import Window

pytestmark = pytest.mark.e2e
expect.set_options(timeout=20_000)
PASSPHRASE = "车间 三号 线 no signal"
SHARED, FIRST, OTHER = "clause:4.1", "clause:4.2.1", "clause:4.2.2"


@dataclass
class Field:
    """A member's phone in the middle of stage 2."""

    site: Site
    lead: Actor
    address: str
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    def row(self, key: str) -> Locator:
        return self.page.locator(f'[data-bench-row][data-key="{key}"]')

    def rates(self, key: str, result: str, note: str = "") -> None:
        self.row(key).locator(f'.c-rate input[value="{result}"]').check()
        if note:
            self.row(key).locator("textarea").first.fill(note)

    def opens(self) -> None:
        self.page.fill("#unlock", PASSPHRASE)
        self.page.click("[data-unlock] button[type=submit]")
        expect(self.page.locator('[data-part="case"]')).to_be_visible()

    def case(self) -> Case:
        return session.query(Case).filter_by(public_id=self.address).one()


@pytest.fixture
def field(chromium: Browser, serve: Start, settings: Settings) -> Field:
    site = serve(settings)
    with site.app.app_context():
        world = a_world()
        case = stage2_case(world)
        day = stage_days(released_plan(case), 2)[0]
        with on(case, day, 9):
            record_rating(case.id, key=SHARED, result="met", note="看了台账", by=assessor(world))
            day = clock.today()
        address, email, leads = case.public_id, world[MEMBER].email, lead(world)
    site.turn_to(day, 11)
    return Field(site, leads, address, Window(chromium, site, email, phone=True))


def photos(folder: Path) -> list[Path]:
    made = []
    for number, colour in enumerate(("navy", "maroon")):
        made.append(folder / f"车间{number}.jpg")
        Image.new("RGB", (64, 48), colour).save(made[-1])
    return made


def takes_along(field: Field) -> None:
    field.window.goes(f"/cases/{field.address}/audit")
    assert field.window.overflows() <= 0
    field.page.click('a[href*="#take="]')
    field.page.fill("#create", PASSPHRASE)
    field.page.fill("#repeat", PASSPHRASE)
    field.page.click("[data-create] button[type=submit]")
    field.page.locator("[data-documents] input").first.check()
    field.page.click("[data-take] button[type=submit]")
    expect(field.page.locator('[data-part="case"]')).to_be_visible()
    field.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    field.page.click("[data-all]")


def works(field: Field, folder: Path) -> None:
    field.rates(SHARED, "not_met", "缺三台的点检记录")
    field.rates(FIRST, "partly", "现场与文件不一致")
    for one in photos(folder):
        field.row(FIRST).locator("[data-photo]").set_input_files(one)
        expect(field.row(FIRST).locator("[data-state]")).to_contain_text("照片")
    box = field.row(OTHER).locator("[data-finding]")
    box.locator("summary").click()
    box.locator("[name=fact]").fill("设备台账缺少 3 台设备。")
    box.locator("select[name=grade]").select_option("minor")
    box.locator("button[type=submit]").click()
    expect(field.page.locator("[data-status]")).to_contain_text("5")


def test_a_day_without_a_network_is_merged_and_nothing_is_lost(
    field: Field, tmp_path: Path, shots: Path
) -> None:
    takes_along(field)
    context = field.page.context
    context.set_offline(True)
    works(field, tmp_path)
    field.page.screenshot(path=shots / "offline-360.png")
    field.page.goto(f"{field.site.url}/cases/{field.address}/audit")  # the address at hand
    field.page.reload()
    expect(field.page.locator('[data-part="locked"]')).to_be_visible()
    field.page.screenshot(path=shots / "offline-locked-360.png")
    field.opens()
    field.page.click("[data-all]")
    expect(field.row(SHARED).locator("textarea").first).to_have_value("缺三台的点检记录")
    expect(field.row(FIRST).locator('input[value="partly"]')).to_be_checked()
    assert nothing_in_clear(field.page)
    the_lead_changes_the_same_row(field)
    context.set_offline(False)
    field.page.click("[data-send]")
    asked = field.row(SHARED).locator("[data-undecided=note]")
    expect(asked).to_contain_text("台账抽查了三台")
    expect(asked).to_contain_text(field.lead.name)
    assert field.window.overflows() <= 0
    asked.scroll_into_view_if_needed()
    field.page.screenshot(path=shots / "offline-conflict-360.png")
    asked.get_by_role("button").first.click()
    expect(field.page.locator("[data-status]")).to_contain_text("服务器")
    expect(field.page.locator("main [data-undecided]")).to_have_count(0)
    everything_is_there(field)


def nothing_in_clear(page: Page) -> bool:
    """No text that was entered stands on the device as it was typed."""
    held = page.evaluate(
        """async () => {
          const all = [];
          const base = await new Promise((done) => {
            const asked = indexedDB.open("certplatform-offline");
            asked.onsuccess = () => done(asked.result);
          });
          for (const name of base.objectStoreNames) {
            const rows = await new Promise((done) => {
              const asked = base.transaction(name).objectStore(name).getAll();
              asked.onsuccess = () => done(asked.result);
            });
            for (const row of rows) {
              all.push(JSON.stringify(row));
              for (const one of [row.sealed, row.check]) {
                if (one) all.push(new TextDecoder("utf-8").decode(one.data));
              }
            }
          }
          for (const name of await caches.keys()) {
            for (const one of await (await caches.open(name)).matchAll()) {
              if (one.url.endsWith("offline")) all.push(await one.text());
            }
          }
          return all.join("\\n");
        }"""
    )
    return len(held) > 1000 and not any(one in held for one in ("点检", "台账", "华信", "clause:4"))


def the_lead_changes_the_same_row(field: Field) -> None:
    with field.site.app.app_context():
        record_rating(
            field.case().id,
            key=SHARED,
            result="met",
            note="台账抽查了三台",
            version=1,
            by=field.lead,
        )
        session.remove()


def everything_is_there(field: Field) -> None:
    with field.site.app.app_context():
        case = field.case()
        rows = ratings_of(case)
        assert (rows[SHARED].result, rows[SHARED].note) == ("not_met", "缺三台的点检记录")
        assert "台账抽查了三台" in {one.note for one in versions_of(case, SHARED)}
        assert (rows[FIRST].result, rows[FIRST].note) == ("partly", "现场与文件不一致")
        papers = documents_by_id(case)
        assert [papers[one].filename for one in rows[FIRST].evidence] == ["车间0.jpg", "车间1.jpg"]
        assert [one.fact for one in findings_of(case)] == ["设备台账缺少 3 台设备。"]
        session.remove()


def test_with_a_network_too_a_photo_comes_with_its_digest_and_time(
    field: Field, tmp_path: Path
) -> None:
    field.window.goes(f"/cases/{field.address}/audit?q=4.2.1")
    row = field.page.locator("form[enctype]").first
    row.locator('[name="files"]').set_input_files(photos(tmp_path)[0])
    row.locator('[name="result"][value="met"]').check()
    row.locator("button[type=submit]").click()
    expect(field.page.get_by_text("车间0.jpg").first).to_be_visible()
    with field.site.app.app_context():
        documents = documents_by_id(field.case()).values()
        (document,) = [one for one in documents if one.filename == "车间0.jpg"]
        assert document.capture is not None
        assert document.capture.sha256 == document.file.sha256
        assert document.capture.taken_at is not None
