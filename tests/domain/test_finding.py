import dataclasses
from datetime import date, timedelta

import pytest

from certplatform.domain.finding import (
    FindingFacts,
    all_sites_obstacles,
    becomes_major,
    carried_over_obstacles,
    correction_obstacles,
    escalates,
    issue_obstacles,
    major_due_on,
    minors_to_consider,
    open_majors,
    sends_back,
    unchecked_obstacles,
)
from tests.builders.rules import CALENDAR, RULES, rules_with, switched_off

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
        ({"more": ("HIGH-RULES", "9.9")}, "reference"),
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


def test_R28_a_finding_may_stand_against_several_clauses() -> None:
    several = dataclasses.replace(MAJOR, more=("HIGH-RULES",))
    assert issue_obstacles(several, KNOWN, RULES) == []
    assert several.references == {"8.3", "HIGH-RULES"}


def test_R28_switched_off_asks_for_nothing() -> None:
    empty = FindingFacts("F-1", "", "")
    assert issue_obstacles(empty, KNOWN, switched_off("R28.finding_shape")) == []
    assert len(issue_obstacles(empty, KNOWN, RULES)) == 5


def test_R29_a_minor_against_several_clauses_counts_for_each_of_them_once() -> None:
    other = dataclasses.replace(MINOR, reference="HIGH-RULES", more=("8.3", "8.3", "HIGH-RULES"))
    assert minors_to_consider([MINOR, other], [], RULES) == []
    found = minors_to_consider([MINOR, MINOR, other], [], RULES)
    assert [one.params for one in found] == [{"count": 3, "reference": "8.3"}]
    both = minors_to_consider([other] * 3, [], RULES)
    assert [one.params["reference"] for one in both] == ["8.3", "HIGH-RULES"]
    assert len(minors_to_consider([other] * 3, ["8.3"], RULES)) == 1


@pytest.mark.parametrize("state", ["drafted", "shown", "dropped"])
def test_R29_what_is_no_finding_yet_or_any_more_does_not_count(state: str) -> None:
    loose = dataclasses.replace(MINOR, state=state)
    assert minors_to_consider([MINOR, MINOR, loose], [], RULES) == []
    assert open_majors([dataclasses.replace(MAJOR, state=state)]) == 0
    assert correction_obstacles([loose], RULES) == []
    assert carried_over_obstacles([loose]) == []


DUE = date(2026, 11, 20)  # a Friday
LAST = CALENDAR.add_working_days(DUE, 10).on


@pytest.mark.parametrize(
    ("today", "escalated"),
    [
        (DUE + timedelta(days=1), False),
        (LAST - timedelta(days=1), False),
        (LAST, False),
        (LAST + timedelta(days=1), True),
    ],
)
def test_R31_a_minor_escalates_after_ten_working_days_without_an_answer(
    today: date, escalated: bool
) -> None:
    assert date(2026, 12, 4) == LAST
    for state in ("issued", "returned"):
        owed = dataclasses.replace(MINOR, state=state)
        assert escalates(owed, DUE, today, CALENDAR, RULES) == escalated


@pytest.mark.parametrize(
    "changes",
    [{"grade": "major"}, {"grade": "observation"}]
    + [
        {"state": one} for one in ("drafted", "shown", "answered", "planned", "verified", "dropped")
    ],
)
def test_R31_only_what_the_enterprise_owes_escalates(changes: dict[str, str]) -> None:
    other = dataclasses.replace(MINOR, **changes)  # type: ignore[arg-type]
    assert not escalates(other, DUE, date(2028, 1, 3), CALENDAR, RULES)
    assert not escalates(MINOR, None, date(2028, 1, 3), CALENDAR, RULES)


def test_R31_the_rule_data_says_how_long_and_what_becomes_of_it() -> None:
    at_once = rules_with({"R31.minor_overdue_workdays": 0})
    assert not escalates(MINOR, DUE, DUE, CALENDAR, at_once)
    assert escalates(MINOR, DUE, DUE + timedelta(days=1), CALENDAR, at_once)
    assert becomes_major(RULES)
    assert not becomes_major(rules_with({"R31.minor_overdue": "notify"}))


def test_R31_the_next_audit_says_whether_what_was_done_works() -> None:
    found = unchecked_obstacles(["F01", "F03"], RULES)
    assert [(one.rule, one.params["number"]) for one in found] == [("R31", "F01"), ("R31", "F03")]
    assert unchecked_obstacles(["F01"], switched_off("R31.effectiveness")) == []


def test_R31_R32_switched_off_ask_for_nothing() -> None:
    assert correction_obstacles([MINOR], switched_off("R31.minor_plan")) == []
    assert len(correction_obstacles([MAJOR], switched_off("R31.minor_plan"))) == 1
    assert all_sites_obstacles(MINOR, ["a", "b"], switched_off("R32.all_sites")) == []


@pytest.mark.parametrize(
    ("state", "waits"),
    [("issued", 1), ("answered", 1), ("returned", 1), ("planned", 0), ("verified", 0)],
)
def test_R31_a_minor_waits_until_its_plan_is_accepted(state: str, waits: int) -> None:
    assert len(correction_obstacles([dataclasses.replace(MINOR, state=state)], RULES)) == waits


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
    others = [dataclasses.replace(planned, grade=one) for one in ("major", "observation")]
    assert carried_over_obstacles(others) == [], "a major is verified in its own audit (R30)"


def test_R32_a_finding_closes_after_every_site_is_checked() -> None:
    sites = ["总部", "二厂", "三厂"]
    checked = dataclasses.replace(MINOR, sites_checked=frozenset({"总部", "三厂"}))
    assert [one.params["site"] for one in all_sites_obstacles(checked, sites, RULES)] == ["二厂"]
    everywhere = dataclasses.replace(MINOR, sites_checked=frozenset(sites))
    assert all_sites_obstacles(everywhere, sites, RULES) == []


def test_R32_an_enterprise_with_one_site_has_nothing_to_mark() -> None:
    assert all_sites_obstacles(MINOR, ["总部"], RULES) == []
    assert len(all_sites_obstacles(MINOR, ["总部", "二厂"], RULES)) == 2
