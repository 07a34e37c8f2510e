"""No input gives a 5xx: every address and every field, with what nobody should send."""

import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.builders.everywhere import PUBLIC, Site
from tests.web.addresses import PLAIN, Address, addresses
from tests.web.nasty import CURSORS, IDENTIFIERS, TEXTS, files
from tests.web.test_matrix import Sweep, csrf_token

pytestmark = pytest.mark.prove

SEED = 20_261_121
PARTS = (PUBLIC, "applicant", "manager", "assessor_1", "expert_1", "secretary", "administrator")
AWAY = ("/account/logout", "/account/sessions", "/account/totp", "/account/password")
QUERY = (
    *("q", "cursor", "state", "grade", "level", "status", "region", "industry", "body", "since"),
    *("until", "r", "version", "number", "limit", "next", "lang", "age", "page", "about", "kind"),
    *("case_type", "from", "to", "name", "type", "stage", "view", "part", "role", "person"),
)
EDGES = ("0001-01-01", "9999-12-31", "2026-02-30", "+10000-01-01", "20260303")


def dice_for(part: str) -> random.Random:
    """Chance that falls the same way in every run."""
    return random.Random(f"{SEED}{part}")  # noqa: S311 - it guards nothing


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page."""

    action: str
    fields: tuple[tuple[str, str], ...]
    uploads: tuple[str, ...]


def forms_of(client: FlaskClient, url: str) -> Iterator[Form]:
    """The forms of a page that are sent by post."""
    answer = client.get(url)
    assert answer.status_code < 500, url
    if answer.mimetype != "text/html":
        return
    for form in BeautifulSoup(answer.text, "html.parser").select("form[method=post]"):
        action = str(form.get("action") or url).split("#", maxsplit=1)[0]
        named = [one for one in form.select("[name]") if one.name != "button"]
        fields = tuple((str(one["name"]), _value(one)) for one in named if not _is_file(one))
        uploads = tuple(str(one["name"]) for one in named if _is_file(one))
        yield Form(action, fields, uploads)


def _is_file(one: Tag) -> bool:
    return one.get("type") == "file"


def _value(one: Tag) -> str:
    if one.name == "select":
        chosen = one.select_one("option[value]:not([value=''])")
        return str(chosen["value"]) if chosen else ""
    return one.text if one.name == "textarea" else str(one.get("value", ""))


def of_mine(site: Site, part: str, method: str) -> Iterator[Address]:
    """The addresses that are open to somebody, about cases in their sight."""
    sweep = Sweep(site, part)
    for one in addresses(site):
        if one.method == method and sweep.invited(one) and not sweep.foreign(one):
            yield one


def one_each(found: Iterable[Address]) -> list[Address]:
    """The last address of each endpoint."""
    return list({one.endpoint: one for one in found if not one.path.startswith(AWAY)}.values())


def all_forms(site: Site, part: str, client: FlaskClient) -> list[Form]:
    """One form for each endpoint and set of fields."""
    found: dict[object, Form] = {}
    matcher = site.app.url_map.bind("localhost")
    for address in of_mine(site, part, "GET"):
        for form in forms_of(client, address.path):
            path = form.action.split("?", maxsplit=1)[0]
            if not path.startswith(AWAY):
                endpoint, _ = matcher.match(path, method="POST")
                found.setdefault((endpoint, len(form.fields)), form)
    return list(found.values())


def spoilt(form: Form, dice: random.Random, token: str) -> Iterator[MultiDict[str, object]]:
    """The form with every field spoilt, with one spoilt, doubled, and with fields left out."""
    plain = [(name, value) for name, value in form.fields if name != "csrf_token"]
    for _ in range(2):
        everything = [(name, dice.choice(TEXTS)) for name, _ in plain]
        yield MultiDict([*everything, ("csrf_token", token)])
    for name in list(dict(plain))[:6]:
        kept = [(one, value) for one, value in plain if one != name]
        for value in dice.sample(TEXTS, 1):
            yield MultiDict([*kept, (name, value), ("csrf_token", token)])
        yield MultiDict([*plain, (name, "x"), (f"{name}[]", "y"), ("csrf_token", token)])
    yield MultiDict([("csrf_token", token)])


@pytest.mark.parametrize("part", PARTS)
def test_no_form_breaks_whatever_is_typed(site: Site, part: str) -> None:
    client, dice = site.visitor(part), dice_for(part)

    token, broken, sent = csrf_token(client), [], 0
    for form in all_forms(site, part, client):
        for data in spoilt(form, dice, token):
            sent += 1
            answer = client.post(form.action, data=data)
            if answer.status_code >= 500:
                broken.append((form.action, {key: str(value)[:40] for key, value in data.items()}))
    assert not broken, broken[:10]
    assert sent > 30


@pytest.mark.parametrize("part", [PUBLIC, "applicant", "assessor_1"])
def test_no_file_breaks_a_form_and_none_that_lies_is_taken(site: Site, part: str) -> None:
    client, broken = site.visitor(part), []
    token = csrf_token(client)
    uploads = [one for one in all_forms(site, part, client) if one.uploads]
    assert uploads
    for form in uploads:
        for name, content in files().items():
            data = MultiDict([one for one in form.fields if one[0] != "csrf_token"])
            data["csrf_token"] = token
            for field in form.uploads:
                data[field] = (io.BytesIO(content), name)
            answer = client.post(form.action, data=data, content_type="multipart/form-data")
            if answer.status_code >= 500:
                broken.append((form.action, name[:40]))
            elif part != PUBLIC and name not in {"scripted.pdf", "a\r\nX: y.pdf"}:
                assert answer.status_code != 303, (form.action, name[:40])
    assert not broken


@pytest.mark.parametrize("part", [PUBLIC, "manager", "secretary", "administrator"])
def test_no_address_breaks_whatever_stands_in_it(site: Site, part: str) -> None:
    client, dice = site.visitor(part), dice_for(part)
    case, token = site.town.cases["voting"].public_id, csrf_token(client)
    broken = []
    sweep = Sweep(site, part)
    for rule in site.app.url_map.iter_rules():
        mine = rule.endpoint != "static" and sweep.invited(Address(rule.endpoint, "GET", ""))
        for bad in ["9" * 40, "%00", *dice.sample(IDENTIFIERS, 5)] if mine else ():
            kept = {"case": case} if len(rule.arguments) > 1 else {}
            path = _filled(rule.rule, kept, bad)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                data = {"csrf_token": token} if method == "POST" else None
                if client.open(path, method=method, data=data).status_code >= 500:
                    broken.append((method, path[:120]))
    assert not broken, broken[:20]


def _filled(rule: str, kept: dict[str, str], bad: str) -> str:
    parts = []
    for piece in rule.split("/"):
        if "<" not in piece:
            parts.append(piece)
            continue
        name = piece.strip("<>").rsplit(":", 1)[-1].split(">")[0]
        parts.append(kept.get(name, bad))
    return "/".join(parts)


@pytest.mark.parametrize("part", [PUBLIC, "manager", "secretary", "supervisor", "administrator"])
def test_no_question_breaks_a_list(site: Site, part: str) -> None:
    client, dice = site.visitor(part), dice_for(part)

    broken: list[str] = []
    lists = [one for one in of_mine(site, part, "GET") if not one.stage]
    for address in lists:
        asked = [f"cursor={quote(cursor)}" for cursor in dice.sample(CURSORS, 8)]
        for _ in range(3):
            chosen = dice.sample(QUERY, 6)
            asked.append("&".join(f"{one}={quote(dice.choice(TEXTS)[:2000])}" for one in chosen))
        asked += [f"{name}={value}" for name in ("since", "until") for value in EDGES]
        asked.append("q=%ED%A0%80&q=%FF&cursor=%00")
        broken += [
            f"{address.path}?{question}"[:160]
            for question in asked
            if client.get(f"{address.path}?{question}").status_code >= 500
        ]
    assert not broken, broken[:20]


@pytest.mark.parametrize("part", [PUBLIC, "applicant", "manager", "secretary"])
def test_no_body_breaks_whatever_it_says_it_is(site: Site, part: str) -> None:
    client, broken = site.visitor(part), []
    token = csrf_token(client)
    bodies = [
        (b"{", "application/json"),
        (b"[1,2]", "application/json"),
        (b"<a/>", "application/xml"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"a", "multipart/form-data"),
        (b"a=%ED%A0%80&b=%FF&=&&", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"\xff\xfe", "text/plain"),
        (b"x", ""),
        (b"&".join(b"a=1" for _ in range(5_000)), "application/x-www-form-urlencoded"),
    ]
    seen = one_each(of_mine(site, part, "POST"))
    for address in seen:
        for body, kind in bodies:
            headers = {"X-CSRFToken": token, "Content-Type": kind}
            if client.post(address.path, data=body, headers=headers).status_code >= 500:
                broken.append((address.path, kind))
    assert not broken, broken[:20]
    assert len(seen) > 5


@pytest.mark.parametrize("part", ["applicant", "manager", "secretary", "administrator"])
def test_P32_without_its_token_a_form_does_nothing(site: Site, part: str) -> None:
    client = site.visitor(part)
    for address in one_each(of_mine(site, part, "POST")):
        for data in ({}, {"csrf_token": "forged"}) if address.path[:5] != "/api/" else ():
            answer = client.post(address.path, data=data)
            assert answer.status_code == 400, address.path


def test_the_plain_parts_name_every_part_of_an_address(site: Site) -> None:
    known = {*PLAIN, "case", "document", "assignment", "finding", "person", "organisation"}
    known |= {"appeal", "body", "certificate", "filing", "notice", "qualification"}
    assert {name for rule in site.app.url_map.iter_rules() for name in rule.arguments} <= known
