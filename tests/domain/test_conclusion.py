import dataclasses
from datetime import date

import pytest

from certplatform.domain.conclusion import (
    Proposal,
    clause_obstacles,
    confirm_until,
    enterprise_answer,
    moving_on_obstacles,
    proposal_obstacles,
    rating_obstacles,
)
from certplatform.domain.grading import GradeAnswer, RatedCapability, Rating, grade_result
from tests.builders.rules import RULES, TINY

LOW_MET = {one.code: Rating("met") for one in TINY.criteria if one.level == "LOW"}
ALL_MET = {one.code: Rating("met") for one in TINY.criteria}
SENT = date(2026, 11, 20)


def computed(ratings: dict[str, Rating], majors: int = 0) -> GradeAnswer:
    capability = RatedCapability("c", "能力", "INSIDE", "HIGH", ratings)
    return grade_result([capability], "SILVER", majors, TINY)


@pytest.mark.parametrize(
    ("ratings", "grade", "stopped"),
    [
        (ALL_MET, "SILVER", False),
        (ALL_MET, "BRONZE", False),
        (ALL_MET, None, False),
        (LOW_MET, "BRONZE", False),
        (LOW_MET, "SILVER", True),
        ({}, "BRONZE", True),
        ({}, None, False),
    ],
)
def test_R34_the_lead_may_go_lower_never_higher(
    ratings: dict[str, Rating], grade: str | None, stopped: bool
) -> None:
    found = proposal_obstacles(computed(ratings), Proposal(grade, "依据充分"), TINY)
    assert bool(found) == stopped


def test_R34_nothing_can_be_proposed_with_an_open_major() -> None:
    assert proposal_obstacles(computed(ALL_MET, 1), Proposal("BRONZE", "x"), TINY)


def test_R34_the_conclusion_has_reasons() -> None:
    found = proposal_obstacles(computed(ALL_MET), Proposal("SILVER", " "), TINY)
    assert [one.field for one in found] == ["reasons"]


def test_R33_unrated_criteria_are_named_before_concluding() -> None:
    capability = RatedCapability("c", "能力", "INSIDE", "HIGH", LOW_MET)
    (found,) = rating_obstacles([capability], TINY)
    assert found.params["codes"] == "HIGH-WORK, HIGH-RULES, HIGH-PEOPLE"
    assert rating_obstacles([dataclasses.replace(capability, ratings=ALL_MET)], TINY) == []


def test_R22_every_judged_clause_has_a_result() -> None:
    codes = [clause.code for clause in TINY.judged_clauses]
    assert clause_obstacles(codes, TINY) == []
    (found,) = clause_obstacles(codes[1:], TINY)
    assert found.params["clause"] == codes[0]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 29), "waiting"),
        (date(2026, 11, 30), "waiting"),
        (date(2026, 12, 1), "silent"),
    ],
)
def test_R35_after_ten_days_of_silence_the_case_moves_on(today: date, state: str) -> None:
    assert confirm_until(SENT, RULES) == date(2026, 11, 30)
    assert enterprise_answer(SENT, "", today, RULES) == state
    assert bool(moving_on_obstacles(SENT, "", today, RULES)) == (state == "waiting")


@pytest.mark.parametrize("answer", ["confirmed", "commented"])
def test_R35_an_answer_moves_the_case_on_at_once(answer: str) -> None:
    assert enterprise_answer(SENT, answer, SENT, RULES) == answer
    assert moving_on_obstacles(SENT, answer, SENT, RULES) == []


def test_R35_a_conclusion_not_sent_cannot_move_on() -> None:
    assert moving_on_obstacles(None, "confirmed", SENT, RULES)
