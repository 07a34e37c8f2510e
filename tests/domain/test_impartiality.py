import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.impartiality import (
    Enterprise,
    Organisation,
    Person,
    Tie,
    conflict_obstacles,
    conflicts_of_all,
    is_same,
)
from tests.builders.rules import RULES, switched_off

FIRST_AUDIT_DAY = date(2026, 12, 1)
PLANT = Organisation("齐鲁精密制造有限公司", "91370100000000000A")
MOTHER = Organisation("齐鲁控股集团", "91370100000000000B")
ADVISER = Organisation("明道咨询有限公司")
ENTERPRISE = Enterprise(PLANT, (MOTHER,), ADVISER)
WORK = ["employment", "consultancy", "training", "internal_audit"]
INTERESTS = ["shareholding", "kinship", "business", "other"]


def rules_against(*ties: Tie) -> list[str]:
    person = Person(1, "陈静", ties)
    return [one.rule for one in conflict_obstacles(person, ENTERPRISE, FIRST_AUDIT_DAY, RULES)]


def ended(kind: str, until: date, organisation: Organisation = PLANT) -> Tie:
    return Tie(kind, organisation, date(2020, 1, 1), until)


def test_R13_somebody_without_ties_may_audit() -> None:
    assert rules_against() == []
    assert rules_against(Tie("employment", Organisation("别的企业", "91370100000000000C"))) == []


@pytest.mark.parametrize("kind", WORK)
@pytest.mark.parametrize(
    ("until", "stopped"),
    [(date(2024, 11, 30), False), (date(2024, 12, 1), True), (date(2024, 12, 2), True)],
)
def test_R13_a_former_consultant_or_employee_may_not_audit_for_two_years(
    kind: str, until: date, stopped: bool
) -> None:
    assert rules_against(ended(kind, until)) == (["R13"] if stopped else [])


@pytest.mark.parametrize("kind", WORK)
def test_R13_a_present_tie_blocks(kind: str) -> None:
    assert rules_against(Tie(kind, PLANT, date(2026, 1, 1))) == ["R13"]


def test_R13_a_tie_that_begins_after_the_act_is_none_yet() -> None:
    assert rules_against(Tie("employment", PLANT, date(2026, 12, 2))) == []
    assert rules_against(Tie("employment", PLANT, date(2026, 12, 1))) == ["R13"]


@pytest.mark.parametrize("kind", WORK)
def test_R13_an_enterprise_of_the_group_counts_and_the_path_is_told(kind: str) -> None:
    person = Person(1, "陈静", (ended(kind, date(2025, 6, 30), MOTHER),))
    (found,) = conflict_obstacles(person, ENTERPRISE, FIRST_AUDIT_DAY, RULES)
    assert "belongs to the group" in found.fact
    assert found.params["organisation"] == "齐鲁控股集团"
    assert found.params["enterprise"] == "齐鲁精密制造有限公司"
    assert found.params["period"] == "2020-01-01 – 2025-06-30"


def test_R13_says_from_which_day_on_the_person_is_free() -> None:
    person = Person(1, "陈静", (ended("employment", date(2025, 6, 30)),))
    (found,) = conflict_obstacles(person, ENTERPRISE, FIRST_AUDIT_DAY, RULES)
    assert found.params["free"] == "2027-07-01"
    assert conflict_obstacles(person, ENTERPRISE, date(2027, 6, 30), RULES)
    assert conflict_obstacles(person, ENTERPRISE, date(2027, 7, 1), RULES) == []


@given(st.dates(date(2023, 1, 1), date(2026, 1, 1)))
def test_R13_the_free_day_is_the_first_without_conflict(until: date) -> None:
    person = Person(1, "陈静", (ended("employment", until),))
    (found,) = conflict_obstacles(person, ENTERPRISE, until, RULES)
    free = date.fromisoformat(str(found.params["free"]))
    assert conflict_obstacles(person, ENTERPRISE, free, RULES) == []
    day_before = free.fromordinal(free.toordinal() - 1)
    assert conflict_obstacles(person, ENTERPRISE, day_before, RULES)


def test_R14_nobody_employed_by_the_consultancy_of_the_application() -> None:
    assert rules_against(Tie("employment", ADVISER)) == ["R14"]
    assert rules_against(ended("employment", date(2024, 12, 1), ADVISER)) == ["R14"]
    assert rules_against(ended("employment", date(2024, 11, 30), ADVISER)) == []
    assert rules_against(Tie("training", ADVISER)) == []


def test_R14_without_a_consultancy_there_is_no_link() -> None:
    alone = dataclasses.replace(ENTERPRISE, consultancy=None)
    person = Person(1, "陈静", (Tie("employment", ADVISER),))
    assert conflict_obstacles(person, alone, FIRST_AUDIT_DAY, RULES) == []


@pytest.mark.parametrize("organisation", [PLANT, MOTHER])
@pytest.mark.parametrize("kind", [*INTERESTS, "something new"])
def test_R15_any_declared_interest_blocks(kind: str, organisation: Organisation) -> None:
    assert rules_against(Tie(kind, organisation)) == ["R15"]


def test_R15_can_be_switched_off() -> None:
    person = Person(1, "陈静", (Tie("kinship", PLANT),))
    off = switched_off("R15.declared_interest")
    assert conflict_obstacles(person, ENTERPRISE, FIRST_AUDIT_DAY, off) == []


def test_organisations_are_the_same_by_code_else_by_name() -> None:
    assert is_same(PLANT, Organisation("改了名", "91370100000000000a"))
    assert not is_same(PLANT, Organisation(PLANT.name, "91370100000000000Z"))
    assert is_same(PLANT, Organisation(" 齐鲁精密 制造有限公司"))
    assert is_same(Organisation("Bright（East） Ltd"), Organisation("bright(east)ltd"))
    assert not is_same(Organisation(""), Organisation(""))


def test_R13_proposals_show_each_candidate_with_the_evidence() -> None:
    people = [Person(1, "陈静"), Person(2, "李明", (Tie("kinship", PLANT),))]
    answer = conflicts_of_all(people, ENTERPRISE, FIRST_AUDIT_DAY, RULES)
    assert [len(answer[1]), len(answer[2])] == [0, 1]
