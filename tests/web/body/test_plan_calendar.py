"""The plan as a calendar on the body's page, and its changes on everybody's."""

import dataclasses
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.models.case import Case
from certplatform.process.person_calendar import take_in_busy_time
from certplatform.process.plan import release_plan, save_plan
from certplatform.queries.plan_changes import rows_of
from certplatform.queries.plans import draft_plan, released_plan
from tests.builders.pages import form_lists
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD, MEMBER, a_plan, confirmed_team_case, planned_case
from tests.builders.statements import cost

pytestmark = pytest.mark.prove
LIMIT = 40


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def drafted(world: World) -> Case:
    case = confirmed_team_case(world)
    save_plan(case.id, rows=a_plan(case), by=world.actor(world.scheduler))
    return case


def drawn(client: FlaskClient, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).text, "html.parser")


def test_every_row_is_a_card_in_its_half_day_and_leads_to_its_fields(
    client: FlaskClient, world: World
) -> None:
    case = drafted(world)
    sign_in_as(client, world.scheduler)
    page = drawn(client, f"/body/cases/{case.public_id}/plan")
    rows = draft_plan(case).rows
    cards = page.select("[data-agenda] a[data-card]")
    assert len(cards) == len(rows)
    for card in cards:
        row, slot = page.select_one(str(card["href"])), card.find_parent("td")
        assert row is not None
        assert slot is not None
        number = str(card["data-card"])
        on = page.select_one(f"#{number}-on")
        assert on is not None
        assert on["value"] == slot["data-on"]


def test_a_busy_half_day_shows_without_why(client: FlaskClient, world: World) -> None:
    case = drafted(world)
    on = draft_plan(case).rows[0].on
    event = f"BEGIN:VEVENT\nSUMMARY:体检\nDTSTART;VALUE=DATE:{on:%Y%m%d}\nEND:VEVENT"
    ics = f"BEGIN:VCALENDAR\n{event}\nEND:VCALENDAR".encode()
    take_in_busy_time("私人", ics, by=world.actor(world[LEAD]))
    sign_in_as(client, world.scheduler)
    page = drawn(client, f"/body/cases/{case.public_id}/plan")
    taken = page.select(f"td.is-taken[data-on='{on}'][data-person='{world[LEAD].id}']")
    assert [one["data-why"] for one in taken] == ["没有时间", "没有时间"]
    assert not any(word in page.text for word in ("体检", "私人"))


def test_a_look_says_what_the_plan_would_come_to_and_keeps_nothing(
    client: FlaskClient, world: World
) -> None:
    case = drafted(world)
    number, url = case.id, f"/body/cases/{case.public_id}/plan"
    sign_in_as(client, world.scheduler)
    values = form_lists(client, url, "form#plan-form")
    before = rows_of(draft_plan(case))
    gone = {name: value for name, value in values.items() if not name.startswith("rows-0-")}
    answer = client.post(f"{url}/look", data=gone)
    assert answer.status_code == 200, answer.text
    assert "R25" in answer.text
    values["rows-0-on"] = ["someday"]
    assert client.post(f"{url}/look", data=values).status_code == 422
    session.expire_all()
    assert rows_of(draft_plan(session.get_one(Case, number))) == before


def test_a_member_twice_in_a_half_day_is_said_before_saving(
    client: FlaskClient, world: World
) -> None:
    case = drafted(world)
    url = f"/body/cases/{case.public_id}/plan"
    sign_in_as(client, world.scheduler)
    values = form_lists(client, url, "form#plan-form")
    for field in ("on", "half", "person"):
        values[f"rows-1-{field}"] = values[f"rows-0-{field}"]
    answer = client.post(f"{url}/look", data=values)
    assert answer.status_code == 422
    assert "R20" in answer.text


def test_a_moved_and_typed_row_is_saved_with_its_department(
    client: FlaskClient, world: World
) -> None:
    case = drafted(world)
    number, url = case.id, f"/body/cases/{case.public_id}/plan"
    sign_in_as(client, world.scheduler)
    values = form_lists(client, url, "form#plan-form")
    on = date.fromisoformat(values["rows-0-on"][0]) + timedelta(days=14)
    values |= {"rows-0-on": [on.isoformat()], "rows-0-department": ["质量部"]}
    assert client.post(f"{url}/save", data=values).status_code == 303
    session.expire_all()
    kept = rows_of(draft_plan(session.get_one(Case, number)))
    assert [one.department for one in kept if one.on == on] == ["质量部"]


@pytest.mark.parametrize("part", ["scheduler", "applicant", LEAD])
def test_body_team_and_enterprise_see_what_a_revision_changed(
    client: FlaskClient, world: World, part: str
) -> None:
    case = planned_case(world)
    rows = rows_of(released_plan(case))
    member = [one for one in rows if one.person_id == world[MEMBER].id]
    last = max(member, key=lambda one: one.on)
    moved = dataclasses.replace(last, on=last.on + timedelta(days=7))
    told = dataclasses.replace(rows[0], department="质量部")
    with clock.simulated(clock.at_local(clock.today(), 15)):
        kept = [one for one in rows[1:] if one != last]
        save_plan(case.id, rows=[told, *kept, moved], by=world.actor(world.scheduler))
        release_plan(case.id, by=world.actor(world.scheduler))
        sign_in_as(client, world[part])
        prefix = {"scheduler": "/body", "applicant": "/enterprise"}.get(part, "")
        page = drawn(client, f"{prefix}/cases/{case.public_id}/plan")
    marks = [one.get_text() for one in page.select(".c-changes .c-badge")]
    assert sorted(marks) == ["变更", "改期"]
    said = page.select(".c-changes")[0].text
    assert all(word in said for word in (moved.on.isoformat(), last.on.isoformat(), "部门"))


def test_the_page_costs_the_same_for_few_rows_as_for_many(
    client: FlaskClient, world: World
) -> None:
    case = drafted(world)
    url = f"/body/cases/{case.public_id}/plan"
    sign_in_as(client, world.scheduler)
    costs = [cost(client, url)]
    few = a_plan(case)[:2]
    save_plan(case.id, rows=few, by=world.actor(world.scheduler))
    costs.append(cost(client, url))
    assert costs[0] == costs[1]
    assert costs[0] <= LIMIT
