"""A browser without scripts: opens pages, fills in the forms that stand on them, sends them."""

import io
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Sent = dict[str, list[Any]]
Upload = tuple[str, bytes]


class Refused(AssertionError):
    """The page did not take what was sent; says what it answered."""


class Browser:
    """One window. The page that is open is kept, as it is for a person."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.url, self.html = "", ""
        self._page: BeautifulSoup | None = None

    @property
    def page(self) -> BeautifulSoup:
        """The page that is open, read only when somebody looks at it."""
        if self._page is None:
            self._page = BeautifulSoup(self.html, "html.parser")
        return self._page

    def opens(self, url: str) -> None:
        """Open an address that has to be there."""
        answer = self.client.get(url, follow_redirects=True)
        assert answer.status_code == 200, f"{url} answers {answer.status_code}"
        self._shows(answer.request.path, answer)

    def _shows(self, url: str, answer: TestResponse) -> None:
        self.url, self.html, self._page = url, answer.text, None

    @property
    def text(self) -> str:
        """What can be read in the middle of the open page."""
        found = self.page.select_one("main")
        return found.get_text(" ", strip=True) if found else ""

    def finds(self, selector: str) -> list[Tag]:
        """What stands on the open page."""
        return self.page.select(f"main {selector}")

    def link(self, start: str) -> str:
        """The first link of the open page whose address begins so."""
        found = self.page.select_one(f'main a[href^="{start}"]')
        assert found is not None, f"{self.url} has no link to {start}"
        return str(found["href"])

    def has(self, form: str) -> bool:
        """Whether the open page has a form."""
        return self.page.select_one(f"main {form}") is not None

    def keeps(self, form: str, **given: Any) -> None:
        """Let the page save a form by itself while it is being filled in; the page stays open."""
        found = self.page.select_one(f"main {form}")
        assert found is not None, f"{self.url} has no {form}:\n{_said(self.page)}"
        sent = {**filled(found), **{name: _given(value) for name, value in given.items()}}
        target = str(found["data-autosave"])
        answer = self.client.post(target, data=sent, headers={"Accept": "application/json"})
        if answer.status_code != 200:
            raise Refused(f"{target} answers {answer.status_code}:\n{answer.text}")

    def sends(self, form: str, button: str = "", **given: Any) -> None:
        """Fill in a form of the open page, press its button, and see the page that follows.

        `button`: the value of the button pressed where there are several. A given value is a text,
        a list of texts for boxes that may all be ticked, or a file as (name, bytes).
        """
        found = self.page.select_one(f"main {form}")
        assert found is not None, f"{self.url} has no {form}:\n{_said(self.page)}"
        sent = {**filled(found), **_pressed(found, button)}
        sent |= {name: _given(value) for name, value in given.items()}
        target = str(found.get("action") or self.url)
        answer = self.client.post(target, data=sent)
        self._follow(answer, target)

    def _follow(self, answer: TestResponse, target: str) -> None:
        if answer.status_code == 303:
            self.opens(answer.location)
            return
        self._shows(target, answer)
        if answer.status_code != 200:
            raise Refused(f"{target} answers {answer.status_code}:\n{_said(self.page)}")


def filled(form: Tag) -> Sent:
    """What a form would send as it was drawn."""
    values: Sent = {}
    for one in form.select("input, textarea, select"):
        name = one.get("name")
        if isinstance(name, str) and not one.find_parent("template") and _is_sent(one):
            values.setdefault(name, []).extend(_values(one))
    return values


def _is_sent(one: Tag) -> bool:
    kind = one.get("type")
    if kind == "file" or one.has_attr("disabled"):
        return False
    return kind not in {"checkbox", "radio"} or one.has_attr("checked")


def _values(one: Tag) -> list[str]:
    if one.name == "textarea":
        return [one.text.removeprefix("\n")]
    if one.name != "select":
        return [str(one.get("value", "on"))]
    chosen = list(one.select("option[selected]"))
    if not chosen and not one.has_attr("multiple"):
        chosen = list(one.select("option"))[:1]
    return [str(option["value"]) for option in chosen]


def _pressed(form: Tag, value: str) -> Mapping[str, list[str]]:
    """What the pressed button sends; one that is drawn disabled cannot be pressed."""
    buttons = form.select("button[type=submit]")
    wanted = [one for one in buttons if not value or one.get("value") == value]
    assert wanted, f"no button {value} in {form.get('id') or form.get('action')}"
    assert not wanted[0].has_attr("disabled"), f"the button is disabled:\n{_said(form)}"
    name = wanted[0].get("name")
    return {str(name): [str(wanted[0]["value"])]} if name else {}


def _given(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, tuple):
        name, content = value
        return [(io.BytesIO(content), name)]
    return [value]


def _said(part: Tag) -> str:
    """What the page says in the way of complaints."""
    where = part.select(
        ".c-field-errors, .c-obstacles, .c-errors, .c-obstacle, .alert, [role=alert]"
    )
    return (
        "\n".join(one.get_text(" ", strip=True) for one in where)
        or part.get_text(" ", strip=True)[:1500]
    )
