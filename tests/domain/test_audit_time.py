from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.audit_time import (
    BookedHalfDay,
    Reduction,
    audit_time,
    booked_time,
    booking_obstacles,
    reduction_obstacles,
    shown,
)
from tests.builders.rules import IIIMS, RULES

INITIAL, SURVEILLANCE, RENEWAL = (
    IIIMS.case_type(code) for code in ("initial", "surveillance", "renewal")
)
TABLE = [
    (5, "1.5"), (10, "2"), (15, "2.5"), (25, "3"), (45, "4"), (65, "5"), (85, "6"), (125, "7"),
    (175, "8"), (275, "9"), (425, "10"), (625, "11"), (875, "12"), (1175, "13"), (1550, "14"),
    (2025, "15"), (2675, "16"), (3450, "17"), (4350, "18"), (5450, "19"), (6800, "20"),
    (8500, "21"), (10700, "22"), (13400, "23"), (16800, "24"), (21000, "25"), (26300, "26"),
]  # fmt: skip


def days(headcount: int, *percents: int) -> Decimal:
    cuts = [Reduction("x", percent, "y") for percent in percents]
    return audit_time(headcount, INITIAL, cuts, RULES).days


@pytest.mark.parametrize(("bound", "expected"), TABLE)
def test_R25_each_row_of_the_table_up_to_and_with_its_bound(bound: int, expected: str) -> None:
    assert days(bound) == Decimal(expected)
    assert days(bound - 1) == Decimal(expected)
    assert days(bound + 1) > Decimal(expected)


def test_R25_one_person_is_in_the_first_row_and_nobody_in_none() -> None:
    assert days(1) == Decimal("1.5")
    with pytest.raises(ValueError, match="somebody"):
        days(0)


@pytest.mark.parametrize(
    ("headcount", "surveillance", "renewal"),
    [
        (5, "1", "1"),
        (10, "1", "1.5"),
        (25, "1", "2"),
        (45, "1.5", "3"),
        (65, "2", "3.5"),
        (85, "2", "4"),
        (125, "2.5", "5"),
        (10700, "7.5", "15"),
    ],
)
def test_R25_surveillance_takes_a_third_and_renewal_two_thirds_rounded_up_to_half_a_day(
    headcount: int, surveillance: str, renewal: str
) -> None:
    assert audit_time(headcount, SURVEILLANCE, [], RULES).days == Decimal(surveillance)
    assert audit_time(headcount, RENEWAL, [], RULES).days == Decimal(renewal)


def test_R25_the_calculation_shows_its_working() -> None:
    cuts = [Reduction("成熟体系", 10, "已运行多年"), Reduction("单一场所", 20, "只有一处")]
    answer = audit_time(60, SURVEILLANCE, cuts, RULES)
    assert [shown(line.days) for line in answer.lines] == ["5", "2", "1.8", "1.4", "1.5"]
    assert answer.lines[0].params == {"headcount": 60, "low": 46, "bound": 65}
    assert answer.days == Decimal("1.5")
    assert answer.auditing_days == Decimal("1.2")


@pytest.mark.parametrize(("last", "stopped"), [(14, False), (15, False), (16, True)])
def test_R25_reductions_come_to_thirty_per_cent_at_most(last: int, stopped: bool) -> None:
    cuts = [Reduction("a", 15, "why"), Reduction("b", last, "why")]
    assert bool(reduction_obstacles(cuts, RULES)) == stopped


def test_R25_each_reduction_has_a_share_and_a_justification() -> None:
    found = reduction_obstacles([Reduction("a", 0, "why"), Reduction("b", 5, "  ")], RULES)
    assert [one.params["title"] for one in found] == ["a", "b"]


def half(person: int, day: int, part: str, role: str = "assessor", *, auditing: bool = True):  # noqa: ANN201
    return BookedHalfDay(person, role, date(2026, 12, day), part, auditing)


def test_R25_trainees_and_experts_count_nothing() -> None:
    booked = booked_time(
        [
            half(1, 1, "am", "lead"),
            half(2, 1, "am", "trainee"),
            half(3, 1, "am", "technical_expert"),
        ]
    )
    assert booked.days == Decimal("0.5")


def test_R25_longer_days_and_double_rows_earn_nothing() -> None:
    long_day = [half(1, 1, part) for part in ("am", "pm", "evening")]
    assert booked_time([*long_day, half(1, 1, "am")]).days == Decimal(1)


@pytest.mark.parametrize(("half_days", "stopped"), [(3, True), (4, False), (5, False)])
def test_R25_the_plan_has_the_days_that_are_needed(half_days: int, stopped: bool) -> None:
    needed = audit_time(10, INITIAL, [], RULES)
    rows = [half(1, day + 1, "am") for day in range(half_days)]
    assert bool(booking_obstacles(needed, booked_time(rows))) == stopped


@pytest.mark.parametrize(("auditing", "stopped"), [(7, True), (8, False), (9, False)])
def test_R25_four_fifths_are_auditing_itself(auditing: int, stopped: bool) -> None:
    needed = audit_time(65, INITIAL, [], RULES)
    rows = [half(1, day + 1, "am", auditing=day < auditing) for day in range(10)]
    assert bool(booking_obstacles(needed, booked_time(rows))) == stopped


@given(st.integers(1, 60_000), st.integers(0, 30))
def test_R25_more_people_never_take_less_time_and_cuts_stay_within_their_share(
    headcount: int, percent: int
) -> None:
    cut = days(headcount, percent) if percent else days(headcount)
    assert days(headcount + 1) >= days(headcount) >= cut >= 1
    assert cut >= days(headcount) * Decimal(100 - percent) / 100
    assert cut % Decimal("0.5") == 0
