"""`next` leads to pages of this site only."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform.web.account.paths import own_path
from tests.builders.people import PASSWORD, a_world

FOREIGN = [
    "https://evil.example", "http://evil.example", "HTTPS://evil.example", "//evil.example",
    "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\\/evil.example", "http:evil.example", "https:/evil.example",
    "https:///evil.example", "http:\\\\evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@evil.example",
    "ftp://evil.example", " //evil.example", "\t//evil.example", "\n//evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "/\x00/evil.example",
    "/%09/evil.example", "/.//evil.example", "/..//evil.example", "/cases//evil.example",
    "evil.example", "@evil.example", "work@evil.example", "/work\\..\\evil.example",
    "/work\r\nSet-Cookie: a=b", "\u2028//evil.example", "\u3000//evil.example",
    "\uff0f/evil.example",
    "/\uff0fevil.example", "https://localhost@evil.example", "//localhost@evil.example",
    "///localhost/../evil.example", "/nowhere", "/account/logout", "?next=//evil.example", "#x", "",
]  # fmt: skip
OWN = [
    "/work",
    "/cases?q=abc&state=draft",
    "/account/sessions",
    "/cases?q=%E6%B3%89",
    "/cases?q=泉",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_address_is_never_followed(app: Flask, text: str) -> None:
    with app.test_request_context():
        assert own_path(text) == "/work"


@pytest.mark.parametrize("text", OWN)
def test_an_own_page_is_followed(app: Flask, text: str) -> None:
    with app.test_request_context():
        assert own_path(text).split("?")[0] == text.split("?", maxsplit=1)[0]


@pytest.mark.parametrize("text", FOREIGN[:8])
def test_signing_in_stays_on_this_site(app: Flask, client: FlaskClient, text: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    world = a_world()
    data = {"email": world.applicant.email, "password": PASSWORD, "next": text}
    assert client.post("/account/login", data=data).location == "/work"
