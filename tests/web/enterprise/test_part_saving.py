"""Two people of one enterprise at one part of the form, as the page's script asks the server."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from certplatform.models.case import Case
from certplatform.queries.applications import saved_part
from tests.builders.application import drafted_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as

JSON = {"Accept": "application/json"}


@pytest.fixture
def case(client: FlaskClient) -> Case:
    world: World = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    return case


def saves(client: FlaskClient, case: Case, values: dict[str, Any], **changed: str) -> Any:
    """Send the part as the page would that was drawn with these values."""
    insisted = changed.pop("insisted", "")
    sent = {**values, **changed, "touched": " ".join(changed), "insisted": insisted}
    answer = client.post(_url(case), data=sent, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json


def _url(case: Case) -> str:
    return f"/enterprise/cases/{case.public_id}/application/system"


def test_what_another_changed_meanwhile_comes_back_drawn_anew(
    client: FlaskClient, case: Case
) -> None:
    mine = form_values(client, _url(case), "form#part")
    saves(client, case, mine, manual_number="B/2")
    told = saves(client, case, mine, scope="我的范围")
    assert list(told["theirs"]) == ["manual_number"]
    assert 'value="B/2"' in told["theirs"]["manual_number"]
    assert told["conflicts"] == {}
    content = saved_part(case.id, "system").content
    assert (content["manual_number"], content["scope"]) == ("B/2", "我的范围")


def test_what_both_changed_is_asked_about_and_kept_only_when_somebody_insists(
    client: FlaskClient, case: Case
) -> None:
    mine = form_values(client, _url(case), "form#part")
    saves(client, case, mine, scope="对方的范围")
    told = saves(client, case, mine, scope="我的范围")
    assert "对方的范围" in told["conflicts"]["scope"]["html"]
    assert "评定范围" in told["conflicts"]["scope"]["words"]
    assert saved_part(case.id, "system").content["scope"] == "对方的范围"
    now = {**mine, "version": told["version"]}
    told = saves(client, case, now, scope="我的范围", insisted="scope")
    assert "conflicts" not in told
    assert saved_part(case.id, "system").content["scope"] == "我的范围"


def test_a_field_of_that_name_that_there_is_not_changes_nothing(
    client: FlaskClient, case: Case
) -> None:
    mine = form_values(client, _url(case), "form#part")
    before = saved_part(case.id, "system").content
    saves(client, case, mine, nonsense="x", insisted="nonsense ../ <b>")
    assert saved_part(case.id, "system").content == before


def test_a_field_that_the_first_save_left_empty_is_nobodys(client: FlaskClient, case: Case) -> None:
    assert saved_part(case.id, "system").content["manual_number"] == ""
    mine = form_values(client, _url(case), "form#part")
    saves(client, case, mine, scope="对方的范围")
    told = saves(client, case, mine, manual_number="A/3")
    assert told["conflicts"] == {}
