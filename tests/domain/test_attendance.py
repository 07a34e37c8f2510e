import dataclasses
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from certplatform.domain.attendance import (
    Place,
    Series,
    SignIn,
    anomalies,
    distance_km,
    explanation_due,
    explanation_state,
)
from tests.builders.rules import CALENDAR, RULES

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
END = datetime(2026, 12, 2, 17, tzinfo=SHANGHAI)
JINAN = Place(36.65, 117.12)
SERIES = Series(1, "陈静", START, END, "总部", JINAN)
OPENED = SignIn(1, "opening", START, JINAN)
CLOSED = SignIn(1, "closing", END, JINAN)
LATER = END + timedelta(days=1)


def kinds(*made: SignIn, now: datetime = LATER) -> list[tuple[str, str]]:
    return [(one.moment, one.kind) for one in anomalies(SERIES, made, now, RULES)]


def test_R27_both_sign_ins_in_time_and_place_are_in_order() -> None:
    assert kinds(OPENED, CLOSED) == []


@pytest.mark.parametrize(("minutes", "late"), [(119, False), (120, False), (121, True)])
def test_R27_two_hours_after_the_planned_time_is_late(minutes: int, late: bool) -> None:
    delay = timedelta(minutes=minutes)
    opened = dataclasses.replace(OPENED, at=START + delay)
    closed = dataclasses.replace(CLOSED, at=END + delay)
    assert kinds(opened, CLOSED) == ([("opening", "late")] if late else [])
    assert kinds(OPENED, closed) == ([("closing", "late")] if late else [])


def test_R27_the_first_of_several_sign_ins_counts() -> None:
    again = dataclasses.replace(OPENED, at=START + timedelta(hours=5))
    assert kinds(again, OPENED, CLOSED) == []


def test_R27_a_missing_sign_in_is_an_anomaly_once_its_time_has_passed() -> None:
    assert kinds(now=START + timedelta(hours=2)) == []
    assert kinds(now=START + timedelta(hours=2, minutes=1)) == [("opening", "missing")]
    assert kinds(OPENED) == [("closing", "missing")]


def test_R27_a_colleagues_sign_in_does_not_count() -> None:
    assert ("opening", "missing") in kinds(dataclasses.replace(OPENED, person=2), CLOSED)


@pytest.mark.parametrize(("north", "far"), [(0.0449, False), (0.0451, True), (1.0, True)])
def test_R27_more_than_five_kilometres_away_is_an_anomaly(north: float, far: bool) -> None:
    away = Place(JINAN.latitude + north, JINAN.longitude)
    opened = dataclasses.replace(OPENED, place=away)
    assert kinds(opened, CLOSED) == ([("opening", "far")] if far else [])


def test_R27_the_anomaly_says_how_far_away() -> None:
    opened = dataclasses.replace(OPENED, place=Place(JINAN.latitude + 1, JINAN.longitude))
    (found,) = anomalies(SERIES, [opened, CLOSED], LATER, RULES)
    assert found.shown.params == {"person": "陈静", "site": "总部", "distance": 111}


def test_R27_without_a_position_nothing_is_said_about_the_place() -> None:
    assert kinds(dataclasses.replace(OPENED, place=None), CLOSED) == []
    nowhere = dataclasses.replace(SERIES, place=None)
    assert anomalies(nowhere, [OPENED, CLOSED], LATER, RULES) == []


def test_R27_an_anomaly_is_shown_and_never_refuses() -> None:
    assert {one.shown.weight for one in anomalies(SERIES, [], LATER, RULES)} == {"warns"}


def test_distances_are_those_of_the_globe() -> None:
    assert distance_km(Place(36.65, 117.12), Place(36.07, 120.38)) == pytest.approx(299, abs=3)
    assert distance_km(JINAN, JINAN) == 0


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 12, 7), "due"), (date(2026, 12, 8), "due"), (date(2026, 12, 9), "escalated")],
)
def test_R27_an_explanation_is_due_in_five_working_days_then_it_escalates(
    today: date, state: str
) -> None:
    noticed = date(2026, 12, 1)
    assert explanation_due(noticed, CALENDAR, RULES).on == date(2026, 12, 8)
    assert explanation_state(noticed, False, today, CALENDAR, RULES) == state  # noqa: FBT003
    assert explanation_state(noticed, True, today, CALENDAR, RULES) == "explained"  # noqa: FBT003
