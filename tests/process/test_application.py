"""Stage 1 by its deeds: what may be typed, what stops a submission, what a version keeps."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from certplatform import clock
from certplatform.db import session
from certplatform.domain.errors import (
    Invalid,
    NotAllowed,
    NotNow,
    NotReady,
    NotVisible,
    Refusal,
    Stale,
)
from certplatform.domain.workflow.case import CASE
from certplatform.models.application import CaseConsultant, RunStep
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import Organisation
from certplatform.process.application import (
    attach_document,
    open_application,
    remove_document,
    save_part,
    submit,
    withdraw_application,
)
from certplatform.queries.applications import (
    application_documents,
    claims_of,
    latest_version,
    saved_part,
    sites_of,
)
from certplatform.queries.readiness import draft_seen, submission_obstacles
from tests.builders.application import (
    EFFECTIVE_ON,
    a_capability,
    a_pdf,
    drafted_case,
    save,
    submitted_case,
)
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def obstacles(case: Case) -> list[tuple[str, str]]:
    return [(one.rule, one.field) for one in submission_obstacles(case, clock.today())]


def test_a_draft_is_born_with_a_number_and_journaled(world: World) -> None:
    case = open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))
    assert case.state == "draft"
    assert case.number == "2026-00001"
    entry = session.scalars(select(JournalEntry).where(JournalEntry.chain == f"case:{case.id}"))
    assert [one.action for one in entry] == ["open_application"]


def test_numbers_count_on_within_a_year(world: World) -> None:
    first = open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))
    second = open_application(
        world.other_enterprise.id, "IIIMS", by=world.actor(world.other_applicant)
    )
    assert [first.number, second.number] == ["2026-00001", "2026-00002"]


def test_R05_a_second_open_application_is_refused_by_the_database(world: World) -> None:
    open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))
    with pytest.raises(NotNow, match="R05"):
        open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))


def test_only_its_own_people_open_an_application_of_an_enterprise(world: World) -> None:
    with pytest.raises(NotAllowed):
        open_application(world.enterprise.id, "IIIMS", by=world.actor(world.other_applicant))


def test_a_renewal_needs_a_certificate_of_the_enterprise(world: World) -> None:
    with pytest.raises(Invalid):
        open_application(world.enterprise.id, "IIIMS", "renewal", by=world.actor(world.applicant))


def test_a_surveillance_case_is_not_applied_for(world: World) -> None:
    with pytest.raises(Invalid):
        open_application(
            world.enterprise.id, "IIIMS", "surveillance", by=world.actor(world.applicant)
        )


def test_two_windows_do_not_overwrite_each_other(world: World) -> None:
    case = drafted_case(world)
    by = world.actor(world.applicant)
    version = saved_part(case.id, "system").version
    content = dict(saved_part(case.id, "system").content)
    save_part(case.id, "system", {**content, "scope": "一"}, version=version, by=by)
    with pytest.raises(Stale):
        save_part(case.id, "system", {**content, "scope": "二"}, version=version, by=by)
    assert saved_part(case.id, "system").content["scope"] == "一"


def test_saving_the_same_again_makes_no_new_version(world: World) -> None:
    case = drafted_case(world)
    saved = saved_part(case.id, "system")
    again = save_part(
        case.id, "system", saved.content, version=saved.version, by=world.actor(world.applicant)
    )
    assert again == saved.version


def test_saving_floods_no_journal(world: World) -> None:
    case = drafted_case(world, documents=False)
    count = session.scalar(select(func.count()).where(JournalEntry.chain == f"case:{case.id}"))
    assert count == 1


def test_others_see_no_draft(world: World) -> None:
    case = drafted_case(world)
    for person in (world.case_officer, world.other_applicant, world.secretary):
        with pytest.raises(NotVisible):
            save_part(case.id, "system", {}, version=1, by=world.actor(person))


def test_what_is_typed_is_kept_even_when_it_is_wrong(world: World) -> None:
    case = drafted_case(world)
    save(case, "system", {"effective_on": "2025-13-45"}, world.actor(world.applicant))
    assert saved_part(case.id, "system").content["effective_on"] == "2025-13-45"
    assert ("R10", "part:system") in obstacles(case)


def test_R11_blanks_and_lower_case_are_mended(world: World) -> None:
    case = drafted_case(world)
    typed = " ".join((world.enterprise.code or "").lower())
    save(case, "enterprise", {"uscc": typed, "industry": "c 34"}, world.actor(world.applicant))
    content = saved_part(case.id, "enterprise").content
    assert content["uscc"] == world.enterprise.code
    assert content["industry"] == "C34"
    assert obstacles(case) == []


def test_R11_a_wrong_check_character_is_named_with_its_position(world: World) -> None:
    case = drafted_case(world)
    save(case, "enterprise", {"uscc": "91370100MA3C5K7T4X"}, world.actor(world.applicant))
    found = [one for one in submission_obstacles(case, clock.today()) if "18" in one.fact]
    assert found[0].rule == "R11"


@pytest.mark.parametrize("headcount", ["0", "1000000", "-5", "12.5", "many", "１２３４５６７"])
def test_a_headcount_that_cannot_be_right_stops_the_submission(
    world: World, headcount: str
) -> None:
    site = {"name": "总部", "address": "一号", "headcount": headcount, "headquarters": True}
    case = drafted_case(world, sites=[site])
    assert ("R10", "part:enterprise") in obstacles(case)


def test_exactly_one_site_is_the_headquarters(world: World) -> None:
    sites = [{"name": name, "address": "一号", "headcount": "9"} for name in ("甲", "乙")]
    case = drafted_case(world, sites=sites)
    assert ("R10", "part:enterprise") in obstacles(case)


def test_R02_a_review_before_the_audit_stops_the_submission(world: World) -> None:
    parts = {"audits": {"internal_audit_on": "2026-02-10", "management_review_on": "2026-02-09"}}
    case = drafted_case(world, parts=parts)
    assert obstacles(case) == [("R02", "management_review_on")]


def test_R06_without_the_declaration_nothing_is_submitted(world: World) -> None:
    case = drafted_case(world, parts={"declarations": {"no_dishonesty": False}})
    with pytest.raises(NotReady) as refused:
        submit(case.id, by=world.actor(world.applicant))
    assert [one.rule for one in refused.value.obstacles] == ["R06"]


def test_R09_grade_and_level_correspond(world: World) -> None:
    case = drafted_case(
        world, grade="AAA", capabilities=[a_capability("柔性制造", "OPERATION", "CL2")]
    )
    assert obstacles(case) == [("R09", "requested_grade")]


def test_R10_each_missing_document_names_itself(world: World) -> None:
    case = drafted_case(world)
    licence = next(one for one in application_documents(case.id) if one.kind == "BUSINESS_LICENCE")
    remove_document(case.id, licence.public_id, by=world.actor(world.applicant))
    assert obstacles(case) == [("R10", "document:BUSINESS_LICENCE")]


def test_R03_the_recorded_start_never_changes(world: World) -> None:
    case = drafted_case(world)
    recorded = session.scalars(select(RunStep.recorded_at)).one()
    with clock.simulated(clock.now() + timedelta(days=9)):
        save(case, "system", {"effective_on": "2025-08-01"}, world.actor(world.applicant))
    assert session.scalars(select(RunStep.recorded_at)).one() == recorded


def test_a_submission_freezes_a_version_and_writes_what_later_stages_read(world: World) -> None:
    consultants: dict[str, Any] = {
        "used": "yes",
        "consultants": [{"name": "远见管理咨询有限公司", "persons": "甲\n乙\n甲"}],
    }
    case = submitted_case(world, parts={"consultancy": consultants})
    version = latest_version(case.id)
    assert version is not None
    assert version.number == 1
    assert version.parts["system"]["effective_on"] == EFFECTIVE_ON
    assert json.loads(version.row.content)["case"] == case.number
    assert case.state == "submitted"
    assert case.body_id == world.body.id
    assert case.submitted_on == case.rules_on == clock.today()
    assert [one.name for one in sites_of(case.id)] == ["总部", "章丘工厂"]
    assert [one.level for one in claims_of(case.id)] == ["CL2"]
    assert sorted(session.scalars(select(CaseConsultant.person_name))) == ["乙", "甲"]


def test_what_the_enterprise_says_of_itself_replaces_what_was_registered(world: World) -> None:
    submitted_case(world, parts={"enterprise": {"address": "济南市新泺大街 9 号"}})
    session.expire_all()
    enterprise = session.get_one(Organisation, world.enterprise.id)
    assert enterprise.address == "济南市新泺大街 9 号"
    assert enterprise.name == "泉城轴承有限公司"


def test_a_submission_of_something_changed_meanwhile_is_stale(world: World) -> None:
    case = drafted_case(world)
    seen = draft_seen(case)
    save(case, "system", {"scope": "别的范围"}, world.actor(world.applicant))
    with pytest.raises(Stale):
        submit(case.id, seen=seen, by=world.actor(world.applicant))
    assert case.state == "draft"


def test_a_double_submission_makes_one_version(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotNow):
        submit(case.id, by=world.actor(world.applicant))
    version = latest_version(case.id)
    assert version is not None
    assert version.number == 1


def test_a_submitted_application_is_not_changed(world: World) -> None:
    case = submitted_case(world)
    saved = saved_part(case.id, "system")
    with pytest.raises(NotNow):
        save_part(case.id, "system", {}, version=saved.version, by=world.actor(world.applicant))
    with pytest.raises(NotNow):
        attach_document(
            case.id,
            kind="MANUAL",
            filename="a.pdf",
            content=a_pdf("other"),
            by=world.actor(world.applicant),
        )


def test_the_same_file_is_attached_once(world: World) -> None:
    case = drafted_case(world, documents=False)
    by = world.actor(world.applicant)
    for _ in range(2):
        attach_document(case.id, kind="MANUAL", filename="手册.pdf", content=a_pdf(), by=by)
    assert len(application_documents(case.id)) == 1


def test_a_replaced_document_stays_in_the_history(world: World) -> None:
    case = drafted_case(world, documents=False)
    by = world.actor(world.applicant)
    old = attach_document(case.id, kind="MANUAL", filename="1.pdf", content=a_pdf("1"), by=by)
    attach_document(
        case.id,
        kind="MANUAL",
        filename="2.pdf",
        content=a_pdf("2"),
        replaces=old.public_id,
        by=by,
    )
    assert [one.filename for one in application_documents(case.id)] == ["2.pdf"]
    assert len(application_documents(case.id, removed=True)) == 2


def test_a_draft_can_be_withdrawn_though_no_body_is_named(world: World) -> None:
    case = open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))
    withdraw_application(
        case.id, code="POSTPONED", reason="推迟到明年", by=world.actor(world.applicant)
    )
    assert case.state == "withdrawn"
    open_application(world.enterprise.id, "IIIMS", by=world.actor(world.applicant))


def test_a_withdrawal_needs_a_reason_of_the_list(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(Refusal):
        withdraw_application(case.id, code="NONE", reason="因故", by=world.actor(world.applicant))
    with pytest.raises(Refusal):
        withdraw_application(case.id, code="POSTPONED", reason=" ", by=world.actor(world.applicant))
    assert case.state == "submitted"


def test_no_part_is_kept_that_the_form_does_not_have(world: World) -> None:
    case = drafted_case(world)
    by = world.actor(world.applicant)
    with pytest.raises(NotVisible):
        save_part(case.id, "secrets", {"a": "b"}, version=0, by=by)
    save(case, "system", {"hidden": "x", "scope": "\x00轴承\x07"}, by)
    content = saved_part(case.id, "system").content
    assert "hidden" not in content
    assert content["scope"] == "轴承"


def test_the_table_knows_every_deed_of_this_stage() -> None:
    for action in ("submit", "withdraw_application", "attach_document", "remove_document"):
        assert CASE.known(action)


def test_R03_not_even_plain_sql_changes_the_recorded_start(world: World) -> None:
    drafted_case(world)
    with pytest.raises(DatabaseError, match="written_once"):
        session.execute(update(RunStep).values(recorded_at=clock.now()))
    session.rollback()
