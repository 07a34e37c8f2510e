import dataclasses
from datetime import date

import pytest

from certplatform.domain.plan import (
    AgendaRow,
    Mode,
    Scope,
    StageOne,
    coverage,
    coverage_obstacles,
    may_object_until,
    mode_obstacles,
    notice_obstacles,
    objection_obstacles,
    stage_two_obstacles,
)
from tests.builders.rules import RULES, TINY, switched_off

SENT = date(2026, 11, 20)
CLAUSES = tuple(clause.code for clause in TINY.judged_clauses)
DIMENSIONS = tuple(one.code for one in TINY.dimensions)
SCOPE = Scope(CLAUSES, {"c1": "柔性生产"}, DIMENSIONS, ("总部", "二厂"))
FULL = [
    AgendaRow(date(2026, 12, 1), "am", "总部", (1, 2), clauses=CLAUSES),
    AgendaRow(
        date(2026, 12, 1), "pm", "二厂", (2,), judged=tuple(("c1", one) for one in DIMENSIONS)
    ),
]


@pytest.mark.parametrize(
    ("first_day", "stopped"),
    [(date(2026, 11, 24), True), (date(2026, 11, 25), False), (date(2026, 11, 26), False)],
)
def test_R21_the_plan_arrives_five_days_before(first_day: date, stopped: bool) -> None:
    assert bool(notice_obstacles(SENT, first_day, RULES)) == stopped


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2026, 11, 22), False), (date(2026, 11, 23), False), (date(2026, 11, 24), True)],
)
def test_R21_the_enterprise_may_object_for_three_days(today: date, late: bool) -> None:
    assert bool(objection_obstacles(SENT, today, "曾任职于竞争对手", RULES)) == late
    assert may_object_until(SENT, RULES) == date(2026, 11, 23)


def test_R21_an_objection_needs_a_reason() -> None:
    assert [one.field for one in objection_obstacles(SENT, SENT, " ", RULES)] == ["reason"]


def test_R22_a_full_plan_covers_everything() -> None:
    assert coverage_obstacles(FULL, SCOPE, TINY, RULES) == []
    matrix = coverage(FULL, SCOPE)
    assert matrix.complete
    assert matrix.clauses[CLAUSES[0]] == (1, 2)
    assert matrix.sites == {"总部": (1, 2), "二厂": (2,)}


def test_R22_each_missing_clause_dimension_and_site_is_named() -> None:
    found = coverage_obstacles([], SCOPE, TINY, RULES)
    assert len(found) == len(CLAUSES) + len(DIMENSIONS) + 2
    assert not coverage([], SCOPE).complete


@pytest.mark.parametrize("left_out", range(2))
def test_R22_what_one_row_alone_covers_is_missed(left_out: int) -> None:
    rows = [row for at, row in enumerate(FULL) if at != left_out]
    assert coverage_obstacles(rows, SCOPE, TINY, RULES)


def test_R22_a_row_without_people_covers_nothing() -> None:
    empty = [dataclasses.replace(row, people=()) for row in FULL]
    assert not coverage(empty, SCOPE).complete


def test_R22_can_be_switched_off() -> None:
    assert coverage_obstacles([], SCOPE, TINY, switched_off("R22.plan_coverage")) == []


CLOSED = StageOne(date(2026, 5, 31), ready=True)


@pytest.mark.parametrize(
    "stage_one", [StageOne(None, ready=True), StageOne(date(2026, 5, 31), ready=False)]
)
def test_R23_stage_2_waits_for_a_ready_stage_1(stage_one: StageOne) -> None:
    assert stage_two_obstacles(stage_one, date(2026, 6, 1), RULES)


@pytest.mark.parametrize(
    ("starts", "stopped"),
    [
        (date(2026, 5, 30), True),
        (date(2026, 5, 31), False),
        (date(2026, 11, 29), False),
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
    ],
)
def test_R23_stage_2_starts_after_stage_1_and_within_six_months(
    starts: date, stopped: bool
) -> None:
    assert bool(stage_two_obstacles(CLOSED, starts, RULES)) == stopped


def test_R23_a_written_validity_review_bridges_a_longer_gap() -> None:
    reviewed = dataclasses.replace(CLOSED, validity_review="范围和人数未变")
    assert stage_two_obstacles(reviewed, date(2027, 3, 1), RULES) == []


def rows(remote: int, total: int = 10) -> list[AgendaRow]:
    return [
        AgendaRow(date(2026, 12, day + 1), "am", "总部", (1,), remote=day < remote)
        for day in range(total)
    ]


AGREED = Mode("mixed", remote_agreed=True, risk_record="网络中断时改期")


@pytest.mark.parametrize(("remote", "stopped"), [(2, False), (3, False), (4, True)])
def test_R24_the_remote_share_stays_within_thirty_per_cent(remote: int, stopped: bool) -> None:
    assert bool(mode_obstacles(AGREED, rows(remote), RULES)) == stopped


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"remote_agreed": False}, "remote_agreed"),
        ({"risk_record": ""}, "risk_record"),
        ({"mode": "on_site"}, "mode"),
    ],
)
def test_R24_remote_auditing_needs_agreement_risk_record_and_mode(
    changes: dict[str, object], field: str
) -> None:
    mode = dataclasses.replace(AGREED, **changes)  # type: ignore[arg-type]
    assert [one.field for one in mode_obstacles(mode, rows(1), RULES)] == [field]


def test_R24_an_audit_on_site_needs_none_of_it() -> None:
    assert mode_obstacles(Mode("on_site"), rows(0), RULES) == []
    assert mode_obstacles(Mode("on_site"), [], RULES) == []
