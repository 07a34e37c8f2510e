"""Every answer carries the headers that keep browsers and caches out of mischief."""

import re

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from certplatform.web.guards import audience_of
from tests.builders.everywhere import PUBLIC, Site
from tests.builders.people import PASSWORD
from tests.web.addresses import addresses
from tests.web.test_matrix import Sweep, csrf_token

pytestmark = pytest.mark.prove
PARTS = (
    PUBLIC,
    "applicant",
    "manager",
    "assessor_1",
    "expert_4",
    "secretary",
    "supervisor",
    "regulator",
    "administrator",
)
SESSIONLESS = ("/c/", "/api/", "/healthz", "/robots.txt", "/.well-known/")
DOWNLOADS = ("web.file", "regulator.document", "regulator.package", "supervisor.case_sheet")
EVIL = "evil.example.com"
WAYS_OUT = (
    f"//{EVIL}",
    f"///{EVIL}",
    f"////{EVIL}",
    f"https://{EVIL}",
    f"https:/{EVIL}",
    f"https:{EVIL}",
    f"http:///{EVIL}",
    f"HTTPS://{EVIL}/",
    f"\\\\{EVIL}",
    f"/\\{EVIL}",
    f"\\/{EVIL}",
    f"/%5c{EVIL}",
    f"/%2f{EVIL}",
    f"/%2f%2f{EVIL}",
    f"%2f%2f{EVIL}",
    f"/\t/{EVIL}",
    f"/\n/{EVIL}",
    f"\t//{EVIL}",
    f" //{EVIL}",
    f"/ /{EVIL}",
    f"/.//{EVIL}",
    f"/..//{EVIL}",
    f"/cases//{EVIL}",
    f"/cases/..//{EVIL}",
    f"/work@{EVIL}",
    f"@{EVIL}",
    f"localhost@{EVIL}",
    f"http://localhost@{EVIL}",
    f"http://localhost:80@{EVIL}/work",
    f"http://localhost.{EVIL}",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    f"//{EVIL}/work",
    f"/\u2028/{EVIL}",
    f"\u3000//{EVIL}",
    f"/／{EVIL}",
    f"//{EVIL}%00/work",
    f"/work\r\nLocation: https://{EVIL}",
    f"?next=//{EVIL}",
    f"//[::1]@{EVIL}",
    f"/;@{EVIL}",
)


def crawl(site: Site, part: str) -> list[tuple[str, str, TestResponse]]:
    """Every address that this person may look at, and one that is not there."""
    sweep = Sweep(site, part)
    open_to_me = [
        (one.endpoint, one.path)
        for one in addresses(site)
        if one.method == "GET" and one.stage in {"", "voting", "draft"} and sweep.invited(one)
    ]
    return [(name, path, sweep.client.get(path)) for name, path in [("", "/nowhere"), *open_to_me]]


def _policy(answer: TestResponse) -> dict[str, str]:
    directives = answer.headers["Content-Security-Policy"].split(";")
    pairs = [one.strip().partition(" ") for one in directives if one.strip()]
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("part", PARTS)
def test_every_answer_has_its_headers_and_no_page_inline_code(site: Site, part: str) -> None:
    answers = crawl(site, part)
    for endpoint, path, answer in answers:
        headers, policy = answer.headers, _policy(answer)
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert "default-src" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, path
        assert headers.get("Cache-Control"), path
        if endpoint and audience_of(site.app, endpoint) != frozenset({"everybody"}):
            assert "no-store" in headers["Cache-Control"], path
        if path.startswith(SESSIONLESS):
            assert "Set-Cookie" not in headers, path
        if endpoint in DOWNLOADS and answer.status_code == 200:
            assert headers["Content-Disposition"].startswith("attachment"), path
            assert "sandbox" in policy, path
        if answer.mimetype == "text/html":
            _no_inline(path, answer.text)
    drawn = [one for one in answers if one[2].status_code == 200]
    assert len(drawn) > 15


def _no_inline(path: str, text: str) -> None:
    page = BeautifulSoup(text, "html.parser")
    for one in page.select("script"):
        assert one.get("src"), f"{path}: script in the page"
    assert not page.select("style"), path
    for one in page.select("*"):
        risky = [name for name in one.attrs if name.startswith("on") or name == "style"]
        assert not risky, f"{path}: <{one.name} {risky}>"
        for name in ("href", "src", "action", "formaction"):
            target = str(one.get(name, "")).strip().lower()
            assert not re.match(r"(javascript|data|vbscript):", target), f"{path}: {target[:60]}"


@pytest.mark.parametrize("part", [PUBLIC, "applicant", "secretary"])
def test_cookies_are_for_this_site_and_no_script(site: Site, part: str) -> None:
    for _, path, answer in crawl(site, part):
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert "HttpOnly" in cookie, path
            assert "SameSite=Lax" in cookie or "SameSite=Strict" in cookie, path


@pytest.mark.parametrize("part", [PUBLIC, "secretary", "applicant"])
def test_P15_no_page_repeats_a_forged_host(site: Site, part: str) -> None:
    client = site.visitor(part)
    forged = {"X-Forwarded-Host": EVIL, "X-Forwarded-Prefix": f"/{EVIL}", "Forwarded": EVIL}
    for one in addresses(site):
        if one.method == "GET" and not one.stage:
            answer = client.get(one.path, headers=forged)
            assert EVIL not in answer.headers.get("Location", ""), one.path
            assert EVIL.encode() not in answer.data, one.path
    for path in ("/c/unknown", "/registry", "/api/openapi.json", "/complaints", "/account/login"):
        answer = site.app.test_client().get(path, headers={"Host": EVIL})
        assert EVIL.encode() not in answer.data, path
        assert EVIL not in answer.headers.get("Location", ""), path


def test_P17_signing_in_never_leads_away(site: Site) -> None:
    for way in WAYS_OUT:
        client = site.app.test_client()
        told = {"email": "applicant@people.example.cn", "password": PASSWORD, "next": way}
        told["csrf_token"] = csrf_token(client)
        answer = client.post("/account/login", data=told, query_string={"next": way})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/work"), way


def test_P17_control_a_path_of_this_site_is_followed(site: Site) -> None:
    client = site.app.test_client()
    told = {"email": "applicant@people.example.cn", "password": PASSWORD, "next": "/cases"}
    told["csrf_token"] = csrf_token(client)
    assert client.post("/account/login", data=told).headers["Location"] == "/cases"


def test_P33_what_is_for_one_person_is_never_kept_by_a_cache(site: Site) -> None:
    client = site.visitor("applicant")
    for one in addresses(site):
        if one.method == "GET" and one.stage in {"", "draft"}:
            answer = client.get(one.path)
            named = site.town.world.applicant.name.encode() in answer.data
            if named:
                assert "no-store" in answer.headers["Cache-Control"], one.path
