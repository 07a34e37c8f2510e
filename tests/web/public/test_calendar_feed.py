"""The feed behind a secret address, read by a program that we did not write."""

import dataclasses
from datetime import date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import structlog.testing
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.models.case import Case
from certplatform.process.person_calendar import make_feed, revoke_feed
from certplatform.process.plan import release_plan, save_plan
from certplatform.queries.plan_changes import rows_of
from certplatform.queries.plans import released_plan, sites_of
from certplatform.web.public import calendar_feed
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD, MEMBER, confirmed_team_case, planned_case

ALL = (date(2026, 3, 1), date(2026, 12, 31))


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def events(content: bytes) -> list[icalendar.Event]:
    """What a calendar program finds in the file."""
    calendar = icalendar.Calendar.from_ical(content)
    return list(recurring_ical_events.of(calendar).between(*ALL))


def own_rows(world: World, case: Case) -> list[tuple[date, int]]:
    return [
        (one.on, one.half)
        for one in rows_of(released_plan(case))
        if one.person_id == world[LEAD].id
    ]


def test_a_program_reads_ones_own_half_days_with_local_times(
    client: FlaskClient, world: World
) -> None:
    case = planned_case(world)
    token = make_feed(by=world.actor(world[LEAD]))
    answer = client.get(f"/calendar/{token}.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    found = events(answer.data)
    starts = {1: (9, 0), 2: (13, 30)}
    assert [one.start for one in found] == [
        datetime(on.year, on.month, on.day, *starts[half], tzinfo=clock.LOCAL)
        for on, half in own_rows(world, case)
    ]
    head = sites_of(case)[0]
    assert str(found[0]["LOCATION"]) == f"{head.name}, {head.address}"
    assert str(found[0]["DESCRIPTION"]) == case.number
    assert world.enterprise.name in str(found[0]["SUMMARY"])


def test_the_feed_says_nothing_of_the_case_but_where_and_when(
    client: FlaskClient, world: World
) -> None:
    case = planned_case(world)
    token = make_feed(by=world.actor(world[LEAD]))
    said = client.get(f"/calendar/{token}.ics").text.replace("\r\n ", "")
    for hidden in (case.public_id, world[MEMBER].name, "clause", "4.1", world[LEAD].email):
        assert hidden not in said


def test_a_changed_plan_reaches_the_calendar(client: FlaskClient, world: World) -> None:
    case = planned_case(world)
    url = f"/calendar/{make_feed(by=world.actor(world[LEAD]))}.ics"
    before = {str(one["UID"]): one for one in events(client.get(url).data)}
    rows = rows_of(released_plan(case))
    last = max((one for one in rows if one.person_id == world[LEAD].id), key=lambda one: one.on)
    moved = dataclasses.replace(last, on=last.on + timedelta(days=7))
    with clock.simulated(clock.at_local(clock.today(), 15)):
        kept = [one for one in rows if one != last]
        save_plan(case.id, rows=[*kept, moved], by=world.actor(world.scheduler))
        release_plan(case.id, by=world.actor(world.scheduler))
    after = {str(one["UID"]): one for one in events(client.get(url).data)}
    assert len(after) == len(before) + 1
    assert {int(one["SEQUENCE"]) for one in before.values()} == {1}
    assert {int(one["SEQUENCE"]) for one in after.values()} == {2}
    (gone,) = [uid for uid, one in after.items() if one["STATUS"] == "CANCELLED"]
    assert before[gone].start.date() == last.on


def test_a_fault_is_logged_without_the_token(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    token = make_feed(by=world.actor(world[LEAD]))
    monkeypatch.setattr(calendar_feed, "half_days_for_feed", fail)
    with structlog.testing.capture_logs() as lines, app.app_context():
        assert client.get(f"/calendar/{token}.ics").status_code == 500
    (fault,) = [one for one in lines if one["event"] == "fault"]
    assert fault["path"] == "/calendar/<token>.ics"
    assert token not in str(fault)


@pytest.mark.parametrize("token", ["unknown", "x" * 43, "..%2f", "%00"])
def test_an_unknown_address_looks_absent(client: FlaskClient, world: World, token: str) -> None:
    del world
    assert client.get(f"/calendar/{token}.ics").status_code in {400, 404}


def test_a_revoked_address_looks_like_one_that_never_was(client: FlaskClient, world: World) -> None:
    by = world.actor(world[LEAD])
    token = make_feed(by=by)
    revoke_feed(by=by)
    revoked, unknown = (client.get(f"/calendar/{one}.ics") for one in (token, "x" * 43))
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert revoked.text.replace(token, "") == unknown.text.replace("x" * 43, "")


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("scheduler", 200),
        ("applicant", 200),
        (LEAD, 200),
        ("other_applicant", 404),
        ("other_scheduler", 404),
        ("assessor_4", 404),
    ],
)
def test_the_file_of_a_case_is_for_those_who_see_its_plan(
    client: FlaskClient, world: World, part: str, status: int
) -> None:
    case = planned_case(world)
    url = f"/cases/{case.public_id}/plan.ics"
    sign_in_as(client, world[part])
    answer = client.get(url)
    assert answer.status_code == status
    if status == 200:
        assert len(events(answer.data)) == len(rows_of(released_plan(case)))


def test_an_unreleased_plan_has_no_file(client: FlaskClient, world: World) -> None:
    case = confirmed_team_case(world)
    sign_in_as(client, world.scheduler)
    assert client.get(f"/cases/{case.public_id}/plan.ics").status_code == 404
