from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.workdays import WorkCalendar, official_calendar_from_library
from tests.builders.rules import CALENDAR

DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_R39_adjusted_working_weekends_of_2026_count(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 2, 17), date(2026, 10, 7)])
def test_R39_public_holidays_do_not_count(day: date) -> None:
    assert day.weekday() < 5
    assert not CALENDAR.is_working_day(day)


def test_R39_the_start_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2026, 11, 20), 1).on == date(2026, 11, 23)
    assert CALENDAR.add_working_days(date(2026, 11, 20), 0).on == date(2026, 11, 20)


def test_R39_five_days_across_the_national_holiday() -> None:
    # 28 to 30 September, then 8 and 9 October; 1 to 7 October is holiday
    end = CALENDAR.add_working_days(date(2026, 9, 27), 5)
    assert end.on == date(2026, 10, 9)
    assert not end.provisional


def test_R39_a_year_without_official_calendar_is_provisional_and_monday_to_friday() -> None:
    end = CALENDAR.add_working_days(date(2026, 12, 30), 2)
    assert end.on == date(2027, 1, 1)
    assert end.provisional
    assert CALENDAR.is_provisional(date(2026, 12, 30), date(2027, 1, 1))
    assert not CALENDAR.is_provisional(date(2026, 1, 1), date(2026, 12, 31))


def test_R39_the_end_moves_when_the_official_calendar_comes() -> None:
    later = WorkCalendar({**official_calendar_from_library(), 2027: {date(2027, 1, 1): False}})
    end = later.add_working_days(date(2026, 12, 30), 2)
    assert end.on == date(2027, 1, 4)
    assert not end.provisional


def test_working_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 1, 1), -1)


@given(DAYS, st.integers(0, 40))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.working_days_between(start, end.on) == count
    assert count == 0 or CALENDAR.is_working_day(end.on)


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_adding_twice_is_adding_the_sum(start: date, first: int, second: int) -> None:
    step = CALENDAR.add_working_days(start, first).on
    assert CALENDAR.add_working_days(step, second) == CALENDAR.add_working_days(
        start, first + second
    )


@given(DAYS, DAYS)
def test_counting_back_is_the_negative(one: date, other: date) -> None:
    assert CALENDAR.working_days_between(one, other) == -CALENDAR.working_days_between(other, one)


@given(DAYS, st.integers(0, 30))
def test_a_later_start_never_ends_earlier(start: date, count: int) -> None:
    next_day = start + timedelta(days=1)
    first = CALENDAR.add_working_days(start, count).on
    assert CALENDAR.add_working_days(next_day, count).on >= first
