"""The workbench: three views of the same rows, cheap at any size, conflicts shown to both."""

import json

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certplatform import clock
from certplatform.models.case import Case
from certplatform.process.attendance import sign_in
from certplatform.process.finding import raise_finding
from certplatform.process.rating import record_rating
from certplatform.queries.audits import checklist_keys, ratings_of
from certplatform.queries.checklist_views import VIEWS, groups_of
from certplatform.queries.my_day import my_day
from certplatform.queries.plans import released_plan, sites_of, stage_days
from certplatform.queries.row_papers import findings_beside
from tests.builders.audit import a_finding, assessor, lead, stage2_case
from tests.builders.filled_case import fill, with_rows
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD, MEMBER, on
from tests.builders.statements import cost, counted

KEY = "clause:4.1"
LIMIT = 40


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def at(case: Case, query: str = "") -> str:
    return f"/cases/{case.public_id}/audit{query}"


def saves(client: FlaskClient, case: Case, **typed: str) -> tuple[int, dict[str, object]]:
    answer = sends(client, case, typed, {"Accept": "application/json"})
    return answer.status_code, json.loads(answer.text)


def sends(
    client: FlaskClient,
    case: Case,
    typed: dict[str, str],
    headers: dict[str, str] | None = None,
    key: str = KEY,
) -> TestResponse:
    token = BeautifulSoup(client.get("/audits").text, "html.parser").select_one(
        "meta[name=csrf-token]"
    )
    assert token is not None
    typed = {**typed, "csrf_token": str(token["content"])}
    return client.post(at(case, f"/rows/{key}"), data=typed, headers=headers)


def test_every_view_holds_every_row(client: FlaskClient, world: World) -> None:
    case = stage2_case(world)
    sign_in_as(client, world[LEAD])
    for view in VIEWS:
        shown = {one.row.key for group in groups_of(case, view) for one in group.rows}
        assert shown == set(checklist_keys(case)), view
        for group in groups_of(case, view):
            page = client.get(at(case, ""), query_string={"view": view, "part": group.key})
            assert page.status_code == 200
            rows = BeautifulSoup(page.text, "html.parser").select("[data-bench-row]")
            assert len(rows) == min(len(group.rows), 20)


def test_missing_and_mine_leave_out_the_others(client: FlaskClient, world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", by=lead(world))
    sign_in_as(client, world[LEAD])

    def rows(show: str) -> list[str]:
        page = BeautifulSoup(client.get(at(case, f"?show={show}")).text, "html.parser")
        return [str(one["id"]) for one in page.select("[data-bench-row]")]

    assert "row-clause_4_1" in rows("all")
    assert "row-clause_4_1" in rows("mine")
    assert "row-clause_4_1" not in rows("missing")


def test_a_conflict_answers_with_both_sides_and_the_rest_is_kept(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", note="看了台账", by=assessor(world))
        record_rating(case.id, key=KEY, result="partly", note="看了台账", version=1, by=lead(world))
    sign_in_as(client, world[MEMBER])
    status, said = saves(
        client, case, version="1", result="not_met", note="缺三台", touched="result note"
    )
    assert status == 409
    assert said["version"] == 3
    conflict = said["conflicts"]["result"]  # type: ignore[index]
    assert (conflict["theirs"], conflict["who"]) == ("partly", world[LEAD].name)
    assert (ratings_of(case)[KEY].result, ratings_of(case)[KEY].note) == ("partly", "缺三台")
    status, said = saves(
        client, case, version="3", result="not_met", note="缺三台", touched="result"
    )
    assert (status, said["version"]) == (200, 4)


def test_without_a_script_both_texts_are_shown_and_a_second_try_is_the_choice(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", by=lead(world))
        record_rating(case.id, key=KEY, result="partly", version=1, by=lead(world))
    sign_in_as(client, world[LEAD])
    typed = {"version": "1", "result": "not_met", "note": ""}
    page = sends(client, case, typed)
    assert page.status_code == 409
    form = BeautifulSoup(page.text, "html.parser").select_one("form[data-autosave]")
    assert form is not None
    assert "部分符合" in form.parent.text  # type: ignore[union-attr]
    checked = form.select_one("input[name=result][checked]")
    version = form.select_one("input[name=version]")
    assert checked is not None
    assert version is not None
    assert (checked["value"], version["value"]) == ("not_met", "2")
    again = sends(client, case, {**typed, "version": "2"})
    assert again.status_code == 303
    assert ratings_of(case)[KEY].result == "not_met"


def test_a_rating_outside_the_scale_or_the_checklist_is_refused(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    sign_in_as(client, world[LEAD])
    assert saves(client, case, version="0", result="splendid")[0] == 422
    absent = sends(client, case, {"result": "met"}, key="clause:99")
    assert absent.status_code == 404


def test_a_finding_stands_beside_every_row_that_it_names(world: World) -> None:
    case = stage2_case(world)
    keys = checklist_keys(case)[:3]
    with on(case, clock.today()):
        made = raise_finding(
            case.id,
            key=keys[0],
            more_keys=[keys[1]],
            site_id=sites_of(case)[0].id,
            grade="minor",
            fact="点检记录缺失",
            by=lead(world),
        )
    beside = findings_beside(case, keys)
    assert [[one.id for one in beside[key]] for key in keys] == [[made.id], [made.id], []]
    assert findings_beside(case, [keys[2]]) == {keys[2]: []}


def test_my_day_says_what_is_done_what_is_missing_and_who_signed_in(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    day = stage_days(released_plan(case), 2)[0]
    with on(case, day):
        sign_in(case.id, kind="opening", by=lead(world))
        first = my_day(world[LEAD].id, day)
        for one in first.rows[0].rows:
            record_rating(case.id, key=one.row.key, result="met", by=lead(world))
        second = my_day(world[LEAD].id, day)
        sign_in_as(client, world[LEAD])
        page = client.get(f"/audits/day?on={day.isoformat()}")
    assert (first.rows[0].done, second.rows[0].done) == (0, len(first.rows[0].rows))
    assert "首次签到已完成" in page.text
    assert f"{len(first.rows[0].rows)} 行已全部评定" in page.text
    assert my_day(world["assessor_5"].id, day).rows == ()


def test_opening_and_saving_cost_the_same_statements_in_a_large_case(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        a_finding(world, case, issue=False)
        record_rating(case.id, key=KEY, result="met", by=lead(world))
    sign_in_as(client, world[LEAD])

    def saving(version: int) -> int:
        with counted() as sent:
            status, _ = saves(
                client, case, version=str(version), result="met", note=f"第{version}次"
            )
        assert status == 200
        return len(sent)

    saving(1)
    few, save_few = cost(client, at(case)), saving(2)
    keys = [one for one in with_rows(case, 500) if one != KEY]
    fill(case, world[LEAD].id, keys, files=2_000, findings=200)
    many = cost(client, at(case))
    assert many == few <= LIMIT
    assert saving(3) == save_few
