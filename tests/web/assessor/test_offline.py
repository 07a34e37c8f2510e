"""The endpoints of offline work: status codes, token, whom the package is for, the lead's page."""

from datetime import date
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certplatform import clock
from certplatform.domain.actors import SYSTEM
from certplatform.process.person_record import record_tie
from certplatform.process.rating import record_rating
from certplatform.queries.audits import checklist_keys, ratings_of
from tests.builders.audit import lead, stage2_case
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD, MEMBER, on

KEY = "clause:4.1"
JSON = {"Accept": "application/json"}


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def sends(client: FlaskClient, case: str, *, token: bool = True, **more: str) -> TestResponse:
    typed = {"kind": "rating", "key": KEY, "base": "0", "touched": "result", "result": "partly"}
    typed |= {"change": str(uuid4()), **more}
    csrf = client.get("/audits/offline/contact").json["csrf"] if token else ""  # type: ignore[index]
    return client.post(
        f"/cases/{case}/audit/changes", data=typed, headers={**JSON, "X-CSRFToken": csrf}
    )


def test_each_outcome_has_its_status(client: FlaskClient, world: World) -> None:
    case = stage2_case(world)
    sign_in_as(client, world[MEMBER])
    address, number = case.public_id, str(uuid4())
    first = sends(client, address, change=number)
    again = sends(client, address, change=number)
    assert (first.status_code, first.json["version"]) == (200, 1)  # type: ignore[index]
    assert (again.status_code, again.json["version"]) == (200, 1)  # type: ignore[index]
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", version=1, by=lead(world))
        record_rating(case.id, key="clause:4.2.1", result="met", by=lead(world))
    both = sends(client, address, base="1", result="not_met")
    assert both.status_code == 409
    assert both.json["theirs"]["result"]["text"] == "met"  # type: ignore[index]
    assert both.json["theirs"]["result"]["who"] == world[LEAD].name  # type: ignore[index]
    assert sends(client, address, key="clause:4.2.1").status_code == 202
    assert sends(client, address, result="splendid").status_code == 422
    assert sends(client, address, change="1").status_code == 422
    assert sends(client, address, note="长" * 4001).status_code == 422
    assert sends(client, address, token=False).status_code == 400
    assert sends(client, "unknown").status_code == 404


@pytest.mark.parametrize("wrong", [{}, {"change": "1"}, {"result": "splendid"}, {"kind": "?"}])
def test_a_stranger_learns_nothing_from_what_they_send(
    client: FlaskClient, world: World, wrong: dict[str, str]
) -> None:
    case = stage2_case(world)
    sign_in_as(client, world["other_assessor"])
    assert sends(client, case.public_id, **wrong).status_code == 404


def test_the_package_holds_every_row_and_is_for_those_who_audit(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    sign_in_as(client, world[MEMBER])
    taken = client.get(f"/cases/{case.public_id}/audit/package")
    assert taken.json is not None
    rows = [row["key"] for group in taken.json["groups"] for row in group["rows"]]
    assert rows == checklist_keys(case)
    assert "no-store" in taken.headers["Cache-Control"]
    assert client.get("/audits/offline/contact").json["places"] == [case.public_id]  # type: ignore[index]
    for part, status in (("assessor_5", 404), ("applicant", 404), ("supervisor", 404)):
        sign_in_as(client, world[part])
        assert client.get(f"/cases/{case.public_id}/audit/package").status_code == status, part


def test_the_shell_is_for_everybody_and_about_nobody(client: FlaskClient, world: World) -> None:
    stage2_case(world)
    sign_in_as(client, world[LEAD])
    page = client.get("/audits/offline")
    assert world[LEAD].name not in page.text
    assert "csrf" not in page.text
    assert "Set-Cookie" not in page.headers
    assert "worker-src 'self'" in page.headers["Content-Security-Policy"]
    worker = client.get("/offline-worker.js")
    assert worker.mimetype == "text/javascript"
    for asset in BeautifulSoup(page.text, "html.parser").select("link[rel=modulepreload]"):
        assert client.get(str(asset["href"])).status_code == 200


def test_the_lead_sees_both_sides_and_takes_over_with_a_reason(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", by=lead(world))
    sign_in_as(client, world[MEMBER])
    assert sends(client, case.public_id, note="离线记录", touched="result note").status_code == 202
    sign_in_as(client, world[LEAD])
    assert "1 项离线记录" in client.get(f"/cases/{case.public_id}/audit").text
    page = BeautifulSoup(client.get(f"/cases/{case.public_id}/audit/leftovers").text, "html.parser")
    assert "离线记录" in page.text
    form = page.select_one("main form")
    assert form is not None
    typed = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    assert client.post(str(form["action"]), data=typed).status_code == 422
    assert client.post(str(form["action"]), data={**typed, "reason": "属实"}).status_code == 303
    assert (ratings_of(case)[KEY].result, ratings_of(case)[KEY].note) == ("partly", "离线记录")


def test_signing_out_erases_the_device(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world[LEAD])
    csrf = client.get("/audits/offline/contact").json["csrf"]  # type: ignore[index]
    answer = client.post("/account/logout", data={"csrf_token": csrf})
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_R15_a_device_must_erase_a_case_that_its_holder_may_no_longer_know_of(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    sign_in_as(client, world[LEAD])
    assert client.get("/audits/offline/contact").json["places"] == [case.public_id]  # type: ignore[index]
    record_tie(
        world[LEAD].id,
        by=SYSTEM,
        kind="employment",
        organisation_id=case.enterprise_id,
        from_on=date(2025, 1, 1),
    )
    assert client.get("/audits/offline/contact").json["places"] == []  # type: ignore[index]
