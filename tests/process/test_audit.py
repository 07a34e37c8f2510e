"""R23, R27-R29, R31 in the steps of stage 1 and stage 2."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotAllowed, NotReady
from certplatform.models.application import Site
from certplatform.models.case import Case
from certplatform.process.attendance import explain_anomaly, sign_in
from certplatform.process.audit import (
    ReadinessAnswer,
    close_stage2,
    close_stage2_with_findings,
    pass_stage1,
    return_to_planning,
)
from certplatform.process.intake import inspected
from certplatform.process.rating import record_rating
from certplatform.queries.audits import (
    documents_by_id,
    missing_sign_ins,
    ratings_of,
    stage_results,
)
from certplatform.queries.plans import released_plan, stays_of
from tests.builders.application import a_pdf
from tests.builders.audit import (
    SUMMARY,
    a_finding,
    all_ready,
    assessor,
    lead,
    rated_case,
    stage2_case,
)
from tests.builders.people import World, a_world
from tests.builders.planning import MEMBER, on, on_team, stage1_case


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def rate(world: World, case: Case, result: str = "met", **more: object) -> int:
    row = record_rating(case.id, key="clause:4.1", result=result, by=lead(world), **more)  # type: ignore[arg-type]
    return row.version


def test_R23_one_item_not_fulfilled_keeps_stage_2_shut(world: World) -> None:
    case = stage1_case(world)
    answers = all_ready(case)
    answers[0] = ReadinessAnswer(answers[0].item, fulfilled=False, note="范围不一致")
    with on(case, clock.today()):
        with pytest.raises(NotReady):
            pass_stage1(case.id, answers=answers, summary=SUMMARY, by=lead(world))
        with pytest.raises(NotReady):
            pass_stage1(case.id, answers=answers[1:], summary=SUMMARY, by=lead(world))
        return_to_planning(case.id, answers=answers, by=lead(world), reason="范围不一致")
    assert case.state == "planning"
    assert [one.outcome for one in stage_results(case)] == ["not_ready"]


def test_R23_a_long_gap_to_stage_2_needs_a_validity_review(world: World) -> None:
    case = stage1_case(world)
    for row in released_plan(case).rows:
        if row.stage == 2:
            row.on += timedelta(days=220)
    session.commit()
    with on(case, clock.today()):
        with pytest.raises(NotReady) as refused:
            pass_stage1(case.id, answers=all_ready(case), summary=SUMMARY, by=lead(world))
        assert {one.rule for one in refused.value.obstacles} == {"R23"}
        pass_stage1(
            case.id,
            answers=all_ready(case),
            summary=SUMMARY,
            validity_review="体系和范围无变化",
            by=lead(world),
        )
    assert case.state == "stage2"


def test_only_the_lead_closes_a_stage(world: World) -> None:
    case = stage1_case(world)
    with on(case, clock.today()), pytest.raises(NotAllowed):
        pass_stage1(case.id, answers=all_ready(case), summary=SUMMARY, by=assessor(world))


def test_a_row_is_recorded_with_its_evidence(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(world, case, files=[inspected("手册.pdf", a_pdf())])
    row = ratings_of(case)["clause:4.1"]
    assert (row.result, row.version) == ("met", 1)
    assert documents_by_id(case)[row.evidence[0]].purpose == "evidence"


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "clause:99", "result": "met"},
        {"key": "clause:4.1", "result": "fine"},
        {"key": "clause:4.1", "result": "not_applicable"},
    ],
)
def test_only_rows_and_results_of_the_checklist_are_taken(
    world: World, wrong: dict[str, str]
) -> None:
    case = stage2_case(world)
    with on(case, clock.today()), pytest.raises(Invalid):
        record_rating(case.id, by=lead(world), **wrong)


def test_others_on_the_case_judge_nothing(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        on_team(world, case, "assessor_4", Role.TRAINEE)
        for part in ("assessor_4", "case_officer", "applicant"):
            with pytest.raises(NotAllowed):
                record_rating(case.id, key="clause:4.1", result="met", by=world.actor(world[part]))


@pytest.mark.parametrize(("late", "odd"), [(0, []), (1, ["late"])])
def test_R27_a_late_sign_in_is_noted_not_refused(world: World, late: int, odd: list[str]) -> None:
    case = stage1_case(world)
    starts = stays_of(case, 1)[0].starts_at
    with clock.simulated(starts + timedelta(hours=2, seconds=late)):
        made = sign_in(case.id, kind="opening", by=lead(world))
    assert [one["kind"] for one in made.anomalies] == odd


def test_R27_far_away_is_noted_and_explained_by_oneself(world: World) -> None:
    case = stage1_case(world)
    for site in session.query(Site).filter_by(case_id=case.id):
        site.latitude, site.longitude = Decimal("36.668500"), Decimal("117.020700")
    session.commit()
    with clock.simulated(stays_of(case, 1)[0].starts_at):
        made = sign_in(
            case.id,
            kind="opening",
            latitude=Decimal("36.800000"),
            longitude=Decimal("117.020700"),
            by=lead(world),
        )
        assert [one["kind"] for one in made.anomalies] == ["far"]
        with pytest.raises(NotAllowed):
            explain_anomaly(case.id, sign_in_id=made.id, explanation="定位漂移", by=assessor(world))
        explain_anomaly(case.id, sign_in_id=made.id, explanation="定位漂移", by=lead(world))
    assert made.explanation == "定位漂移"


def test_R27_who_has_not_signed_in_is_named(world: World) -> None:
    case = stage1_case(world)
    with clock.simulated(stays_of(case, 1)[0].starts_at + timedelta(hours=3)):
        sign_in(case.id, kind="opening", by=lead(world))
        missing = missing_sign_ins(case, 1)
    assert [(one.person, one.moment) for one in missing] == [(world[MEMBER].id, "opening")]


def test_R22_a_clause_without_result_keeps_stage_2_open(world: World) -> None:
    case = rated_case(world)
    session.delete(ratings_of(case)["clause:4.1"])
    session.commit()
    with on(case, clock.today()), pytest.raises(NotReady) as refused:
        close_stage2(case.id, summary=SUMMARY, by=lead(world))
    assert {one.rule for one in refused.value.obstacles} == {"R22"}


def test_R28_a_draft_finding_keeps_stage_2_open(world: World) -> None:
    case = rated_case(world)
    with on(case, clock.today()):
        a_finding(world, case, "observation", issue=False)
        with pytest.raises(NotReady) as refused:
            close_stage2(case.id, summary=SUMMARY, by=lead(world))
    assert {one.rule for one in refused.value.obstacles} == {"R28"}


def test_R28_nonconformities_lead_to_correction_and_only_they(world: World) -> None:
    case = rated_case(world)
    with on(case, clock.today()):
        with pytest.raises(NotReady):
            close_stage2_with_findings(case.id, summary=SUMMARY, by=lead(world))
        finding = a_finding(world, case)
        with pytest.raises(NotReady):
            close_stage2(case.id, summary=SUMMARY, by=lead(world))
        close_stage2_with_findings(case.id, summary=SUMMARY, by=lead(world))
    assert case.state == "correction"
    assert finding.due_on is not None


@pytest.mark.parametrize(("count", "asked"), [(2, False), (3, True)])
def test_R29_many_minors_on_one_clause_want_the_leads_answer(
    world: World, count: int, asked: bool
) -> None:
    case = rated_case(world)
    with on(case, clock.today()):
        for _ in range(count):
            a_finding(world, case)
        if asked:
            with pytest.raises(NotReady) as refused:
                close_stage2_with_findings(case.id, summary=SUMMARY, by=lead(world))
            assert {one.rule for one in refused.value.obstacles} == {"R29"}
        close_stage2_with_findings(
            case.id, summary=SUMMARY, minors={"clause:4.1": "互不关联，不构成严重"}, by=lead(world)
        )
    assert case.state == "correction"
