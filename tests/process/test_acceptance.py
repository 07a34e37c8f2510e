"""Stage 2 by its deeds: return, decline, accept with days, sites and fee, agreement, end."""

import pytest
from flask import Flask

from certplatform import schemes
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.audit_time import Reduction
from certplatform.domain.errors import NotAllowed, NotFresh, NotNow, NotReady, NotVisible, Stale
from certplatform.domain.sampling import draw
from certplatform.models.document import Document
from certplatform.models.organisation import ApprovedRange
from certplatform.process.acceptance import (
    accept,
    accept_agreement,
    decline,
    return_application,
    terminate,
)
from certplatform.process.application import submit
from certplatform.process.intake import digest_of, inspected
from certplatform.queries.acceptances import Offer, acceptance_obstacles_of
from certplatform.queries.applications import (
    ReturnPoint,
    acceptance_of,
    latest_version,
    return_points,
    sites_of,
)
from certplatform.queries.documents import documents_on
from certplatform.queries.journal import said, story_of
from tests.builders.acceptance import accept_case, accepted_case, agree, planning_case
from tests.builders.application import a_pdf, save, submitted_case
from tests.builders.people import World, a_world
from tests.builders.rules import TINY_FOLDER

POINT = ReturnPoint("system", "scope", "请写明是否包括售后服务")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def test_an_accepted_case_goes_on_to_planning(world: World) -> None:
    assert planning_case(world).state == "planning"


def test_R25_days_fee_and_working_are_recorded(world: World) -> None:
    case = accepted_case(world)
    record = acceptance_of(case.id)
    assert record is not None
    assert record.half_days == 20  # 320 people in scope: 10 days
    assert record.fee_cents == 10 * 4_000_00
    assert record.working["headcount"] == 320
    assert [one["days"] for one in record.working["lines"]] == ["10"]


def test_R25_a_justified_reduction_shortens_the_audit(world: World) -> None:
    reduction = Reduction("成熟度高", 15, "连续两年获得同类评定")
    case = accept_case(world, submitted_case(world), reductions=[reduction])
    record = acceptance_of(case.id)
    assert record is not None
    assert record.half_days == 17


@pytest.mark.parametrize(
    "reduction",
    [Reduction("过多", 31, "理由"), Reduction("无理由", 10, " "), Reduction("零", 0, "x")],
)
def test_R25_a_reduction_beyond_the_rule_is_refused(world: World, reduction: Reduction) -> None:
    case = submitted_case(world)
    with pytest.raises(NotReady) as refused:
        accept_case(world, case, reductions=[reduction])
    assert {one.rule for one in refused.value.obstacles} == {"R25"}
    assert case.state == "submitted"


def test_R26_the_draw_can_be_replayed_from_the_record(world: World) -> None:
    sites = [{"name": "总部", "address": "一", "headcount": "50", "headquarters": True}]
    sites += [{"name": f"分厂{n}", "address": "二", "headcount": "10"} for n in range(1, 17)]  # type: ignore[misc]
    case = accepted_case(world, sites=sites)
    record = acceptance_of(case.id)
    assert record is not None
    sample = record.working["sample"]
    assert sample["size"] == 4
    assert len(sample["drawn"]) == 1
    again = draw(sample["items"], sample["size"], record.sample_seed)
    assert list(again) == [*sample["drawn"], *sample["proposed"]]
    assert sum(1 for one in sites_of(case.id) if one.sampled) == 5


def test_R26_the_drawn_site_cannot_be_left_out(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotReady) as refused:
        accept_case(world, case, visited=[1])
    assert {one.rule for one in refused.value.obstacles} == {"R26"}


def test_R26_a_new_version_does_not_draw_again(world: World) -> None:
    case = submitted_case(world)
    first = latest_version(case.id)
    assert first is not None
    back(world, case.id)
    save(case, "system", {"scope": "轴承的设计和生产"}, world.actor(world.applicant))
    submit(case.id, by=world.actor(world.applicant))
    second = latest_version(case.id)
    assert second is not None
    assert (second.number, second.sample_seed) == (2, first.sample_seed)


def back(world: World, case_id: int) -> None:
    return_application(
        case_id,
        code="UNCLEAR",
        points=[POINT],
        reason="范围不清",
        by=world.actor(world.case_officer),
    )


def test_a_returned_application_names_its_points(world: World) -> None:
    case = submitted_case(world)
    back(world, case.id)
    assert case.state == "returned"
    assert return_points(case.id) == ("范围不清", (POINT,))


def test_a_return_without_points_is_refused(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(Exception, match="at least one point"):
        return_application(
            case.id,
            code="UNCLEAR",
            points=[],
            reason="范围不清",
            by=world.actor(world.case_officer),
        )


def test_R07_a_body_accepts_only_inside_its_range(world: World) -> None:
    case = submitted_case(world)
    for one in session.query(ApprovedRange).filter_by(organisation_id=world.body.id):
        one.industries = ["C13"]
    session.commit()
    found = acceptance_obstacles_of(case, Offer("有", "无", 1), case.rules_on)
    assert [one.rule for one in found if one.weight == "blocks"] == ["R07"]


def test_R08_acceptance_answers_competence_and_own_conflict(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotReady) as refused:
        accept(
            case.id,
            competence=" ",
            body_conflict="",
            day_rate_cents=1_00,
            by=world.actor(world.case_officer),
        )
    assert {one.field for one in refused.value.obstacles} == {"competence", "conflict"}


def test_R08_a_decline_is_coded_and_explained(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotReady):
        decline(case.id, code="", reason="理由", by=world.actor(world.case_officer))
    decline(case.id, code="NOT_READY", reason="运行证据不足", by=world.actor(world.case_officer))
    assert case.state == "declined"


def test_another_body_cannot_accept(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotVisible):
        accept_case(world, case, officer="other_officer")


def test_the_enterprise_cannot_accept_its_own_application(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotAllowed):
        accept_case(world, case, officer="applicant")


def test_a_second_acceptance_is_refused(world: World) -> None:
    case = accepted_case(world)
    with pytest.raises(NotNow):
        accept_case(world, case)


def test_an_agreement_is_accepted_as_it_was_read(world: World) -> None:
    case = accepted_case(world)
    with pytest.raises(Stale):
        accept_agreement(case.id, digest="0" * 64, by=world.actor(world.applicant))
    agree(world, case)
    record = acceptance_of(case.id)
    assert record is not None
    assert record.agreed_by == world.applicant.id
    assert "40,000.00" in record.agreement


def test_a_manager_terminates_with_a_fresh_sign_in(world: World) -> None:
    case = planning_case(world)
    reasons = {"code": "NO_COOPERATION", "reason": "企业停产"}
    with pytest.raises(NotFresh):
        terminate(case.id, by=world.actor(world.manager, fresh=False), **reasons)
    with pytest.raises(NotAllowed):
        terminate(case.id, by=world.actor(world.case_officer), **reasons)
    terminate(case.id, by=world.actor(world.manager), **reasons)
    assert case.state == "terminated"


def test_the_system_accepts_nothing(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(NotAllowed):
        accept(case.id, competence="有", body_conflict="无", day_rate_cents=1_00, by=SYSTEM)


def test_another_scheme_goes_the_same_way(app: Flask) -> None:
    del app
    tiny = schemes.register_folder(TINY_FOLDER)
    case = planning_case(a_world(tiny.code), scheme_code=tiny.code)
    record = acceptance_of(case.id)
    assert case.state == "planning"
    assert record is not None
    assert tiny.standard in record.agreement


def test_the_agreement_is_signed_with_a_fresh_sign_in_only(world: World) -> None:
    case = accepted_case(world)
    record = acceptance_of(case.id)
    assert record is not None
    stale = world.actor(world.applicant, fresh=False)
    with pytest.raises(NotFresh):
        accept_agreement(case.id, digest=record.agreement_sha256, by=stale)
    assert case.state == "accepted"


def test_a_paper_signed_by_hand_is_kept_with_the_digest_of_the_text(world: World) -> None:
    case = accepted_case(world)
    record = acceptance_of(case.id)
    assert record is not None
    scan = inspected("协议.pdf", a_pdf("signed by hand"))
    by = world.actor(world.applicant)
    accept_agreement(case.id, digest=record.agreement_sha256, scan=scan, by=by)
    assert case.state == "planning"
    document = session.get_one(Document, record.signed_scan_id)
    assert document.file.sha256 == digest_of(scan)
    details = said(story_of(f"case:{case.id}")[0])["details"]
    assert details["agreement_sha256"] == record.agreement_sha256
    assert details["signed_scan_sha256"] == digest_of(scan)
    officer = world.actor(world.case_officer)
    assert document in documents_on(officer, case)
    assert document in documents_on(by, case)
