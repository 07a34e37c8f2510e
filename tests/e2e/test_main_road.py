"""One application from its first line to a verified certificate, by its people, in the browser."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.application_form import PARTS
from certplatform.domain.technical_check import SECTIONS
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.publicity import PublicNotice
from certplatform.queries.calendar import work_calendar
from certplatform.queries.plans import released_plan, stage_days
from certplatform.schemes import schemes
from certplatform.settings import Settings
from tests.builders.application import SITES, a_pdf, complete_application
from tests.builders.people import World, a_world
from tests.e2e.conftest import Site, Start
from tests.e2e.window import Window
from tests.stories.body import HARMLESS, TEAM
from tests.stories.committee import AUDITOR, RECHECKER, REVIEWER, SUMMARY, VOTERS
from tests.stories.conftest import tiny_offered
from tests.stories.enterprise import typed

pytestmark = pytest.mark.e2e
OF_THE_COMMITTEE = ("secretary", REVIEWER, AUDITOR, RECHECKER, *VOTERS)


class Road:
    """The case, and a window for each of its people."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site, self.address = browser, site, ""
        with site.app.app_context():
            self.world = a_world("TINY")
            self.mails = {part: one.email for part, one in self.world.people.items()}
            self.ids = {part: one.id for part, one in self.world.people.items()}
            self.parts = self._application(self.world)
        site.gives_apps(self.ids[part] for part in OF_THE_COMMITTEE)
        self.windows: dict[str, Window] = {}

    def _application(self, world: World) -> dict[str, dict[str, str]]:
        known = schemes()["TINY"]
        filled = complete_application(
            known, world.body, grade=known.grades[0].code, sites=SITES[:1]
        )
        return {part: dict(typed(content)) for part, content in filled.items()}

    def window(self, part: str) -> Window:
        """The window of somebody; it stays open over the days."""
        if part not in self.windows:
            self.windows[part] = Window(self.browser, self.site, self.mails[part])
        return self.windows[part]

    def at(self, part: str, path: str) -> Window:
        """Somebody goes to a page of the case."""
        found = self.window(part)
        found.goes(path.replace("{}", self.address))
        return found

    def audit_days(self, stage: int) -> list[date]:
        """The days of a stage as planned."""
        with self.site.app.app_context():
            case = session.query(Case).filter_by(public_id=self.address).one()
            return stage_days(released_plan(case), stage)

    @property
    def state(self) -> str:
        self.site.settle()
        with self.site.app.app_context():
            return session.query(Case).filter_by(public_id=self.address).one().state


@pytest.fixture
def tiny() -> Iterator[str]:
    """The tiny scheme, offered for longer than the site runs."""
    with tiny_offered() as code:
        yield code


@pytest.fixture
def road(tiny: str, chromium: Browser, serve: Start, settings: Settings) -> Road:
    del tiny
    return Road(chromium, serve(settings))


def test_an_application_becomes_a_certificate_that_a_phone_verifies(
    road: Road, tmp_path: Path
) -> None:
    applies(road, tmp_path)
    is_accepted(road)
    is_planned(road)
    is_audited(road)
    is_concluded(road)
    is_reviewed(road)
    is_voted_on(road)
    number = is_issued(road)
    file = is_downloaded(road, number, tmp_path)
    is_read_by_a_phone(road, file, tmp_path)
    is_verified(road, file, tmp_path)
    assert [one for window in road.windows.values() for one in window.complaints] == []


def applies(road: Road, folder: Path) -> None:
    """The enterprise opens, fills in part by part, uploads and submits."""
    window = road.at("applicant", "/enterprise")
    window.sends('form[action="/enterprise"]', kind="TINY/initial")
    road.address = window.page.url.split("/")[5]
    base = "/enterprise/cases/{}/application"
    window = road.at("applicant", f"{base}/{PARTS[0].code}")
    for part in PARTS:
        assert window.page.url.endswith(f"/{part.code}")
        window.sends("form#part", "next", **road.parts.get(part.code, {}))
    for kind in schemes()["TINY"].required_documents("initial"):
        file = folder / f"{kind.code}.pdf"
        file.write_bytes(a_pdf(kind.code))
        window.sends("form[enctype]:has([name=kind])", kind=kind.code, file=file)
    road.at("applicant", base).sends("form:has([name=seen])")
    assert road.state == "submitted"


def is_accepted(road: Road) -> None:
    """The officer accepts, the enterprise takes the agreement."""
    given = {
        "accept-competence": "两名组长可以承担。",
        "accept-body_conflict": "无利益关系。",
        "accept-day_rate": "4,000",
    }
    road.at("case_officer", "/body/cases/{}/acceptance").sends("form#accept", **given)
    window = road.at("applicant", "/enterprise/cases/{}/agreement/sign")
    window.sends("form#sign", authorised=True)
    assert road.state == "planning"


def is_planned(road: Road) -> None:
    """Team asked, declared, confirmed; plan laid out and released."""
    for part, role in TEAM:
        window = road.at("scheduler", f"/body/cases/{{}}/team?role={role}")
        window.sends(f"#propose-{road.ids[part]} form")
    road.at("scheduler", "/body/cases/{}/team").sends('form[action$="/team/invite"]')
    for part, _ in TEAM:
        declares(road, part)
    window, form = road.at("scheduler", "/body/cases/{}/team"), 'form[action$="/confirm"]'
    while window.page.locator(f"main {form}").count():
        clearing = window.page.locator(f"main {form}").first.locator("textarea").count()
        window.sends(form, **({"reason": HARMLESS} if clearing else {}))
    window = road.at("scheduler", "/body/cases/{}/plan")
    with road.site.app.app_context():
        calendar, first = work_calendar(), clock.today() + timedelta(days=10)
        first = first if calendar.is_working_day(first) else calendar.next_working_day(first)
    window.sends('form[action$="/plan/draft"]', first_on=first.isoformat())
    window.sends('form[action$="/plan/release"]')
    road.site.turn_to(road.audit_days(1)[0])
    road.at("scheduler", "/body/cases/{}/plan").sends('form[action$="/plan/start"]')
    assert road.state == "stage1"


def declares(road: Road, part: str) -> None:
    """Somebody signs the declaration that waits in their work list."""
    window = road.at(part, "/work")
    window.clicks('main a[href^="/assignments/"]')
    window.sends('form[action$="/sign"]')


def is_audited(road: Road) -> None:
    """Stage 1 and stage 2 with every row of the checklist."""
    sign_in(road, "opening", "closing")
    window = road.at("assessor_1", "/cases/{}/stages")
    items = window.page.locator("main input[type=radio][value=yes]")
    ready = {str(one.get_attribute("name")): "yes" for one in items.all()}
    window.sends('form[action$="/stages"]', "pass_stage1", summary=SUMMARY, **ready)
    days = road.audit_days(2)
    road.site.turn_to(days[0])
    sign_in(road, "opening")
    window = road.at("assessor_1", "/cases/{}/audit")
    links = window.page.locator("main .c-bench-groups a").all()
    for part in dict.fromkeys(str(one.get_attribute("href")) for one in links):
        judges(window, part)
    road.site.turn_to(days[-1], 16)
    sign_in(road, "closing")
    window = road.at("assessor_1", "/cases/{}/stages")
    window.sends('form[action$="/stages"]', "close_stage2", summary=SUMMARY)
    assert road.state == "concluding"


def judges(window: Window, part: str) -> None:
    """The rows of a part of the checklist, page by page."""
    window.goes(part)
    forms = window.page.locator('main form[action*="/audit/rows/"]').all()
    further = window.page.locator("main a[rel=next]").all()
    pages = [str(one.get_attribute("href")) for one in further]
    for address in [str(one.get_attribute("action")) for one in forms]:
        window.sends(f'form[action="{address}"]', result="met")
    for page in pages:
        judges(window, page)


def sign_in(road: Road, *kinds: str) -> None:
    """Lead and assessor sign in on site."""
    for part, _ in TEAM[:2]:
        for kind in kinds:
            window = road.at(part, "/cases/{}/sign-in")
            window.sends('form[action$="/sign-in"]', kind=kind)


def is_concluded(road: Road) -> None:
    """Concluded, checked, confirmed, handed over."""
    window = road.at("assessor_1", "/cases/{}/conclusion")
    window.sends('form[action$="/conclusion"]', reasons="各项能力均达到所申请等级。")
    window = road.at("assessor_3", "/cases/{}/check")
    passed = dict.fromkeys(SECTIONS, "passed")
    window.sends('form[action$="/check"]', **passed, comment="记录一致。")
    window = road.at("applicant", "/enterprise/cases/{}/conclusion")
    window.sends('form[action$="/conclusion"]', answer="confirm")
    window = road.at("case_officer", "/body/cases/{}/conclusion")
    window.sends('form[action$="/conclusion/submit"]')
    assert road.state == "review"


def appoints(road: Road, part: str, role: Role) -> None:
    """The secretariat appoints an expert, who declares."""
    window = road.at("secretary", f"/committee/cases/{{}}/experts?role={role}")
    window.sends(f"form#appoint-{road.ids[part]}")
    declares(road, part)


def answers(road: Road, part: str, page: str, *outcomes: str) -> None:
    """Go through a checklist and take the one way on that the page leaves open."""
    window = road.at(part, f"/committee/cases/{{}}/{page}")
    window.proves_presence()
    form = f"form#{page}"
    items = window.page.locator(f"main {form} input[type=radio][value=yes]").all()
    yes = {str(one.get_attribute("name")): "yes" for one in items}
    enabled = [
        one
        for one in outcomes
        if window.page.locator(f"main {form} button[value={one}]:not([disabled])").count()
    ]
    assert len(enabled) == 1
    window.sends(form, enabled[0], summary=SUMMARY, **yes)


def is_reviewed(road: Road) -> None:
    """Compliance review, confirmation where it is due, re-check."""
    road.site.turn_to(clock.today() + timedelta(days=1))
    appoints(road, REVIEWER, Role.COMPLIANCE_REVIEWER)
    answers(road, REVIEWER, "review", "pass_review", "require_confirmation")
    if road.state == "confirmation":
        appoints(road, AUDITOR, Role.CONFIRMATION_AUDITOR)
        answers(road, AUDITOR, "confirmation", "pass_confirmation")
    appoints(road, RECHECKER, Role.RECHECKER)
    answers(road, RECHECKER, "recheck", "passed")


def is_voted_on(road: Road) -> None:
    """Each member signs in anew before voting, since a sign-in of this morning is too old."""
    for part in VOTERS:
        appoints(road, part, Role.PANEL_MEMBER)
    road.at("secretary", "/committee/cases/{}/ballot").sends('form[action$="/ballot/open"]')
    road.site.turn_to(clock.today(), 15)
    for part in VOTERS:
        window = road.at(part, "/committee/cases/{}/ballot")
        window.proves_presence()
        window.sends("form#vote", choice="grant")
    assert road.state == "publicity"


def is_issued(road: Road) -> str:
    """The notice ends by itself; the secretariat issues; the file is made by itself."""
    with road.site.app.app_context():
        ends_on = session.query(PublicNotice).one().ends_on
    road.site.turn_to(ends_on + timedelta(days=1))
    assert road.state == "issuing"
    window = road.at("secretary", "/committee/cases/{}/certificate")
    window.proves_presence()
    window.sends('form[action$="/certificate"]')
    assert road.state == "certified"
    with road.site.app.app_context():
        return session.query(Certificate).one().number


def is_downloaded(road: Road, number: str, folder: Path) -> Path:
    """From the public page, as anybody."""
    window = road.windows.setdefault("public", Window(road.browser, road.site))
    window.goes("/registry")
    window.clicks(f'main a[href^="/c/{number}"]')
    file = folder / "certificate.pdf"
    with window.page.expect_download() as download:
        window.page.locator('main a[href*=".pdf"]').first.click()
    download.value.save_as(file)
    return file


def is_read_by_a_phone(road: Road, file: Path, folder: Path) -> None:
    """The address in the QR code of the paper opens a page that says: valid."""
    if shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None:
        required = os.environ.get("CERTPLATFORM_REQUIRE_SERVICES")
        (pytest.fail if required else pytest.skip)("no zbarimg or pdftoppm on this machine")
    subprocess.run(["pdftoppm", "-r", "150", "-png", file, folder / "page"], check=True)
    picture = min(folder.glob("page*.png"))
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", picture], check=True, capture_output=True, text=True
    )
    phone = Window(road.browser, road.site, phone=True)
    road.windows["phone"] = phone
    phone.goes(read.stdout.strip())
    assert "该证书真实，今日有效。" in phone.text
    assert phone.overflows() == 0


def is_verified(road: Road, file: Path, folder: Path) -> None:
    """The whole file is genuine; with one byte changed it is not."""
    window = road.window("public")
    window.goes("/verify")
    window.sends("form[enctype]", file=file)
    assert "是，盖章后未作任何改动" in window.text
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    forged = folder / "forged.pdf"
    forged.write_bytes(bytes(content))
    window.goes("/verify")
    window.sends("form[enctype]", file=forged)
    assert "查询库从未登记过具有此摘要的文件。" in window.text
    assert "是，盖章后未作任何改动" not in window.text
