"""Results are kept as they are submitted; others are compared with, and never told of."""

import json
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.comparison import Scope, Spread
from certplatform.models.case import Case
from certplatform.models.self_assessment import SelfAssessmentResult, SelfAssessmentScore
from certplatform.process.acceptance import decline, return_application
from certplatform.process.application import submit, withdraw_application
from certplatform.queries.applications import ReturnPoint, draft_of, latest_version, submitted_of
from certplatform.queries.comparison import TOTAL, Comparison, comparisons
from certplatform.queries.readiness import submission_obstacles
from certplatform.schemes import scheme
from tests.builders.application import answered, drafted_case, save, submitted_case
from tests.builders.people import World, a_world
from tests.builders.self_assessment import assessed_again, others_assessed
from tests.builders.statements import counted


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    """A draft of an enterprise in C34 and Shandong."""
    return drafted_case(world)


def shown(case: Case) -> dict[Scope, Comparison]:
    return {one.scope: one for one in comparisons(case)}


def test_the_result_of_a_submission_is_kept_in_numbers(case: Case, world: World) -> None:
    result = draft_of(case).self_assessment
    submit(case.id, by=world.actor(world.applicant))
    row = session.scalars(select(SelfAssessmentResult)).one()
    assert (row.case_id, row.version, row.enterprise_id) == (case.id, 1, world.enterprise.id)
    assert (row.scheme, row.scheme_version) == (case.scheme, case.scheme_version)
    assert (row.total, row.stage) == (result.total, result.stage.code)
    assert (row.region, row.industry) == (world.enterprise.region, world.enterprise.industry)
    scores = session.execute(select(SelfAssessmentScore.view, SelfAssessmentScore.score))
    assert {tuple(one) for one in scores} == {(one.view.code, one.score) for one in result.views}


def test_the_frozen_version_holds_answers_and_result(case: Case, world: World) -> None:
    submit(case.id, by=world.actor(world.applicant))
    version = latest_version(case.id)
    assert version is not None
    frozen = json.loads(version.row.content)
    result = submitted_of(case).self_assessment
    assert frozen["parts"]["self_assessment"]["answers"] == answered(scheme("IIIMS"))
    assert frozen["computed"]["self_assessment"]["total"] == str(result.total)
    assert frozen["computed"]["self_assessment"]["stage"] == result.stage.code
    assert len(frozen["computed"]["self_assessment"]["views"]) == 6


def test_a_corrected_version_has_its_own_result(world: World) -> None:
    case = submitted_case(world)
    return_application(
        case.id,
        code=scheme("IIIMS").reasons["return"][0].code,
        points=[ReturnPoint("self_assessment", "answers", "请核对")],
        reason="自评估与事实不符",
        by=world.actor(world.case_officer),
    )
    by = world.actor(world.applicant)
    save(case, "self_assessment", {"answers": answered(scheme("IIIMS"), 0)}, by)
    submit(case.id, by=by)
    rows = session.scalars(select(SelfAssessmentResult).order_by(SelfAssessmentResult.id))
    assert [(one.version, one.total, one.latest) for one in rows] == [
        (1, Decimal("66.6"), False),
        (2, Decimal("0.0"), True),
    ]


def test_an_open_question_stops_the_submission_and_its_view_is_named(world: World) -> None:
    answers = answered(scheme("IIIMS"))
    last = list(answers)[-1]
    del answers[last]
    case = drafted_case(world, parts={"self_assessment": {"answers": answers}})
    problems = draft_of(case).problems["self_assessment"]
    assert [(one.field, one.missing) for one in problems] == [(f"answers-{last}", True)]
    assert problems[0].params["heading_en"] == "Economic and social benefit"
    obstacles = submission_obstacles(case, case.opened_on.replace(year=2026))
    assert ("R10", "part:self_assessment") in {(one.rule, one.field) for one in obstacles}


def test_an_answer_that_no_question_offers_is_wrong(world: World) -> None:
    answers = {**answered(scheme("IIIMS")), "FO1": "Z", "HIDDEN": "A"}
    case = drafted_case(world, parts={"self_assessment": {"answers": answers}})
    problems = draft_of(case).problems["self_assessment"]
    assert [one.field for one in problems] == ["answers-FO1", "answers"]
    assert [one.missing for one in problems] == [False, False]


def test_nine_others_are_not_told_of_and_ten_are(case: Case) -> None:
    others_assessed(9)
    assert comparisons(case) == []
    others_assessed(1, first=9)
    found = shown(case)
    assert set(found) == {Scope.DIVISION, Scope.PROVINCE}
    division = found[Scope.DIVISION]
    assert (division.code, division.at_least) == ("C34", 10)
    assert set(division.spreads) == {
        TOTAL,
        *(one.code for one in scheme("IIIMS").self_assessment.views),
    }
    assert set(division.spreads.values()) == {Spread(50, 50, 50)}


def test_the_own_result_does_not_count(case: Case, world: World) -> None:
    others_assessed(9)
    submit(case.id, by=world.actor(world.applicant))
    assert comparisons(case) == []


def test_an_enterprise_counts_once_with_what_it_submitted_last(case: Case) -> None:
    firms = others_assessed(9)
    for firm in firms[:3]:
        assessed_again(firm, "90")
    assert comparisons(case) == []
    others_assessed(1, first=9)
    for firm in firms[3:]:
        assessed_again(firm, "90")
    assert shown(case)[Scope.DIVISION].spreads[TOTAL] == Spread(90, 90, 90)
    assert shown(case)[Scope.DIVISION].at_least == 10


@pytest.mark.parametrize("ended", ["withdrawn", "declined"])
def test_an_application_taken_back_or_declined_no_longer_counts(
    case: Case, world: World, ended: str
) -> None:
    others_assessed(9)
    tenth = submitted_case(world, applicant="other_applicant", enterprise=world.other_enterprise)
    assert set(shown(case)) == {Scope.DIVISION, Scope.PROVINCE}
    if ended == "withdrawn":
        by = world.actor(world.other_applicant)
        withdraw_application(tenth.id, code="POSTPONED", reason="推迟", by=by)
    else:
        by = world.actor(world.case_officer)
        decline(tenth.id, code="NOT_READY", reason="证据不足", by=by)
    assert comparisons(case) == []


def test_the_division_gives_way_to_the_section_and_that_to_all(case: Case) -> None:
    others_assessed(9, region="440100")
    others_assessed(1, first=9, industry="A01", region="440100")
    assert set(shown(case)) == {Scope.ALL}
    others_assessed(1, first=10, industry="C13", region="440100")
    found = shown(case)
    assert set(found) == {Scope.SECTION, Scope.ALL}
    assert found[Scope.SECTION].code == "C"


def test_the_province_takes_in_its_prefectures(case: Case) -> None:
    others_assessed(10, industry="A01", region="371302")
    found = shown(case)
    assert set(found) == {Scope.ALL, Scope.PROVINCE}
    assert found[Scope.PROVINCE].code == "370000"


def test_another_version_of_the_scheme_is_not_compared_with(case: Case) -> None:
    others_assessed(10, scheme_version="1999.1")
    assert comparisons(case) == []


def test_a_draft_tells_nobody_anything(case: Case, world: World) -> None:
    others_assessed(9)
    drafted_case(world, applicant="other_applicant", enterprise=world.other_enterprise)
    assert comparisons(case) == []


def test_comparing_takes_as_many_statements_for_many_as_for_few(case: Case) -> None:
    others_assessed(10)
    with counted() as few:
        comparisons(case)
    others_assessed(40, first=10, score="70")
    with counted() as many:
        comparisons(case)
    asked = [one for one in many if "self_assessment_result" in one]
    assert len(many) == len(few)
    assert len(asked) == 3
