"""The people register in the browser: duplicates, approvals, a list of people, one's own record."""

import io
from datetime import date

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.models.people_register import (
    Contest,
    PersonIdentity,
    PossibleDuplicate,
    RecordPaper,
    Training,
    WorkTerms,
)
from certplatform.models.person import Person, Qualification, Tie
from certplatform.process.contest import contest_entry
from certplatform.process.person_record import record_tie
from certplatform.process.qualification import Said, record_qualification
from certplatform.queries.duplicates import kept_of
from tests.builders.people import FAR_AWAY, LONG_AGO, World, a_person, a_world, sign_in_as
from tests.builders.statements import cost

YEAR = {"valid_from_on": "2026-01-01", "valid_until_on": "2026-12-31"}
NUMBER = "11010519491231002X"


@pytest.fixture
def world(app: Flask) -> World:
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world()


def _pdf() -> io.BytesIO:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    file.seek(0)
    return file


def _entered(world: World, **more: object) -> Qualification:
    said = {"level": "CL2", "valid_from_on": LONG_AGO, "valid_until_on": FAR_AWAY, **more}
    return record_qualification(
        world.assessor_1.id,
        world.body.id,
        by=world.actor(world.scheduler),
        scheme="IIIMS",
        **said,
    )


def test_an_administrator_merges_two_records(client: FlaskClient, world: World) -> None:
    second = a_person("second", world.assessor_1.name, world.body, Role.ASSESSOR_POOL)
    pair = session.scalars(select(PossibleDuplicate.public_id)).one()
    sign_in_as(client, world.administrator)
    assert pair in client.get("/duplicates").text
    assert second.email in client.get(f"/duplicates/{pair}").text
    bare = {"keep-kept": world.assessor_1.public_id}
    assert client.post(f"/duplicates/{pair}/merge", data=bare).status_code == 422
    told = {**bare, "keep-reason": "同一人。"}
    assert client.post(f"/duplicates/{pair}/merge", data=told).status_code == 303
    assert kept_of(second.id) == world.assessor_1
    assert client.get(f"/duplicates/{pair}").status_code == 200
    assert pair not in client.get("/duplicates").text
    alias = client.get(f"/admin/people/{second.public_id}").text
    assert world.assessor_1.public_id in alias
    assert second.public_id in client.get(f"/admin/people/{world.assessor_1.public_id}").text
    here = f"/admin/people/{world.assessor_1.public_id}/identity"
    assert client.post(here, data={"identity": "wrong"}).status_code == 422
    assert client.post(here, data={"identity": NUMBER}).status_code == 303
    assert "…002X" in client.get(f"/admin/people/{world.assessor_1.public_id}").text


def test_a_pair_elsewhere_is_absent(client: FlaskClient, world: World) -> None:
    a_person("second", world.other_assessor.name, world.other_body, Role.ASSESSOR_POOL)
    pair = session.scalars(select(PossibleDuplicate.public_id)).one()
    sign_in_as(client, world.manager)
    assert pair not in client.get("/duplicates").text
    assert client.get(f"/duplicates/{pair}").status_code == 404
    answer = client.post(f"/duplicates/{pair}/apart", data={"apart-reason": "两人。"})
    assert answer.status_code == 404
    sign_in_as(client, world.other_manager)
    answer = client.post(f"/duplicates/{pair}/apart", data={"apart-reason": "两人。"})
    assert answer.status_code == 303


def test_a_known_identity_number_is_answered_like_an_unknown_one(
    client: FlaskClient, world: World
) -> None:
    answers = []
    for part in ("assessor_1", "assessor_2"):
        sign_in_as(client, world[part])
        answer = client.post("/account/identity", data={"identity": NUMBER}, follow_redirects=True)
        answers.append("c-notice tone-good" in answer.text)
        assert NUMBER not in answer.text
    assert answers == [True, True]
    assert session.scalars(select(PersonIdentity.person_id)).all() == [world.assessor_1.id]
    assert client.post("/account/identity", data={"identity": "1"}).status_code == 422
    assert client.post("/account/phone", data={"phone": "13800138000"}).status_code == 303
    assert client.post("/account/phone", data={"phone": "1"}).status_code == 422


def test_a_manager_approves_or_returns_what_the_scheduler_entered(
    client: FlaskClient, world: World
) -> None:
    first, second = _entered(world), _entered(world, level="CL3")
    sign_in_as(client, world.scheduler)
    page = client.get("/body/approvals").text
    assert world.assessor_1.name in page
    assert "/approve" not in page
    sign_in_as(client, world.manager)
    person = world.assessor_1.public_id
    assert "/approve" in client.get("/body/approvals").text
    assert client.post(f"/body/people/{person}/{first.public_id}/approve").status_code == 303
    back = f"/body/people/{person}/qualifications/{second.public_id}/return"
    assert client.get(back).status_code == 200
    assert client.post(back, data={"reason": ""}).status_code == 422
    assert client.post(back, data={"reason": "证据不足。"}).status_code == 303
    assert "证据不足。" in client.get(f"/body/people/{person}").text


def test_a_scheduler_changes_and_ends_an_entry_with_evidence(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.scheduler)
    row = session.scalars(
        select(Qualification).where(Qualification.person_id == world.assessor_1.id)
    ).one()
    base = f"/body/people/{world.assessor_1.public_id}/qualifications/{row.public_id}"
    assert 'value="2032-12-31"' in client.get(f"{base}/change").text
    said = {
        "scheme": "IIIMS",
        "role": "assessor",
        "level": "CL2",
        "industries": "C34",
        "languages": "en",
        "reason": "年度评价。",
        "evidence": (_pdf(), "评价.pdf"),
        **YEAR,
    }
    assert client.post(f"{base}/change", data=said).status_code == 303
    made = session.scalars(select(Qualification).where(Qualification.change_of_id == row.id)).one()
    assert (made.industries, made.languages, made.approved_at) == (["C34"], ["en"], None)
    paper = session.scalars(select(RecordPaper)).one()
    got = client.get(f"/people/papers/{paper.public_id}")
    assert got.data.startswith(b"%PDF")
    end = {"last_on": "2026-03-31", "reason": "离职。"}
    assert client.get(f"{base}/end").status_code == 200
    assert client.post(f"{base}/end", data=end).status_code == 303
    for part, status in [
        ("assessor_1", 200), ("manager", 200), ("other_manager", 404), ("assessor_2", 404)
    ]:  # fmt: skip
        sign_in_as(client, world[part])
        assert client.get(f"/people/papers/{paper.public_id}").status_code == status


def test_an_entry_of_another_body_is_absent(client: FlaskClient, world: World) -> None:
    row = session.scalars(
        select(Qualification).where(Qualification.person_id == world.other_assessor.id)
    ).one()
    sign_in_as(client, world.manager)
    for person in (world.other_assessor, world.assessor_1):
        base = f"/body/people/{person.public_id}/qualifications/{row.public_id}"
        for action in ("change", "end", "return"):
            assert client.get(f"{base}/{action}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=赵评", {"assessor_1"}),
        ("role=scheduler", {"scheduler"}),
        ("role=assessor_pool&q=钱审", {"assessor_2"}),
        ("role=scheduler&level=CL1", set()),
        ("q=钱审&level=CL5&industry=C3412", {"assessor_2"}),
        ("q=nobody", set()),
    ],
)
def test_the_register_is_searched(
    client: FlaskClient, world: World, asked: str, found: set[str]
) -> None:
    sign_in_as(client, world.manager)
    page = client.get(f"/body/people?{asked}").text
    for part in ("assessor_1", "assessor_2", "scheduler"):
        assert (world[part].email in page) == (part in found), part
    sheet = client.get(f"/body/people.csv?{asked}")
    lines = sheet.data.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + len(found)


def test_R12_the_register_finds_a_level_or_higher_in_an_industry(
    client: FlaskClient, world: World
) -> None:
    for number, (level, industries) in enumerate([("CL2", ["C34"]), ("CL4", ["D44"])]):
        person = a_person(f"extra_{number}", f"专才{number}", world.body, Role.ASSESSOR_POOL)
        row = Qualification(
            person_id=person.id, organisation_id=world.body.id, scheme="IIIMS", role="assessor",
            level=level, viewpoints=[], industries=industries, valid_from_on=LONG_AGO,
            valid_until_on=FAR_AWAY, entered_at=person.created_at,
            approved_at=person.created_at, approved_by=world.manager.id,
        )  # fmt: skip
        session.add(row)
        session.commit()
    sign_in_as(client, world.manager)

    def names(asked: str) -> set[str]:
        page = client.get(f"/body/people?q=专才&{asked}").text
        return {name for name in ("专才0", "专才1") if f">{name}<" in page}

    assert names("industry=C3412") == {"专才0"}
    assert names("industry=D441") == {"专才1"}
    assert names("level=CL2") == {"专才0", "专才1"}
    assert names("level=CL3") == {"专才1"}
    assert names("level=CL3&industry=C34") == set()


def test_the_register_is_only_the_body_s(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.other_manager)
    assert world.assessor_1.email not in client.get("/body/people").text
    assert world.assessor_1.email not in client.get("/body/people.csv").text
    assert client.get("/body/people.xlsx").data.startswith(b"PK")
    sign_in_as(client, world.assessor_1)
    assert client.get("/body/people.csv").status_code == 404


def _more(world: World, first: int, count: int) -> None:
    for number in range(first, first + count):
        person = a_person(f"extra_{number}", "同名", world.body, Role.ASSESSOR_POOL)
        record_qualification(
            person.id, world.body.id, by=world.actor(world.scheduler), scheme="IIIMS",
            level="CL2", valid_from_on=LONG_AGO, valid_until_on=FAR_AWAY,
        )  # fmt: skip
        tie = record_tie(
            person.id, kind="other", organisation_name="某厂", from_on=LONG_AGO, by=SYSTEM
        )
        contest_entry("tie", tie.public_id, "不对。", by=world.actor(person))


@pytest.mark.parametrize("url", ["/body/approvals", "/duplicates", "/body/people"])
def test_a_list_costs_as_much_for_many_as_for_few(
    client: FlaskClient, world: World, url: str
) -> None:
    _more(world, 0, 2)
    sign_in_as(client, world.manager)
    few = cost(client, url)
    _more(world, 2, 3)
    assert cost(client, url) == few


def test_one_s_own_record_holds_training_terms_and_appeals(
    client: FlaskClient, world: World
) -> None:
    person = world.assessor_1
    tie = record_tie(
        person.id, kind="consultancy", organisation_name="某咨询公司", from_on=LONG_AGO,
        by=world.actor(world.scheduler),
    )  # fmt: skip
    sign_in_as(client, person)
    course = {
        "kind": "examination", "title": "评定师考试", "organiser": "协会", "result": "passed",
        "from_on": "2026-02-01", "until_on": "2026-02-01", "hours": "4",
        "evidence": (_pdf(), "成绩.pdf"),
    }  # fmt: skip
    base = "/account/record/qualifications"
    assert client.post(f"{base}/training", data=course).status_code == 303
    wrong = {**course, "until_on": "2026-01-01", "evidence": (_pdf(), "成绩.pdf")}
    assert client.post(f"{base}/training", data=wrong).status_code == 422
    terms = {"min_days": "10.5", "max_days": "90", "regions": "370000", "base_region": "370102"}
    body = world.body.public_id
    assert client.post(f"{base}/terms/{body}", data=terms).status_code == 303
    assert client.post(f"{base}/terms/{body}", data={"min_days": "0.3"}).status_code == 422
    row = session.scalars(select(WorkTerms)).one()
    assert (row.min_half_days, row.max_half_days) == (21, 180)
    page = client.get(base).text
    assert "评定师考试" in page
    assert "成绩.pdf" in page
    assert 'value="10.5"' in page
    contest = f"/account/record/contest/tie/{tie.public_id}"
    assert contest in client.get("/account/record").text
    assert client.get(contest).status_code == 200
    assert client.post(contest, data={"text": ""}).status_code == 422
    assert client.post(contest, data={"text": "从未任职。"}).status_code == 303
    key = session.scalars(select(Contest.public_id)).one()
    sign_in_as(client, world.manager)
    assert key in client.get("/body/approvals").text
    assert "某咨询公司" in client.get(f"/body/approvals/{key}").text
    said = {"answer": "uphold", "reason": "误录。"}
    assert client.post(f"/body/approvals/{key}", data=said).status_code == 303
    assert session.get_one(Tie, tie.id).struck_at is not None
    assert "误录。" in client.get(f"/body/people/{person.public_id}").text
    assert session.scalars(select(Training)).one().hours == 4
    sign_in_as(client, world.other_manager)
    assert client.get(f"/body/approvals/{key}").status_code == 404


def test_the_months_show_leave_and_planned_half_days_in_words(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.scheduler)
    here = f"/body/people/{world.assessor_1.public_id}/leave"
    said = {"from_on": "2026-03-09", "until_on": "2026-03-10", "halves": "1"}
    assert client.post(here, data=said).status_code == 303
    sign_in_as(client, world.assessor_1)
    page = client.get("/account/record/calendar?month=2026-03").text
    assert page.count('class="tone-wait"') == 2
    for month in ("2026-13", "nonsense", "9999-99", "2026-3-", "٢٠٢٦-03"):
        assert client.get(f"/account/record/calendar?month={month}").status_code == 200


def test_an_end_and_an_overlap_are_told_on_the_own_record(
    client: FlaskClient, world: World
) -> None:
    person = world.assessor_1
    for year in (2020, 2022):
        record_tie(
            person.id, kind="employment", organisation_name=f"第{year}厂",
            from_on=date(year, 1, 1), full_time=True, by=world.actor(world.scheduler),
        )  # fmt: skip
    sign_in_as(client, person)
    ties = session.scalars(select(Tie).where(Tie.person_id == person.id)).all()
    assert client.get("/account/record").text.count("/overlap") == 1
    for tie in ties:
        here = f"/account/record/ties/{tie.public_id}"
        assert client.post(f"{here}/overlap", data={"reason": "分属上下午。"}).status_code == 303
        assert client.post(f"{here}/end", data={"last_on": "2019-01-01"}).status_code == 422
        assert client.post(f"{here}/end", data={"last_on": "2026-01-01"}).status_code == 303
    assert "/overlap" not in client.get("/account/record").text
    own = {
        "kind": "employment", "organisation_name": "第三厂", "from_on": "2021-01-01",
        "full_time": "y",
    }  # fmt: skip
    assert client.post("/account/record/ties", data=own).status_code == 422
    kin = {
        "kind": "kinship", "organisation_name": "某厂", "from_on": "2021-01-01",
        "relative": "李某", "relation": "姐夫", "share": "",
    }  # fmt: skip
    assert client.post("/account/record/ties", data=kin).status_code == 303
    held = {"kind": "shareholding", "organisation_name": "某厂", "from_on": "2021-01-01"}
    for share, status in [("101", 422), ("nan", 422), ("1e9", 422), ("5.5", 303)]:
        answer = client.post("/account/record/ties", data={**held, "share": share})
        assert answer.status_code == status, share
    page = client.get("/account/record").text
    assert "5.5 %" in page
    assert "姐夫" in page
    assert session.get_one(Person, person.id).active


def test_said_has_the_fields_of_the_form() -> None:
    """The page hands the form's fields to the deed by their names."""
    assert {"level", "role", "number", "industries"} <= set(Said.__slots__)
