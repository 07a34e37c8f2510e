"""R33-R35 in the steps that lead to the committee."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from certplatform import clock
from certplatform.domain.actors import SYSTEM
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotReady
from certplatform.domain.technical_check import ALL_PASSED, SectionCheck
from certplatform.models.case import Case
from certplatform.process.assignment import appoint_checker, declare
from certplatform.process.conclusion import (
    check_conclusion,
    conclude,
    confirm_conclusion,
    confirm_overdue,
    record_silence,
    submit_conclusion,
)
from certplatform.queries.conclusions import conclusions_of, current_conclusion
from certplatform.queries.grading import computed_grade
from tests.builders.audit import concluding_case, lead
from tests.builders.conclusion import (
    REASONS,
    SCOPE,
    check_case,
    checked_case,
    conclude_case,
    concluded_case,
    review_case,
)
from tests.builders.people import World, a_world
from tests.builders.planning import CHECKER


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def after(case: Case, **passed: float) -> Any:
    return clock.simulated(case.state_since_at + timedelta(**passed))


def concluded(world: World, case: Case, **other: Any) -> None:
    said = {"grade": "AA", "recommendation": "certify", "scope": SCOPE, "reasons": REASONS, **other}
    with after(case, hours=1):
        conclude(case.id, by=lead(world), **said)


@pytest.mark.parametrize("grade", ["A", "AAAA"])
def test_a_case_walks_to_the_committee(world: World, grade: str) -> None:
    case = review_case(world, grade=grade)
    assert case.state == "review"
    last = conclusions_of(case)[0]
    assert (last.computed_grade, last.proposed_grade) == (grade, grade)
    assert (last.check_outcome, last.confirm_outcome) == ("passed", "confirmed")


def test_R33_one_criterion_not_met_holds_its_dimension_and_the_grade(world: World) -> None:
    case = concluding_case(world, grade="AA", not_met=("claim:1:CL2-PR-PLAN",))
    answer = computed_grade(case)
    assert answer.grade is not None
    assert answer.grade.code == "A"
    (capability,) = answer.capabilities
    assert capability.held_by == ("PR",)
    assert [one.criterion.code for one in capability.dimensions[0].in_the_way] == ["CL2-PR-PLAN"]


def test_R33_the_explanation_is_kept_with_the_conclusion(world: World) -> None:
    case = concluded_case(world, grade="AA", not_met=("claim:1:CL2-PR-PLAN",))
    kept = conclusions_of(case)[0].computed
    assert (kept["grade"], kept["applied"]) == ("A", "AA")
    process = kept["capabilities"][0]["dimensions"][0]
    assert (process["level"], process["in_the_way"]) == ("CL1", ["CL2-PR-PLAN"])


@pytest.mark.parametrize(("proposed", "refused"), [("A", False), ("AA", False), ("AAA", True)])
def test_R34_the_lead_goes_lower_never_higher(world: World, proposed: str, refused: bool) -> None:
    case = concluding_case(world, grade="AA")
    if refused:
        with pytest.raises(NotReady) as why:
            concluded(world, case, grade=proposed)
        assert {one.rule for one in why.value.obstacles} == {"R34"}
    else:
        concluded(world, case, grade=proposed)
        assert current_conclusion(case).proposed_grade == proposed


@pytest.mark.parametrize(
    "wrong", [{"recommendation": "maintain"}, {"scope": " "}, {"grade": "GOLD"}]
)
def test_a_conclusion_is_whole(world: World, wrong: dict[str, str]) -> None:
    case = concluding_case(world)
    with pytest.raises(Invalid) as refused:
        concluded(world, case, **wrong)
    assert set(refused.value.fields) == set(wrong)


def test_R34_no_reasons_no_conclusion_and_no_grade_no_certificate(world: World) -> None:
    case = concluding_case(world)
    for wrong in ({"reasons": ""}, {"grade": None}):
        with pytest.raises(NotReady):
            concluded(world, case, **wrong)
    concluded(world, case, grade=None, recommendation="not_certify")
    assert current_conclusion(case).proposed_grade == ""


def test_the_check_returns_a_conclusion_and_the_lead_writes_the_next(world: World) -> None:
    case = concluded_case(world)
    checker = world[CHECKER]
    with after(case, hours=2):
        place = appoint_checker(case.id, person_id=checker.id, by=world.actor(world.scheduler))
        declare(place.id, by=world.actor(checker))
        check_conclusion(
            case.id,
            sections=[*ALL_PASSED[:-1], SectionCheck("conclusion", "returned", "等级偏高")],
            comment="结论与记录不一致",
            by=world.actor(checker),
        )
        with pytest.raises(NotReady):
            check_conclusion(case.id, sections=ALL_PASSED, comment="再看", by=world.actor(checker))
        with pytest.raises(NotNow):
            confirm_conclusion(case.id, confirmed=True, by=world.actor(world.applicant))
    with clock.simulated(case.state_since_at + timedelta(hours=3)):
        conclude_case(world, case)
    check_case(world, case)
    assert [one.check_outcome for one in conclusions_of(case)] == ["passed", "returned"]


def test_R18_the_lead_does_not_check_their_own_conclusion(world: World) -> None:
    case = concluded_case(world)
    with after(case, hours=2), pytest.raises(NotAllowed):
        check_conclusion(case.id, sections=ALL_PASSED, comment="好", by=lead(world))


def test_R35_a_comment_is_recorded_and_the_case_moves_on(world: World) -> None:
    case = checked_case(world)
    applicant, officer = world.actor(world.applicant), world.actor(world.case_officer)
    with after(case, hours=4):
        with pytest.raises(NotReady) as refused:
            submit_conclusion(case.id, by=officer)
        assert {one.rule for one in refused.value.obstacles} == {"R35"}
        with pytest.raises(Invalid):
            confirm_conclusion(case.id, confirmed=False, by=applicant)
        confirm_conclusion(case.id, confirmed=False, comment="范围表述不准", by=applicant)
        with pytest.raises(NotNow):
            confirm_conclusion(case.id, confirmed=True, by=applicant)
        submit_conclusion(case.id, by=officer)
    assert case.state == "review"


@pytest.mark.parametrize(("days", "silent"), [(10, 0), (11, 1)])
def test_R35_silence_is_recorded_after_its_time(world: World, days: int, silent: int) -> None:
    case = checked_case(world)
    with after(case, days=days):
        if not silent:
            with pytest.raises(NotNow):
                record_silence(case.id, by=SYSTEM)
        assert confirm_overdue(clock.today()) == silent
        assert confirm_overdue(clock.today()) == 0
    assert conclusions_of(case)[0].confirm_outcome == ("silent" if silent else "")


def test_only_the_passing_of_time_records_silence(world: World) -> None:
    case = checked_case(world)
    with after(case, days=20), pytest.raises(NotNow):
        record_silence(case.id, by=world.actor(world.applicant))
