"""A body's tariff and terms, as its manager sets them on the page."""

import pytest
from flask.testing import FlaskClient

from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as

NEW = "/body/tariff/new"


@pytest.fixture
def world(client: FlaskClient) -> World:
    del client
    return a_world()


def test_the_manager_sets_a_tariff_in_yuan(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.manager)
    values = form_values(client, NEW, "form[action$=new]")
    said = {
        "scheme": "IIIMS",
        "application": "1,000",
        "day_rate": "3600.50",
        "site": "",
        "note": "首版",
    }
    answer = client.post(NEW, data={**values, **said, "certificate": "0"})
    assert answer.status_code == 303, answer.text
    page = client.get("/body/tariff").text
    assert "¥3,600.50" in page
    assert "首版" in page


@pytest.mark.parametrize("typed", ["", "0", "-5", "abc", "1.234", "9" * 20, "１００元", "NaN"])
def test_a_day_rate_that_is_none_is_said_at_its_field_and_kept(
    client: FlaskClient, world: World, typed: str
) -> None:
    sign_in_as(client, world.manager)
    values = form_values(client, NEW, "form[action$=new]")
    answer = client.post(NEW, data={**values, "scheme": "IIIMS", "day_rate": typed, "site": "12"})
    assert answer.status_code == 422
    assert "每人日单价须大于 0" in answer.text
    assert 'value="12"' in answer.text


def test_the_officer_reads_it_and_nobody_else_does(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.case_officer)
    assert client.get("/body/tariff").status_code == 200
    assert client.get(NEW).status_code in {403, 404}
    for other in (world.applicant, world.assessor_1, world.secretary):
        sign_in_as(client, other)
        assert client.get("/body/tariff").status_code in {403, 404}
