"""Every endpoint has a declared audience, the table is current, looking changes nothing."""

import ast
import inspect
import textwrap

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, BaseConverter
from werkzeug.routing.converters import NumberConverter

from certplatform.db import session
from certplatform.domain.actors import ROLES_OF_KIND, Role
from certplatform.models.tables import METADATA
from certplatform.web.guards import EVERYBODY, SIGNED_IN
from tests.builders.people import World, a_world, sign_in_as
from tests.house.access_table import FILE, page, rules

HELD = frozenset().union(*ROLES_OF_KIND.values())
# Parts of the journal of looks: who looked at a filed case is kept by looking (R56).
LOOKING_IS_LOGGED = {"filing_look", "journal_entry", "stored_fact"}
NOT_FOR_STRANGERS = {302, 404}


def test_every_endpoint_declares_its_audience(app: Flask) -> None:
    without = [address for address, _, who in rules(app) if not who]
    assert not without, f"no audience: {without}"


def test_an_audience_names_roles_that_somebody_can_hold(app: Flask) -> None:
    known = {EVERYBODY, SIGNED_IN, *map(str, HELD)}
    strange = {address: who - known for address, _, who in rules(app) if who and who - known}
    assert not strange, f"nobody holds these in an organisation: {strange}"


def test_the_table_of_access_is_current(app: Flask) -> None:
    assert FILE.read_text(encoding="utf-8") == page(app), "write it with `make access`"


def _nonsense(kind: BaseConverter) -> object:
    """Something that fits a part of an address and names nothing."""
    if isinstance(kind, AnyConverter):
        return min(kind.items)
    return 1 if isinstance(kind, NumberConverter) else "unknown"


def _addresses(app: Flask, *, forms: bool) -> list[str]:
    """Addresses without parts to fill in, and those with parts filled with nonsense."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or (("GET" in (rule.methods or ())) == forms):
            continue
        parts = {name: _nonsense(rule._converters[name]) for name in rule.arguments}
        with app.test_request_context():
            built = app.url_map.bind("localhost").build(rule.endpoint, parts)
        found.append(built)
    return sorted(set(found))


def test_a_stranger_gets_into_nothing_that_is_not_for_everybody(
    app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for address, methods, who in rules(app):
        if who is None or EVERYBODY in who:
            continue
        plain = address.replace("<int:", "<").replace("<path:", "<")
        path = "/".join("1" if part.startswith("<") else part for part in plain.split("/"))
        for method in methods.split():
            answer = client.open(path, method=method)
            assert answer.status_code in NOT_FOR_STRANGERS, f"{method} {address}"


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def _counted() -> dict[str, int]:
    session.rollback()
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in METADATA.tables.items()
        if name not in LOOKING_IS_LOGGED
    }


@pytest.mark.parametrize("part", ["administrator", "manager", "secretary", "applicant"])
def test_looking_at_a_page_changes_nothing(
    app: Flask, client: FlaskClient, world: World, part: str
) -> None:
    sign_in_as(client, world[part])
    before = _counted()
    for address in _addresses(app, forms=False):
        answer = client.get(address)
        assert answer.status_code < 500, address
    assert _counted() == before


def test_every_form_is_protected_against_forgery(app: Flask, client: FlaskClient) -> None:
    world = a_world()
    for part in ("administrator", "manager", "secretary", "applicant", "supervisor"):
        sign_in_as(client, world[part])
        for address in _addresses(app, forms=True):
            if address.startswith("/api/"):
                continue
            answer = client.post(address, data={})
            assert answer.status_code in {302, 400, 404, 405}, f"{part}: {address}"


def test_no_view_calls_a_deed_only_because_it_was_looked_at(app: Flask) -> None:
    """A view that takes GET alone imports no deed: its source names nothing of `process`."""
    guilty = []
    for rule in app.url_map.iter_rules():
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint == "static" or methods != {"GET"}:
            continue
        deeds = {
            name
            for name, value in vars(inspect.getmodule(view) or object).items()
            if (inspect.getmodule(value) or app).__class__ is type(inspect)
            and getattr(inspect.getmodule(value), "__name__", "").startswith("certplatform.process")
            and inspect.isfunction(value)
        }
        tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if touched := {name for name in called & deeds if not name.startswith("obstacles")}:
            guilty.append((rule.rule, sorted(touched)))
    logged = {"/archive", "/regulator"}
    assert not [one for one in guilty if not any(one[0].startswith(way) for way in logged)]


def test_roles_on_cases_open_no_pages_by_themselves() -> None:
    assert Role.LEAD not in HELD
