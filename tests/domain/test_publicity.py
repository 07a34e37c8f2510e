from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.publicity import (
    NoticeClock,
    Stop,
    date_obstacles,
    ended_obstacles,
    notice_clock,
    objection_obstacles,
    planned_end,
    provisional_warnings,
)
from tests.builders.rules import CALENDAR, RULES, switched_off

PUBLISHED = date(2026, 11, 20)  # a Friday


def clock(today: date, *stops: Stop, published: date = PUBLISHED) -> NoticeClock:
    return notice_clock(published, stops, today, CALENDAR, RULES)


def test_R39_five_full_working_days_without_the_day_of_publishing() -> None:
    assert planned_end(PUBLISHED, CALENDAR, RULES).on == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 20), "running", 5),
        (date(2026, 11, 22), "running", 5),
        (date(2026, 11, 23), "running", 4),
        (date(2026, 11, 27), "running", 0),
        (date(2026, 11, 28), "over", 0),
    ],
)
def test_R39_the_notice_is_over_on_the_day_after_its_last(
    today: date, state: str, left: int
) -> None:
    now = clock(today)
    assert (now.state, now.days_left) == (state, left)
    assert bool(ended_obstacles(now)) == (state == "running")


def test_R39_adjusted_working_weekends_shorten_and_holidays_lengthen_a_notice() -> None:
    # 28 to 30 September, then 8 and 9 October
    assert planned_end(date(2026, 9, 25), CALENDAR, RULES).on == date(2026, 10, 9)
    # Saturday 10 October is an adjusted working day
    assert planned_end(date(2026, 10, 7), CALENDAR, RULES).on == date(2026, 10, 13)


def test_R39_an_unknown_year_is_flagged() -> None:
    now = clock(date(2026, 12, 31), published=date(2026, 12, 29))
    assert now.provisional
    assert [one.weight for one in provisional_warnings(now)] == ["warns"]
    assert provisional_warnings(clock(PUBLISHED)) == []


def test_R40_an_objection_stops_the_clock_with_the_days_that_are_left() -> None:
    # lodged on Wednesday: Monday and Tuesday were full days
    stopped = clock(date(2026, 12, 9), Stop(date(2026, 11, 25)))
    assert (stopped.state, stopped.ends_on, stopped.days_left) == ("stopped", None, 3)
    assert ended_obstacles(stopped)[0].rule == "R40"


def test_R40_dismissed_the_clock_goes_on_with_the_days_that_were_left() -> None:
    stop = Stop(date(2026, 11, 25), date(2026, 12, 2))
    assert clock(date(2026, 12, 2), stop).ends_on == date(2026, 12, 7)
    assert clock(date(2026, 12, 7), stop).state == "running"
    assert clock(date(2026, 12, 8), stop).state == "over"


@pytest.mark.parametrize(
    ("lodged", "left"),
    [
        (date(2026, 11, 20), 5),
        (date(2026, 11, 22), 5),
        (date(2026, 11, 23), 5),
        (date(2026, 11, 24), 4),
        (date(2026, 11, 27), 1),
    ],
)
def test_R40_the_day_of_lodging_is_no_full_day(lodged: date, left: int) -> None:
    assert clock(date(2026, 12, 20), Stop(lodged)).days_left == left


def test_R40_one_lodged_after_the_end_stops_nothing() -> None:
    assert clock(date(2026, 12, 20), Stop(date(2026, 11, 28))).state == "over"


def test_R40_overlapping_objections_stop_it_until_the_last_is_decided() -> None:
    first = Stop(date(2026, 11, 25), date(2026, 12, 2))
    second = Stop(date(2026, 11, 30), date(2026, 12, 4))
    assert clock(date(2026, 12, 3), first, second).ends_on == date(2026, 12, 9)
    undecided = Stop(date(2026, 12, 1))
    assert clock(date(2026, 12, 3), first, undecided).state == "stopped"
    still_open = Stop(date(2026, 11, 25))
    assert clock(date(2026, 12, 3), Stop(date(2026, 11, 26), date(2026, 11, 27)), still_open) == (
        clock(date(2026, 12, 3), still_open)
    )
    inside = Stop(date(2026, 11, 26), date(2026, 11, 27))
    assert clock(date(2026, 12, 3), first, inside) == clock(date(2026, 12, 3), first)


def test_R40_a_second_stop_takes_from_what_the_first_left() -> None:
    first = Stop(date(2026, 11, 25), date(2026, 12, 2))  # 3 left, from 3 December on
    second = Stop(date(2026, 12, 4))  # 3 December was full
    assert clock(date(2026, 12, 20), first, second).days_left == 2


def test_R40_can_be_switched_off() -> None:
    off = switched_off("R40.objection_stops")
    now = notice_clock(PUBLISHED, [Stop(date(2026, 11, 25))], date(2026, 11, 28), CALENDAR, off)
    assert now.state == "over"


@given(
    st.dates(date(2026, 1, 1), date(2026, 8, 1)),
    st.integers(0, 14),
    st.integers(0, 30),
)
def test_R40_a_stop_never_shortens_the_notice(published: date, after: int, length: int) -> None:
    lodged = published + timedelta(days=after)
    stop = Stop(lodged, lodged + timedelta(days=length))
    plain = clock(published, published=published).ends_on
    stopped = clock(published, stop, published=published).ends_on
    assert plain is not None
    assert stopped is not None
    assert stopped >= plain
    shown = CALENDAR.working_days_between(published, plain)
    assert shown == 5


def test_R40_objections_come_in_time_and_with_a_reason() -> None:
    running, over = clock(date(2026, 11, 27)), clock(date(2026, 11, 28))
    assert objection_obstacles(running, "数据不实") == []
    assert objection_obstacles(over, "数据不实")[0].params == {"end": "2026-11-27"}
    assert objection_obstacles(running, " ")[0].field == "reason"
    assert objection_obstacles(clock(PUBLISHED, Stop(PUBLISHED)), "另一异议") == []


@pytest.mark.parametrize(
    ("decided", "published", "issued", "count"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 28), 0),
        (date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 28), 1),
        (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 27), 1),
        (date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 26), 2),
    ],
)
def test_R41_decision_then_publicity_then_issue(
    decided: date, published: date, issued: date, count: int
) -> None:
    assert len(date_obstacles(decided, published, date(2026, 11, 27), issued)) == count
