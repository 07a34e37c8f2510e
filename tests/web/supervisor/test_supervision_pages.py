"""Supervision: everything open at a glance, read only; exports never hold formulas."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.domain.deadlines import NEAR, PASSED, limit
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.filing import log_look
from certplatform.queries.calendar import work_calendar
from certplatform.queries.limits import cut_offs
from certplatform.queries.supervision import open_cases, stages
from certplatform.schemes import ruleset_on, schemes
from certplatform.web.sheets import as_text, csv_bytes, xlsx_bytes
from certplatform.web.supervisor.journal import chain_fits
from tests.builders.filing import filed_case, withdrawn_case
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.statements import counted


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def in_planning(world: World, *days_ago: int, name: str = "企业") -> list[Case]:
    """Cases that began in planning so many days ago."""
    made = []
    for number, days in enumerate(days_ago):
        firm = Organisation(
            kind="enterprise",
            code=f"{session.query(Organisation).count():018d}",
            name=f"{name}{number}",
            created_at=clock.now(),
        )
        session.add(firm)
        session.flush()
        case = Case(
            number=f"P{firm.id:05d}",
            scheme="IIIMS",
            scheme_version=schemes()["IIIMS"].version,
            case_type="surveillance",
            enterprise_id=firm.id,
            body_id=world.body.id,
            opened_on=clock.today(),
            rules_on=clock.today(),
            created_at=clock.now(),
            state="planning",
            state_since_at=clock.now() - timedelta(days=days),
        )
        session.add(case)
        made.append(case)
    session.commit()
    return made


def test_R57_limits_in_the_list_are_those_of_the_turns(world: World) -> None:
    in_planning(world, *range(0, 60, 2))
    actor = world.actor(world.supervisor)
    everything = {one.case.id: one.turn.limit for one in open_cases(actor, {}).rows}
    for asked in (NEAR, PASSED):
        found = open_cases(actor, {"limit": asked})
        assert found.rows
        assert {one.turn.limit for one in found.rows} == {asked}
        expected = [one for one, stands in everything.items() if stands == asked]
        assert {one.case.id for one in found.rows} >= set(expected)


@pytest.mark.parametrize("days", [1, 5, 15, 60])
@pytest.mark.parametrize("today", [date(2026, 3, 3), date(2026, 2, 22), date(2026, 10, 4)])
def test_R57_the_cut_off_is_the_last_day_that_is_late(world: World, days: int, today: date) -> None:
    del world
    calendar, rules = work_calendar(), ruleset_on("IIIMS", today)
    passed, near = cut_offs(today, days, calendar, "IIIMS")
    assert limit(passed, days, today, calendar, rules).state == PASSED
    after = passed + timedelta(days=1)
    assert limit(after, days, today, calendar, rules).state != PASSED
    assert limit(near, days, today, calendar, rules).state in {NEAR, PASSED}


def test_R57_stages_are_counted_by_age_and_limit(world: World) -> None:
    in_planning(world, 1, 8, 31, 100)
    (planning,) = stages(world.actor(world.supervisor))
    assert (planning.state, planning.count, planning.older) == ("planning", 4, (3, 2, 1))
    assert planning.passed == 2
    assert stages(world.actor(world.applicant)) == []


def test_the_list_costs_as_much_for_40_cases_as_for_5(world: World) -> None:
    actor = world.actor(world.supervisor)
    costs = []
    for days in (range(5), range(35)):
        in_planning(world, *days)
        session.expire_all()
        with counted() as sent:
            found = open_cases(actor, {})
        costs.append((found.count, len(sent)))
    assert [one for one, _ in costs] == [5, 40]
    assert costs[0][1] == costs[1][1]


def test_the_pages_show_who_waits_for_whom(world: World, client: FlaskClient) -> None:
    (case,) = in_planning(world, 50)
    sign_in_as(client, world.supervisor)
    assert "监督" in client.get("/supervision").text
    listed = client.get("/supervision/cases?limit=passed").text
    assert case.number in listed
    assert "项目策划" in listed
    assert "已超期" in listed or "超期" in listed
    assert case.number not in client.get("/supervision/cases?state=draft").text
    assert client.get("/supervision/cases?age=999999999999").status_code == 200


def test_the_journal_of_a_case_shows_its_chain(world: World, client: FlaskClient) -> None:
    case = withdrawn_case(world)
    sign_in_as(client, world.supervisor)
    page = client.get(f"/supervision/cases/{case.public_id}/journal").text
    assert "搬迁厂房，明年再申请" in page
    assert "链条完整" in page


def test_a_changed_entry_breaks_the_chain(world: World) -> None:
    from certplatform.queries.journal import story_of  # noqa: PLC0415 - only here

    case = withdrawn_case(world)
    entries = story_of(f"case:{case.id}")
    assert chain_fits(entries)
    assert not chain_fits(entries[:1] + entries[2:]) or len(entries) < 3
    session.expunge_all()
    entries[0].content = entries[0].content.replace("搬迁".encode(), "扩建".encode())
    assert not chain_fits(entries)


def test_R56_the_log_of_looks_is_open_to_the_offices(world: World, client: FlaskClient) -> None:
    filed = filed_case(world)
    log_look(filed.id, "story", "信访核查", by=world.actor(world.regulator))
    sign_in_as(client, world.supervisor)
    page = client.get("/supervision/looks").text
    assert "信访核查" in page
    assert world.regulator.name in page


@pytest.mark.parametrize(
    "part",
    [
        "applicant",
        "assessor_1",
        "case_officer",
        "manager",
        "expert_1",
        "administrator",
        "regulator",
        "secretary",
    ],
)
def test_for_everybody_else_there_is_no_supervision(
    world: World, client: FlaskClient, part: str
) -> None:
    (case,) = in_planning(world, 1)
    sign_in_as(client, world[part])
    for page in ("", "/cases", "/cases.csv", "/cases.xlsx", f"/cases/{case.public_id}/journal"):
        assert client.get(f"/supervision{page}").status_code == 404


def test_nothing_in_supervision_takes_a_post(
    world: World, client: FlaskClient, app: object
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # type: ignore[attr-defined]
    (case,) = in_planning(world, 1)
    sign_in_as(client, world.supervisor)
    for page in ("", "/cases", f"/cases/{case.public_id}/journal", "/looks"):
        assert client.post(f"/supervision{page}").status_code in {404, 405}


def test_the_export_keeps_formulas_as_text(world: World, client: FlaskClient) -> None:
    in_planning(world, 3, name='=HYPERLINK("http://x","y")')
    sign_in_as(client, world.supervisor)
    answer = client.get("/supervision/cases.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=HYPERLINK")
    sheet = client.get("/supervision/cases.xlsx").data
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1"])
def test_a_cell_that_looks_like_a_formula_stays_text(risky: str) -> None:
    assert as_text(risky) == f"'{risky}"
    first = next(csv.reader(io.StringIO(csv_bytes([risky], []).decode("utf-8-sig"), newline="")))
    assert first == [f"'{risky}"]


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert (as_text(-3), as_text("泉城")) == ("-3", "泉城")
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["天数"], [[-3], [None]]))) as book:
        assert "<v>-3</v>" in book.read("xl/worksheets/sheet1.xml").decode()


def test_dates_in_exports_are_local() -> None:
    at = datetime.fromisoformat("2026-03-02T16:30:00+00:00")
    assert "2026-03-03 00:30" in csv_bytes(["x"], [[at]]).decode("utf-8-sig")


def test_a_search_with_wildcards_finds_them_as_written(world: World) -> None:
    in_planning(world, 1)
    actor = world.actor(world.supervisor)
    assert open_cases(actor, {"q": "%"}).rows == []
    assert len(open_cases(actor, {"q": "企业0"}).rows) == 1
    assert len(open_cases(actor, {"body": "华信"}).rows) == 1
