from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.separation import (
    PARTS,
    HalfDay,
    PartHolder,
    appointment_obstacles,
    declaration_obstacles,
    overlap_obstacles,
    part_of,
    rotation_obstacles,
    separation_obstacles,
)
from tests.builders.rules import RULES

OUTSIDE_THE_TEAM = [
    "technical_checker",
    "compliance_reviewer",
    "confirmation_auditor",
    "rechecker",
    "panel_member",
    "appeal_handler",
]
TEAM = ["lead", "assessor", "technical_expert", "trainee"]
ROLES = [*TEAM, *OUTSIDE_THE_TEAM]


def test_R17_the_declaration_comes_first() -> None:
    assert declaration_obstacles("陈静", date(2026, 11, 1), RULES) == []
    assert declaration_obstacles("陈静", None, RULES)[0].params == {"person": "陈静"}


@pytest.mark.parametrize("role", OUTSIDE_THE_TEAM)
@pytest.mark.parametrize("on_team", TEAM)
def test_R18_nobody_of_the_team_acts_in_another_part(on_team: str, role: str) -> None:
    holder = PartHolder(1, "陈静", on_team)
    (found,) = appointment_obstacles(PartHolder(1, "陈静", role), [holder], RULES)
    assert found.params["first"] == "评定组"
    assert appointment_obstacles(PartHolder(2, "李明", role), [holder], RULES) == []


def test_R18_several_people_of_one_part_and_two_roles_on_the_team_are_fine() -> None:
    panel = [PartHolder(person, "x", "panel_member") for person in (1, 2, 3)]
    assert separation_obstacles([*panel, panel[0]], RULES) == []
    twice = [PartHolder(4, "y", "assessor"), PartHolder(4, "y", "trainee")]
    assert separation_obstacles(twice, RULES) == []


def test_R18_roles_without_a_part_do_not_matter() -> None:
    both = [PartHolder(1, "x", "secretariat"), PartHolder(1, "x", "panel_member")]
    assert separation_obstacles(both, RULES) == []


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(ROLES)), max_size=10))
def test_R18_passes_exactly_when_the_parts_are_disjoint(rows: list[tuple[int, str]]) -> None:
    found = separation_obstacles([PartHolder(who, str(who), role) for who, role in rows], RULES)
    people = {part: {who for who, role in rows if part_of(role) == part} for part in PARTS}
    disjoint = all(
        not people[one] & people[other] for one in people for other in people if one != other
    )
    assert (found == []) == disjoint


@pytest.mark.parametrize(
    ("earlier", "warned"),
    [
        ([], False),
        ([1], False),
        ([1, 1], True),
        ([1, 2, 1], False),
        ([2, 1, 1], True),
        ([1, 1, 2], False),
    ],
)
def test_R19_a_lead_for_more_than_two_cycles_in_a_row_needs_a_justification(
    earlier: list[int], warned: bool
) -> None:
    found = rotation_obstacles(1, "陈静", earlier, "", RULES)
    assert [one.weight for one in found] == (["clear"] if warned else [])
    justified = rotation_obstacles(1, "陈静", earlier, "行业特殊", RULES)
    assert [one.weight for one in justified] == (["warns"] if warned else [])


MORNING = HalfDay(1, "陈静", date(2026, 12, 1), "am", "P-2")


@pytest.mark.parametrize(
    ("wanted", "stopped"),
    [
        (HalfDay(1, "陈静", date(2026, 12, 1), "am"), True),
        (HalfDay(1, "陈静", date(2026, 12, 1), "pm"), False),
        (HalfDay(1, "陈静", date(2026, 11, 30), "am"), False),
        (HalfDay(1, "陈静", date(2026, 12, 2), "am"), False),
        (HalfDay(2, "李明", date(2026, 12, 1), "am"), False),
    ],
)
def test_R20_nobody_is_booked_twice_in_one_half_day(wanted: HalfDay, stopped: bool) -> None:
    assert bool(overlap_obstacles([wanted, wanted], [MORNING], RULES)) == stopped


def test_R20_leave_is_named_as_leave() -> None:
    leave = HalfDay(1, "陈静", date(2026, 12, 1), "pm", leave=True)
    (found,) = overlap_obstacles([HalfDay(1, "陈静", date(2026, 12, 1), "pm")], [leave], RULES)
    assert "on leave" in found.fact
    assert found.params["half"] == "下午"
