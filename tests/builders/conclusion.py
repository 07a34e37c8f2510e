"""Concluded cases, through the real deeds, up to the committee's door."""

from datetime import timedelta
from typing import Any

from certplatform import clock
from certplatform.db import session
from certplatform.domain.technical_check import ALL_PASSED
from certplatform.models.case import Case
from certplatform.process.assignment import appoint_checker, confirm_member, declare
from certplatform.process.conclusion import (
    check_conclusion,
    conclude,
    confirm_conclusion,
    submit_conclusion,
)
from certplatform.queries.assignments import checker_of
from certplatform.queries.conclusions import recommendations_of, sections_to_answer
from certplatform.queries.grading import computed_grade
from tests.builders.audit import concluding_case, lead
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World
from tests.builders.planning import CHECKER, CLEARANCE

SCOPE, SCOPE_EN = "轴承的设计、生产和服务", "Design, production and service of bearings"
REASONS = "各项能力均达到所申请等级，体系运行有效。"


def conclude_case(
    world: World, case: Case, *, recommendation: str = "", grade: str | None = None
) -> Case:
    """Let the lead conclude with the computed grade and the favourable recommendation."""
    reached = computed_grade(case).grade
    with _after(case, hours=1):
        conclude(
            case.id,
            grade=grade if grade is not None else (reached.code if reached else None),
            recommendation=recommendation or recommendations_of(case)[0],
            scope=SCOPE,
            scope_en=SCOPE_EN,
            reasons=REASONS,
            answers=dict.fromkeys(sections_to_answer(case), "已按意见修改。"),
            by=lead(world),
        )
    return case


@kept_stage
def concluded_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case whose conclusion waits for the technical check."""
    if case is None or case.state != "concluding":
        case = concluding_case(world, case, **more)
    return conclude_case(world, case)


@kept_stage
def checked_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case whose conclusion waits for the enterprise."""
    case = concluded_case(world, case, **more)
    check_case(world, case)
    return case


def check_case(world: World, case: Case) -> None:
    """Let somebody outside the team check the conclusion and pass it."""
    with _after(case, hours=2):
        if checker_of(case) is None:
            appointed_checker(world, case)
        check_conclusion(
            case.id,
            sections=ALL_PASSED,
            comment="记录、结论与证据一致。",
            by=world.actor(world[CHECKER]),
        )


def appointed_checker(world: World, case: Case) -> None:
    """Somebody outside the team, declared and confirmed as the technical checker."""
    checker, scheduler = world[CHECKER], world.actor(world.scheduler)
    place = appoint_checker(case.id, person_id=checker.id, by=scheduler)
    declare(place.id, by=world.actor(checker))
    confirm_member(place.id, by=scheduler, clearance=CLEARANCE)


@kept_stage
def review_case(
    world: World, case: Case | None = None, *, applicant: str = "applicant", **more: Any
) -> Case:
    """A case submitted to the committee; arguments as for `planning_case`, such as grade."""
    case = checked_case(world, case, **more, **_as(applicant))
    with _after(case, hours=3):
        confirm_conclusion(case.id, confirmed=True, by=world.actor(world[applicant]))
        submit_conclusion(case.id, by=world.actor(world.case_officer))
    session.refresh(case)
    return case


def _as(applicant: str) -> dict[str, str]:
    return {} if applicant == "applicant" else {"applicant": applicant}


def _after(case: Case, **passed: float) -> Any:
    return clock.simulated(max(clock.now(), case.state_since_at) + timedelta(**passed))
