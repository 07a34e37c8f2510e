"""Rounds of staffing on their pages, for planners only: opened, asked, pinned, released."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.jobs.staffing import find_answer
from certplatform.models.case import Case
from certplatform.models.staffing import StaffingRound
from certplatform.process.staffing import ask, open_round
from tests.builders.acceptance import planning_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.statements import cost
from tests.house.test_query_counts import more_cases

AT = "/body/staffing"


@pytest.fixture
def world(client: FlaskClient) -> World:
    del client
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    return planning_case(world)


def a_round(world: World, *, answered: bool = True) -> StaffingRound:
    today, by = clock.today(), world.actor(world.scheduler)
    found = open_round(world.body.id, from_on=today, until_on=today + timedelta(weeks=6), by=by)
    ask(found.id, by=by)
    if answered:
        find_answer(found.id, found.attempt)
    return found


def test_a_planner_opens_a_round_asks_and_sees_the_search_run(
    client: FlaskClient, world: World, case: Case
) -> None:
    sign_in_as(client, world.scheduler)
    values = form_values(client, AT, "form[action$=open]")
    today = clock.today()
    said = {"from_on": str(today), "until_on": str(today + timedelta(weeks=4))}
    answer = client.post(f"{AT}/open", data={**values, **said})
    assert answer.status_code == 303, answer.text
    there = answer.location
    assert case.enterprise.name in client.get(there).text

    values = form_values(client, there, "form[action$=ask]")
    assert client.post(f"{there}/ask", data=values).status_code == 303
    page = BeautifulSoup(client.get(there).text, "html.parser")
    assert page.select_one("[hx-get]")
    part = client.get(f"{there}/progress")
    assert part.status_code == 200
    assert "<html" not in part.text


@pytest.mark.usefixtures("case")
def test_an_answer_says_its_gap_in_words_and_keeps_what_is_ticked(
    client: FlaskClient, world: World
) -> None:
    found = a_round(world)
    there = f"{AT}/{found.public_id}"
    sign_in_as(client, world.scheduler)
    page = BeautifulSoup(client.get(f"{there}").text, "html.parser")
    assert "The best possible answer, proven." in page.text or "已证明" in page.text

    values = form_values(client, there, "form[action$=pin]")
    pair = page.select_one("input[name=pinned]")
    assert pair is not None
    answer = client.post(f"{there}/pin", data={**values, "pinned": pair["value"]})
    assert answer.status_code == 303, answer.text
    again = BeautifulSoup(client.get(there).text, "html.parser")
    assert again.select_one(f'input[name=pinned][value="{pair["value"]}"]').has_attr("checked")  # type: ignore[union-attr]


@pytest.mark.usefixtures("case")
def test_another_bodys_planner_and_other_roles_find_nothing(
    client: FlaskClient, world: World
) -> None:
    found = a_round(world, answered=False)
    for stranger in (world["assessor_1"], world.case_officer, world.secretary):
        sign_in_as(client, stranger)
        for address in (AT, f"{AT}/{found.public_id}", f"{AT}/{found.public_id}/progress"):
            assert client.get(address).status_code in {403, 404}


@pytest.mark.usefixtures("case")
def test_a_round_costs_the_same_statements_for_few_and_for_many_cases(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.scheduler)
    more_cases(world, 1, 3)
    session.commit()
    few = f"{AT}/{a_round(world, answered=False).public_id}"
    more_cases(world, 100, 20)
    session.commit()
    many = f"{AT}/{a_round(world, answered=False).public_id}"

    assert cost(client, many) == cost(client, few)
