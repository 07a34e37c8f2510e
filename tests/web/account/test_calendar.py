"""My calendar: the address is shown once, busy time is taken in and forgotten."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform.queries.plan_calendar import busy_sources
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD

PAGE = "/account/calendar"
EVENT = "BEGIN:VEVENT\nUID:1\nSUMMARY:体检\nDTSTART;VALUE=DATE:20260310\nEND:VEVENT"
ICS = f"BEGIN:VCALENDAR\n{EVENT}\nEND:VCALENDAR\n".encode()


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> World:
    del app
    world = a_world()
    sign_in_as(client, world[LEAD])
    return world


def address_in(text: str) -> str:
    return text.split('id="feed-address" value="')[1].split('"', maxsplit=1)[0]


def test_the_address_is_shown_once_and_works(client: FlaskClient, world: World) -> None:
    del world
    data = form_values(client, PAGE, "form[action$='/address']")
    answer = client.post(f"{PAGE}/address", data=data)
    address = address_in(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert address.rsplit("/", 1)[1] not in client.get(PAGE).text
    path = address[address.index("/calendar/") :]
    assert client.get(path).status_code == 200
    data = form_values(client, PAGE, "form[action$='/revoke']")
    assert client.post(f"{PAGE}/address/revoke", data=data).status_code == 303
    assert client.get(path).status_code == 404


def test_busy_time_is_taken_in_and_forgotten(client: FlaskClient, world: World) -> None:
    lead = world[LEAD].id
    data = form_values(client, PAGE, "form[action$='/busy']")
    sent = {**data, "source": "工作", "file": (io.BytesIO(ICS), "work.ics")}
    answer = client.post(f"{PAGE}/busy", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    page = client.get(PAGE).text
    assert "工作" in page
    assert "体检" not in page
    assert [(name, count) for name, count, _ in busy_sources(lead)] == [("工作", 2)]
    data = form_values(client, PAGE, "form[action$='/forget']")
    assert client.post(f"{PAGE}/busy/forget", data=data).status_code == 303
    assert busy_sources(lead) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"BEGIN:VCALENDAR\nEND:X\n"])
def test_what_is_no_calendar_is_refused_with_the_name_still_there(
    client: FlaskClient, world: World, content: bytes
) -> None:
    data = form_values(client, PAGE, "form[action$='/busy']")
    sent = {**data, "source": "工作", "file": (io.BytesIO(content), "work.ics")}
    answer = client.post(f"{PAGE}/busy", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'value="工作"' in answer.text
    assert busy_sources(world[LEAD].id) == []


def test_others_have_no_such_page(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.applicant)
    assert client.get(PAGE).status_code == 404
