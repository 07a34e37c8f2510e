"""The platform's own papers: printed once per fact, in both languages, for the right eyes."""

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from certplatform import clock, schemes
from certplatform.db import session
from certplatform.domain.decision import GRANT
from certplatform.domain.facts import Fact, fact_from
from certplatform.domain.papers import PAPERS
from certplatform.extensions import house
from certplatform.jobs.printing import PRINTED, print_for
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.outbox import StoredFact
from certplatform.process.acceptance import decline, return_application
from certplatform.process.application import submit
from certplatform.process.plan import release_plan, save_plan
from certplatform.process.validity import restore, suspend
from certplatform.queries.applications import ReturnPoint
from certplatform.queries.ballots import BACK, REJECT
from certplatform.queries.plan_changes import rows_of
from certplatform.queries.plans import released_plan
from certplatform.schemes import scheme
from tests.builders.acceptance import accept_case, agree
from tests.builders.application import submitted_case
from tests.builders.audit import corrected_case
from tests.builders.certificate import certificate_of, certified_case
from tests.builders.conclusion import review_case
from tests.builders.decision import all_vote, voting_case
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import planned_case
from tests.builders.rules import TINY_FOLDER
from tests.builders.statements import counted

HELD_BACK = ("小组需补充证据。", "材料仍不齐全。")


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def print_all(*names: str) -> None:
    """What the reactions do: every stored fact of a kind that is printed, in order."""
    rows = session.scalars(
        select(StoredFact)
        .where(StoredFact.name.in_(names or tuple(PRINTED)))
        .order_by(StoredFact.id)
    )
    told: list[tuple[int, Fact]] = [(one.id, fact_from(one.name, one.payload)) for one in rows]
    for fact_id, fact in told:
        print_for(fact_id, fact)


def issued(case: Case) -> list[Document]:
    """The papers of a case in the order in which they were made."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.case_id == case.id, Document.purpose == "issued")
            .order_by(Document.id)
        )
    )


def numbers(case: Case) -> list[str]:
    """The papers' numbers without the case's."""
    return [one.number.removeprefix(f"{case.number}-") for one in issued(case)]


def words_in(document: Document, tmp_path: Path) -> str:
    """The text of a paper, line breaks removed."""
    program = shutil.which("pdftotext")
    if program is None:
        if os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"):
            pytest.fail("pdftotext is not installed")
        pytest.skip("pdftotext is not installed")
    file = tmp_path / f"{document.id}.pdf"
    file.write_bytes(house().store.get(document.file.sha256))
    done = subprocess.run(
        [program, "-raw", str(file), "-"], capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode().replace("\n", " ")


def returned(world: World, case: Case, text: str) -> None:
    """Return an application with one point, and have it submitted again."""
    return_application(
        case.id,
        code=scheme(case.scheme).reasons["return"][0].code,
        points=[ReturnPoint("system", "scope", text)],
        by=world.actor(world.case_officer),
        reason="材料不全，请补正后再提交。",
    )
    submit(case.id, by=world.actor(world.applicant))


def test_each_return_has_its_own_notice_with_its_own_points(world: World, tmp_path: Path) -> None:
    case = submitted_case(world)
    returned(world, case, HELD_BACK[0])
    returned(world, case, HELD_BACK[1])
    print_all()  # late: both returns have happened already
    first, second = issued(case)
    assert numbers(case) == ["RETURN-01", "RETURN-02"]
    assert HELD_BACK[0] in words_in(first, tmp_path)
    assert HELD_BACK[1] not in words_in(first, tmp_path)
    assert HELD_BACK[1] in words_in(second, tmp_path)


def test_printing_again_makes_nothing_new(world: World) -> None:
    case = accept_case(world, submitted_case(world))
    print_all()
    before = [(one.id, one.file.sha256) for one in issued(case)]
    with clock.simulated(clock.now() + timedelta(days=3)):
        print_all()
    assert [(one.id, one.file.sha256) for one in issued(case)] == before
    assert numbers(case) == ["ACCEPTANCE-01", "AGREEMENT-01"]


def test_R08_the_notice_of_declining_names_reason_and_appeal(world: World, tmp_path: Path) -> None:
    case = submitted_case(world)
    reason = scheme(case.scheme).reasons["decline"][0]
    by = world.actor(world.case_officer)
    decline(case.id, code=reason.code, by=by, reason="本行业不在批准范围内。")
    print_all()
    said = words_in(issued(case)[0], tmp_path)
    for wanted in (
        reason.title.zh,
        "本行业不在批准范围内。",
        "2026-04-02",
        world.case_officer.name,
    ):
        assert wanted in said


def test_R25_the_agreement_shows_the_working_in_chinese_and_english(
    world: World, tmp_path: Path
) -> None:
    case = accept_case(world, submitted_case(world))
    agree(world, case)
    print_all()
    offered, concluded = [one for one in issued(case) if one.kind == "agreement"]
    said = words_in(offered, tmp_path)
    assert "320 people in scope" in said
    assert "范围内 320 人" in said
    assert "%(" not in said
    assert "1. 1." not in said
    assert world.applicant.name not in said
    assert world.applicant.name in words_in(concluded, tmp_path)


def test_R22_the_plan_says_who_audits_what_when(world: World, tmp_path: Path) -> None:
    case = planned_case(world)
    print_all("PlanReleased")
    assert numbers(case) == ["PLAN-01"]
    said = words_in(issued(case)[0], tmp_path)
    clause = scheme(case.scheme).judged_clauses[0]
    for wanted in (world.assessor_1.name, world.assessor_2.name, clause.title.zh, "上午", "现场"):
        assert wanted in said


def test_a_changed_plan_lists_its_changes_on_paper(world: World, tmp_path: Path) -> None:
    case = planned_case(world)
    rows = rows_of(released_plan(case))
    with clock.simulated(clock.at_local(clock.today(), 15)):
        changed = [replace(rows[0], department="质量部"), *rows[1:]]
        save_plan(case.id, rows=changed, by=world.actor(world.scheduler))
        release_plan(case.id, by=world.actor(world.scheduler))
    print_all()
    said = words_in(issued(case)[-1], tmp_path)
    assert numbers(case)[-1] == "PLAN-02"
    assert "与上一版本相比的变更" in said
    assert "质量部" in said


def test_the_report_tells_findings_levels_and_the_conclusion(world: World, tmp_path: Path) -> None:
    case = review_case(world, corrected_case(world))
    print_all("ConclusionSubmitted")
    assert numbers(case) == ["REPORT-01"]
    said = words_in(issued(case)[0], tmp_path)
    for wanted in ("设备台账与现场不一致", "一般不符合", "各项能力均达到所申请等级", "AA级"):
        assert wanted in said
    for odd in ("%(", "None", "not_met", "minor "):
        assert odd not in said


@pytest.mark.parametrize("choice", [GRANT, REJECT, BACK])
def test_R38_the_minutes_list_the_votes_once_the_ballot_has_closed(
    world: World, tmp_path: Path, choice: str
) -> None:
    case = voting_case(world)
    print_all()
    assert "MINUTES-01" not in numbers(case)
    all_vote(world, case, [(choice, "AA" if choice == GRANT else "")] * 3)
    print_all()
    assert numbers(case)[-1] == "MINUTES-01"
    said = words_in(issued(case)[-1], tmp_path)
    assert all(world[part].name in said for part in ("expert_4", "expert_5", "expert_6"))


def test_R52_each_change_of_status_has_its_notice_on_the_latest_case(
    world: World, tmp_path: Path
) -> None:
    case = certified_case(world)
    certificate, by = certificate_of(case), world.actor(world.secretary)
    reasons = scheme(case.scheme).reasons
    with clock.simulated(case.state_since_at + timedelta(days=200)):
        code = reasons["suspend"][0].code
        suspend(certificate.id, reason_code=code, by=by, reason="逾期未接受监督审核。")
    with clock.simulated(case.state_since_at + timedelta(days=230)):
        code = reasons["restore"][0].code
        restore(certificate.id, reason_code=code, evidence="审核报告", by=by, reason="已完成审核。")
    print_all("CertificateStatusChanged")
    assert numbers(case) == ["STATUS-01", "STATUS-02"]
    suspended, restored = (words_in(one, tmp_path) for one in issued(case))
    assert "逾期未接受监督审核。" in suspended
    assert "（暂停）" in suspended
    assert "（恢复）" in restored
    assert certificate.number in restored


@pytest.mark.usefixtures("app")
def test_a_scheme_with_other_words_goes_the_whole_way_to_the_minutes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(schemes, "_extra", {})
    known = schemes.register_folder(TINY_FOLDER)
    try:
        world = a_world(known.code)
        case = submitted_case(world, scheme_code=known.code)
        agree(world, accept_case(world, case))
        case = voting_case(world, review_case(world, corrected_case(world, case)))
        all_vote(world, case, [(REJECT, "")] * 3)
        print_all()
        assert [one.kind for one in issued(case)][-3:] == ["plan", "report", "minutes"]
        assert known.issuer.zh in words_in(issued(case)[-1], tmp_path)
    finally:
        monkeypatch.undo()
        schemes._forget()


def test_every_kind_of_paper_has_a_title_and_every_title_is_printed(world: World) -> None:
    case = submitted_case(world)
    returned(world, case, HELD_BACK[0])
    accept_case(world, case)
    agree(world, case)
    case = certified_case(world, case=review_case(world, corrected_case(world, case)))
    print_all()
    kinds = {one.kind for one in issued(case)}
    assert kinds == set(PAPERS) - {"decline", "status"}
    assert session.scalar(select(func.count()).select_from(Document).where(Document.number != ""))


def listed(client: FlaskClient, case: Case) -> str:
    answer = client.get(f"/cases/{case.public_id}")
    assert answer.status_code == 200
    return answer.text


def test_the_enterprise_finds_its_papers_but_not_the_minutes(
    client: FlaskClient, world: World
) -> None:
    case = voting_case(world)
    all_vote(world, case, [(GRANT, "AA")] * 3)
    print_all()
    minutes = next(one for one in issued(case) if one.kind == "minutes")
    report = next(one for one in issued(case) if one.kind == "report")
    for person, sees in (
        (world.applicant, False),
        (world.case_officer, False),
        (world.secretary, True),
        (world.supervisor, True),
    ):
        sign_in_as(client, person)
        page = listed(client, case)
        assert (minutes.public_id in page) is sees, person.name
        assert report.public_id in page
        assert client.get(f"/files/{minutes.public_id}").status_code == (200 if sees else 404)
        assert client.get(f"/files/{report.public_id}").status_code == 200


def test_R17_whoever_has_not_signed_sees_no_paper_and_no_case(
    client: FlaskClient, world: World
) -> None:
    case = planned_case(world)
    print_all()
    paper = issued(case)[0]
    sign_in_as(client, world.assessor_5)
    assert client.get(f"/cases/{case.public_id}").status_code == 404
    assert client.get(f"/files/{paper.public_id}").status_code == 404
    sign_in_as(client, world.assessor_1)
    assert paper.public_id in listed(client, case)


def test_the_list_of_papers_costs_the_same_at_any_length(
    app: Flask, client: FlaskClient, world: World
) -> None:
    del app
    case = submitted_case(world)
    returned(world, case, HELD_BACK[0])
    accept_case(world, case)
    print_all("ApplicationReturned")
    sign_in_as(client, world.applicant)
    one_paper = _statements(client, case)
    print_all("ApplicationAccepted")
    assert len(issued(case)) == 3
    assert _statements(client, case) == one_paper


def _statements(client: FlaskClient, case: Case) -> int:
    session.commit()
    session.expire_all()  # as a request that begins with nothing loaded
    with counted() as sent:
        listed(client, case)
    return len(sent)
