"""Somebody's browser window: signs in through the pages, fills in forms, clicks real buttons."""

from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, ViewportSize

from tests.builders.people import PASSWORD
from tests.e2e.conftest import Site

WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)


class Window:
    """One window of one person, or of nobody."""

    def __init__(
        self, browser: Browser, site: Site, email: str = "", *, phone: bool = False
    ) -> None:
        context = browser.new_context(
            locale="zh-CN", viewport=PHONE if phone else WIDE, accept_downloads=True
        )
        self.site, self.email, self.complaints = site, email, list[str]()
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    # ---- going somewhere

    def goes(self, path: str) -> None:
        """Open a page; whoever is signed out signs in first, as the page asks."""
        self._loads(path)
        if self.email and "/account/login" in self.page.url:
            self._signs_in()
            self._loads(path)

    def _loads(self, path: str) -> None:
        target = path if path.startswith("http") else f"{self.site.url}{path}"
        answer = self.page.goto(target, wait_until="load")
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"

    def _signs_in(self) -> None:
        self.page.fill("[name=email]", self.email)
        self.page.fill("[name=password]", PASSWORD)
        self.clicks("main button[type=submit]")
        if "/account/second-factor" in self.page.url:
            self.page.fill("[name=code]", self._code())
            self.clicks("main button[type=submit]")
        assert "/account/" not in self.page.url, self.page.url

    def _code(self) -> str:
        """What the app shows; every code is good for once, so the next one is waited for."""
        hands = self.site.hands
        now = hands.now().timestamp()
        hands.set(hands.now().fromtimestamp((now // 30 + 1) * 30 + 1, tz=hands.now().tzinfo))
        return pyotp.TOTP(self.site.secrets[self.email]).at(hands.now())

    def proves_presence(self) -> None:
        """Where the page asks for a sign-in only minutes old, give it and come back."""
        link = self.page.locator("main a[href*='/account/confirm']")
        if link.count() == 0:
            return
        first, address = self.page, self.page.url
        with self.page.context.expect_page() as opened:
            link.first.click()
        self.page = opened.value
        self.page.fill("[name=password]", PASSWORD)
        if self.page.locator("[name=code]").count():
            self.page.fill("[name=code]", self._code())
        self.clicks("main button[type=submit]")
        self.page.close()
        self.page = first
        self._loads(address)
        assert link.count() == 0

    # ---- doing something there

    def fills(self, form: str, **given: Any) -> Locator:
        """Fill in fields by their names."""
        found = self.page.locator(f"main {form}").first
        for name, value in given.items():
            self._sets(found, name, value)
        return found

    def _sets(self, form: Locator, name: str, value: Any) -> None:
        fields = form.locator(f'[name="{name}"]:not(template *)')
        assert fields.count(), f"{self.page.url} has no field {name}"
        first = fields.first
        hidden = first.locator("xpath=ancestor::details[not(@open)]")
        while hidden.count():
            hidden.first.locator("> summary").click()
        kind = str(first.evaluate("one => one.type"))
        if kind == "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            first.check()
        elif kind == "hidden":
            assert first.input_value() == str(value)
        elif kind == "file":
            first.set_input_files(value)
        elif kind.startswith("select"):
            first.select_option(str(value))
        elif box := first.get_attribute("data-box"):
            self._picks(box, str(value))
        else:
            first.fill(str(value))

    def _picks(self, box: str, words: str) -> None:
        """Type into a field for codes, and take the first line that is offered."""
        self.page.locator(f"[id='{box}']").press_sequentially(words)
        self.page.locator(f"[id='{box}-list'] [role=option]").first.click()

    def sends(self, form: str, button: str = "", **given: Any) -> None:
        """Fill in a form, press its button, agree when the page asks once more."""
        self.fills(form, **given)
        which = f"[value={button}]" if button else ""
        self.clicks(f"main {form} button[type=submit]{which}")

    def clicks(self, selector: str) -> None:
        """Click, agree when asked, and wait for the page that follows."""
        before = self.page.evaluate("() => performance.timeOrigin")
        self.page.locator(selector).first.click()
        yes = self.page.locator("#confirm[open] [data-confirm-yes]")
        if yes.count():
            yes.click()
        self.page.wait_for_function(
            "before => performance.timeOrigin !== before && document.readyState === 'complete'",
            arg=before,
        )

    # ---- looking

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def overflows(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def pictures(self, path: Path) -> None:
        """Keep a picture of what the window shows."""
        if path.suffix == ".png":
            self.page.screenshot(path=path)
        else:
            self.page.screenshot(path=path, type="jpeg", quality=70)
