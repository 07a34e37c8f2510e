import dataclasses
from datetime import date

import pytest

from certplatform.domain.competence import (
    Qualification,
    Task,
    TeamMember,
    body_competence,
    team_obstacles,
)
from tests.builders.rules import IIIMS

FIRST, SECOND = (one.code for one in IIIMS.viewpoints[:2])
TASK = Task("C3610", "CL3", (FIRST, SECOND))
DAYS = [date(2026, 12, 1), date(2026, 12, 3)]
AS_LEAD = Qualification("lead", "CL4", ("C36",), (FIRST,), date(2025, 1, 1), date(2026, 12, 3))
LEAD = TeamMember(1, "陈组长", "lead", active=True, qualifications=(AS_LEAD,))
AS_ASSESSOR = dataclasses.replace(
    AS_LEAD, role="assessor", industries=("I65",), viewpoints=(SECOND,)
)
ASSESSOR = TeamMember(2, "李评定", "assessor", active=True, qualifications=(AS_ASSESSOR,))


def facts(*team: TeamMember) -> list[str]:
    return [one.fact for one in team_obstacles(team, TASK, DAYS, IIIMS)]


def member(base: TeamMember, **changes: object) -> TeamMember:
    qualification = dataclasses.replace(base.qualifications[0], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(base, qualifications=(qualification,))


def test_R12_one_lead_and_a_team_that_covers_everything_passes() -> None:
    assert facts(LEAD, ASSESSOR) == []


def test_R12_a_team_has_exactly_one_lead() -> None:
    assert "The team has no lead assessor." in facts(ASSESSOR)
    second = dataclasses.replace(LEAD, person=3, name="王组长")
    (found,) = team_obstacles([LEAD, second, ASSESSOR], TASK, DAYS, IIIMS)
    assert found.params == {"count": 2, "names": "陈组长, 王组长"}


def test_R12_every_member_is_active() -> None:
    found = team_obstacles([LEAD, dataclasses.replace(ASSESSOR, active=False)], TASK, DAYS, IIIMS)
    assert found[0].params == {"person": "李评定"}


@pytest.mark.parametrize(("level", "stopped"), [("CL2", True), ("CL3", False), ("CL4", False)])
def test_R12_every_member_is_qualified_for_the_level(level: str, stopped: bool) -> None:
    assert bool(facts(LEAD, member(ASSESSOR, level=level))) == stopped


@pytest.mark.parametrize(
    ("until", "stopped"),
    [(date(2026, 12, 2), True), (date(2026, 12, 3), False), (date(2026, 12, 4), False)],
)
def test_R12_the_qualification_holds_on_every_audit_day(until: date, stopped: bool) -> None:
    found = team_obstacles([LEAD, member(ASSESSOR, valid_until=until)], TASK, DAYS, IIIMS)
    assert bool(found) == stopped
    assert not found or found[0].params["day"] == "2026-12-03"


@pytest.mark.parametrize(
    ("since", "stopped"),
    [(date(2026, 11, 30), False), (date(2026, 12, 1), False), (date(2026, 12, 2), True)],
)
def test_R12_the_qualification_holds_from_the_first_audit_day_on(
    since: date, stopped: bool
) -> None:
    assert bool(facts(LEAD, member(ASSESSOR, valid_from=since))) == stopped


def test_R12_the_qualification_fits_the_role() -> None:
    assert facts(dataclasses.replace(ASSESSOR, role="lead"))
    leading_as_assessor = dataclasses.replace(LEAD, person=3, role="assessor")
    assert facts(LEAD, ASSESSOR, leading_as_assessor) == []


def test_R12_somebody_on_the_team_knows_the_industry() -> None:
    found = facts(member(LEAD, industries=("C37",)), ASSESSOR)
    assert found == ["Nobody is competent for the industry %(industry)s."]


@pytest.mark.parametrize(
    ("code", "covered"), [("C", True), ("C361", True), ("C3620", False), ("", False)]
)
def test_R12_a_wider_industry_code_covers_a_narrower_one(code: str, covered: bool) -> None:
    assert (facts(member(LEAD, industries=(code,)), ASSESSOR) == []) == covered


def test_R12_every_claimed_viewpoint_is_covered() -> None:
    (found,) = team_obstacles([LEAD], TASK, DAYS, IIIMS)
    assert found.params["viewpoint"] == IIIMS.viewpoint(SECOND).title.zh


def test_R12_a_technical_expert_brings_knowledge_and_a_trainee_does_not() -> None:
    expert = member(dataclasses.replace(ASSESSOR, role="technical_expert"), role="technical_expert")
    trainee = member(dataclasses.replace(ASSESSOR, role="trainee"), role="trainee")
    assert facts(LEAD, expert) == []
    assert facts(LEAD, trainee) == ["Nobody is competent for the viewpoint “%(viewpoint)s”."]


def test_R12_knowledge_for_a_lower_level_does_not_cover_a_higher_one() -> None:
    lower = dataclasses.replace(AS_LEAD, level="CL2", viewpoints=(SECOND,))
    both = dataclasses.replace(LEAD, qualifications=(AS_LEAD, lower))
    assert facts(both) == ["Nobody is competent for the viewpoint “%(viewpoint)s”."]


def test_R08_the_competence_question_names_who_could_lead() -> None:
    answer = body_competence([LEAD, ASSESSOR], TASK, DAYS[0], IIIMS)
    assert answer.covers
    assert answer.leads == ("陈组长",)
    assert answer.assessors == ("陈组长", "李评定")


def test_R08_a_body_without_a_lead_for_the_level_is_not_competent() -> None:
    answer = body_competence([member(LEAD, level="CL2"), ASSESSOR], TASK, DAYS[0], IIIMS)
    assert not answer.covers
    assert [one.rule for one in answer.obstacles] == ["R08", "R12", "R12"]
