import dataclasses
from datetime import date

import pytest

from certplatform.domain.finding import (
    FindingFacts,
    all_sites_obstacles,
    carried_over_obstacles,
    correction_obstacles,
    issue_obstacles,
    major_due_on,
    minors_to_consider,
    open_majors,
    sends_back,
)
from tests.builders.rules import RULES

MAJOR = FindingFacts("F-1", "major", "8.3", "总部", "未保留记录", 1, state="issued")
MINOR = dataclasses.replace(MAJOR, number="F-2", grade="minor")
KNOWN = {"8.3", "HIGH-RULES"}


@pytest.mark.parametrize("grade", ["major", "minor", "observation", "strength"])
def test_R28_a_complete_finding_can_be_issued(grade: str) -> None:
    assert issue_obstacles(dataclasses.replace(MAJOR, grade=grade), KNOWN, RULES) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grade": "severe"}, "grade"),
        ({"reference": "9.9"}, "reference"),
        ({"site": ""}, "site"),
        ({"fact": "  "}, "fact"),
        ({"evidence_count": 0}, "evidence"),
    ],
)
def test_R28_what_a_finding_lacks_is_named(changes: dict[str, object], field: str) -> None:
    finding = dataclasses.replace(MAJOR, **changes)  # type: ignore[arg-type]
    assert [one.field for one in issue_obstacles(finding, KNOWN, RULES)] == [field]


@pytest.mark.parametrize(("count", "prompted"), [(2, False), (3, True), (4, True)])
def test_R29_three_minors_on_one_clause_prompt_the_lead(count: int, prompted: bool) -> None:
    found = minors_to_consider([MINOR] * count, [], RULES)
    assert bool(found) == prompted
    assert minors_to_consider([MINOR] * count, ["8.3"], RULES) == []


def test_R29_drafts_majors_and_other_clauses_do_not_add_up() -> None:
    draft = dataclasses.replace(MINOR, state="drafted")
    elsewhere = dataclasses.replace(MINOR, reference="9.1")
    assert minors_to_consider([MINOR, MINOR, MAJOR, draft, elsewhere], [], RULES) == []


@pytest.mark.parametrize(
    ("today", "back"),
    [(date(2027, 2, 27), False), (date(2027, 2, 28), False), (date(2027, 3, 1), True)],
)
def test_R30_a_major_not_verified_within_six_months_sends_the_case_back(
    today: date, back: bool
) -> None:
    last_day = date(2026, 8, 31)
    assert major_due_on(last_day, RULES) == date(2027, 2, 28)
    assert bool(sends_back([MAJOR, MINOR], last_day, today, RULES)) == back
    verified = dataclasses.replace(MAJOR, state="verified")
    assert sends_back([verified], last_day, date(2028, 1, 1), RULES) == []


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ("issued", 1),
        ("answered", 1),
        ("returned", 1),
        ("planned", 1),
        ("verified", 0),
        ("dropped", 0),
        ("drafted", 0),
    ],
)
def test_R30_a_major_is_open_until_verified(state: str, count: int) -> None:
    assert open_majors([dataclasses.replace(MAJOR, state=state), MINOR]) == count


def test_R30_R31_majors_are_verified_and_minors_planned_before_the_conclusion() -> None:
    found = correction_obstacles([MAJOR, MINOR], RULES)
    assert [(one.rule, one.params["number"]) for one in found] == [("R30", "F-1"), ("R31", "F-2")]
    settled = [
        dataclasses.replace(MAJOR, state="verified"),
        dataclasses.replace(MINOR, state="planned"),
        dataclasses.replace(MINOR, grade="observation"),
    ]
    assert correction_obstacles(settled, RULES) == []
    planned_major = dataclasses.replace(MAJOR, state="planned")
    assert [one.rule for one in correction_obstacles([planned_major], RULES)] == ["R30"]


def test_R31_the_next_audit_closes_the_minors_of_the_one_before() -> None:
    planned = dataclasses.replace(MINOR, state="planned")
    assert [one.rule for one in carried_over_obstacles([planned])] == ["R31"]
    assert carried_over_obstacles([dataclasses.replace(MINOR, state="verified")]) == []


def test_R32_a_finding_closes_after_every_site_is_checked() -> None:
    sites = ["总部", "二厂", "三厂"]
    checked = dataclasses.replace(MINOR, sites_checked=frozenset({"总部", "三厂"}))
    assert [one.params["site"] for one in all_sites_obstacles(checked, sites, RULES)] == ["二厂"]
    everywhere = dataclasses.replace(MINOR, sites_checked=frozenset(sites))
    assert all_sites_obstacles(everywhere, sites, RULES) == []


def test_R32_an_enterprise_with_one_site_has_nothing_to_mark() -> None:
    assert all_sites_obstacles(MINOR, ["总部"], RULES) == []
    assert len(all_sites_obstacles(MINOR, ["总部", "二厂"], RULES)) == 2
