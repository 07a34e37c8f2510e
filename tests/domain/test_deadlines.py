from datetime import date

import pytest

from certplatform.domain.deadlines import (
    acknowledge_until,
    appeal_obstacles,
    handler_obstacles,
    limit,
    report_due_on,
)
from certplatform.domain.retention import deletion_obstacles, keep_until
from tests.builders.rules import CALENDAR, RULES

BEGAN = date(2026, 11, 20)  # a Friday; five working days end on Friday the 27th


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 20), "ok", 5),
        (date(2026, 11, 24), "ok", 3),
        (date(2026, 11, 25), "near", 2),
        (date(2026, 11, 27), "near", 0),
        (date(2026, 11, 28), "passed", 0),
        (date(2026, 11, 30), "passed", -1),
    ],
)
def test_R57_a_limit_is_kept_near_or_passed(today: date, state: str, left: int) -> None:
    now = limit(BEGAN, 5, today, CALENDAR, RULES)
    assert (now.state, now.days_left, now.due_on) == (state, left, date(2026, 11, 27))


def test_R57_a_limit_in_an_unknown_year_is_provisional() -> None:
    assert limit(date(2026, 12, 30), 5, date(2026, 12, 30), CALENDAR, RULES).provisional


@pytest.mark.parametrize(
    ("lodged", "late"),
    [(date(2026, 12, 19), False), (date(2026, 12, 20), False), (date(2026, 12, 21), True)],
)
def test_R54_an_appeal_comes_within_thirty_days(lodged: date, late: bool) -> None:
    assert bool(appeal_obstacles(BEGAN, lodged, RULES)) == late


def test_R54_it_is_acknowledged_within_five_working_days() -> None:
    assert acknowledge_until(BEGAN, CALENDAR, RULES).on == date(2026, 11, 27)


def test_R54_people_of_the_case_do_not_handle_it() -> None:
    assert handler_obstacles(1, frozenset({1, 2}))
    assert handler_obstacles(3, frozenset({1, 2})) == []


@pytest.mark.parametrize(
    ("month", "due"), [(1, date(2026, 2, 10)), (11, date(2026, 12, 10)), (12, date(2027, 1, 10))]
)
def test_R60_the_report_is_due_on_the_tenth_of_the_next_month(month: int, due: date) -> None:
    assert report_due_on(2026, month, RULES) == due


def test_R55_a_file_is_kept_to_the_end_of_the_next_full_cycle() -> None:
    assert keep_until(date(2026, 12, 1), date(2029, 11, 19), RULES) == date(2032, 11, 19)
    assert keep_until(date(2026, 12, 1), None, RULES) == date(2032, 11, 30)


@pytest.mark.parametrize(
    ("today", "refused"),
    [(date(2032, 11, 18), True), (date(2032, 11, 19), True), (date(2032, 11, 20), False)],
)
def test_R55_deletion_before_that_is_refused(today: date, refused: bool) -> None:
    assert bool(deletion_obstacles(date(2032, 11, 19), today)) == refused
