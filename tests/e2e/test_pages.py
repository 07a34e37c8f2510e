"""The main pages of every role in both languages, wide and on a phone: whole, narrow, quiet."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from certplatform.db import session
from certplatform.models.person import Person
from certplatform.settings import Settings
from tests.builders.certified import Snapshot, built
from tests.builders.everywhere import everywhere
from tests.e2e.conftest import Site, Start
from tests.e2e.window import PHONE, WIDE, Window

pytestmark = pytest.mark.e2e
WITH_AN_APP = ("secretary", "supervisor", "administrator", "expert_4")
STARTS = {
    "": ["/", "/registry", "/verify", "/notices", "/complaints"],
    "applicant": ["/work", "/enterprise", "/account"],
    "case_officer": ["/work", "/cases"],
    "scheduler": ["/work"],
    "manager": ["/work"],
    "assessor_1": ["/work"],
    "secretary": ["/work", "/committee/certificates"],
    "expert_4": ["/work"],
    "supervisor": ["/work", "/supervision"],
    "administrator": ["/work"],
    "regulator": ["/work", "/archive"],
}
MOST = 5  # pages of one role, so that the sweep stays short
AFTERWARDS = date(2026, 5, 20)  # when the last case of the town has come to where it is
LANGUAGES = {"zh_CN": "zh-CN", "en": "en"}
CASE = re.compile(r"/[A-Za-z0-9_-]{16}(?=/|$)|/\d{4}-\d+|/c/[^/]+|/\d+(?=/|$)")
ADDRESS = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def kept(database: str, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A town with a case in every stage."""
    folder = tmp_path_factory.mktemp("e2e_town")
    with ThreadPoolExecutor(1) as thread:  # sealing needs a thread without a running event loop
        return thread.submit(built, database, folder, everywhere).result()


@pytest.fixture(scope="module")
def site(serve: Start, kept: Snapshot) -> Site:
    """The town, served."""
    settings = Settings(
        database_url=kept.address,
        instance=kept.folder,
        password_cost="test",
        rate_limits=False,
    )
    found = serve(settings)
    found.turn_to(AFTERWARDS)
    found.gives_apps(kept.ids.people[part] for part in WITH_AN_APP)
    return found


@pytest.mark.parametrize("part", STARTS)
def test_the_pages_of(
    part: str, chromium: Browser, site: Site, kept: Snapshot, shots: Path
) -> None:
    window = Window(chromium, site, _email(site, kept, part))
    wrong: list[str] = []
    for number, path in enumerate(_pages(window, STARTS[part])):
        for language in LANGUAGES:
            window.goes(f"{path}{'&' if '?' in path else '?'}lang={language}")
            picture = shots / f"{part or 'public'}-{number:02}-{language}"
            wrong += [f"{path} {language}: {one}" for one in _complaints(window, language, picture)]
    assert wrong + window.complaints == []


def _email(site: Site, kept: Snapshot, part: str) -> str:
    if not part:
        return ""
    with site.app.app_context():
        return session.get_one(Person, kept.ids.people[part]).email


def _pages(window: Window, starts: list[str]) -> Iterator[str]:
    """The pages that one comes to from the start pages, one of each kind."""
    waiting, kinds = list(starts), set[str]()
    while waiting and len(kinds) < MOST:
        path = waiting.pop(0)
        kind = CASE.sub("/*", urlsplit(path).path)
        if kind in kinds:
            continue
        kinds.add(kind)
        yield path
        waiting += _links(window)


def _links(window: Window) -> list[str]:
    links = window.page.eval_on_selector_all(
        "nav a[href^='/'], main a[href^='/']:not([download])",
        "all => all.map(one => one.getAttribute('href'))",
    )
    skipped = ("/files/", "/account/", "/static/")
    return [
        one.split("#")[0].replace("lang=en", "lang=zh")
        for one in links
        if not one.startswith(skipped)
        and not one.endswith((".pdf", ".json"))
        and "lang=" not in one
    ]


def _complaints(window: Window, language: str, picture: Path) -> Iterator[str]:
    """What is wrong with the page that is open, looked at wide and on a phone."""
    page = window.page
    if page.get_attribute("html", "lang") != LANGUAGES[language]:
        yield "another language"
    heading = page.locator("h1").first.inner_text().strip()
    if not heading or not page.title().strip(" ·"):
        yield "no heading or no title"
    words = [page.title(), *page.locator("nav a:not([hreflang], [lang])").all_inner_texts()]
    if language == "zh_CN" and not all(
        ADDRESS.search(one) for one in words if len(one.strip()) > 2
    ):
        yield f"not in Chinese: {words}"
    if language == "zh_CN":
        window.pictures(picture.with_name(f"{picture.name}-wide.jpg"))
    page.set_viewport_size(PHONE)
    if (wider := window.overflows()) > 0:
        yield f"{wider} pixels too wide for a phone"
    window.pictures(picture.with_name(f"{picture.name}-phone.jpg"))
    page.set_viewport_size(WIDE)
