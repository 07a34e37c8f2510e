from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.surveillance import (
    is_due_before_expiry,
    is_overdue,
    next_due_on,
    opens_on,
    reminders_on,
    reminders_owed,
    should_suspend,
    suspends_by_itself,
)
from tests.builders.rules import RULES, rules_with

DUE = date(2027, 11, 20)


@pytest.mark.parametrize(
    ("audits", "due"),
    [
        ([], date(2027, 11, 20)),
        ([date(2027, 10, 31)], date(2028, 10, 31)),
        ([date(2028, 2, 29), date(2027, 10, 31)], date(2029, 2, 28)),
    ],
)
def test_R45_twelve_months_after_issue_then_after_the_audit_before(
    audits: list[date], due: date
) -> None:
    assert next_due_on(date(2026, 11, 20), audits, RULES) == due


def test_R45_after_the_end_of_validity_renewal_takes_over() -> None:
    assert is_due_before_expiry(date(2029, 11, 19), date(2029, 11, 19))
    assert not is_due_before_expiry(date(2029, 11, 20), date(2029, 11, 19))


def test_R46_reminders_ninety_sixty_thirty_and_seven_days_before() -> None:
    due = {
        (DUE - day).days: reminders_on(DUE, day, RULES)
        for day in (DUE - timedelta(days=left) for left in range(-5, 120))
    }
    assert {left: found for left, found in due.items() if found} == {
        90: [90],
        60: [60],
        30: [30],
        7: [7],
    }


@pytest.mark.parametrize(
    ("left", "sent", "owed"),
    [
        (91, [], []),
        (90, [], [90]),
        (89, [], [90]),
        (89, [90], []),
        (60, [90], [60]),
        (10, [], [30]),
        (0, [90, 60, 30], [7]),
        (-1, [], []),
    ],
)
def test_R46_a_missed_day_is_made_up_for_once(left: int, sent: list[int], owed: list[int]) -> None:
    assert reminders_owed(DUE, DUE - timedelta(days=left), sent, RULES) == owed


@given(st.sets(st.integers(0, 120), max_size=40))
def test_R46_whatever_days_are_missed_nothing_is_sent_twice(days: set[int]) -> None:
    sent: list[int] = []
    for left in sorted(days, reverse=True):
        sent += reminders_owed(DUE, DUE - timedelta(days=left), sent, RULES)
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize(
    ("today", "listed"),
    [(date(2027, 11, 19), False), (date(2027, 11, 20), False), (date(2027, 11, 21), True)],
)
def test_R47_one_day_overdue_goes_onto_the_suspend_list(today: date, listed: bool) -> None:
    assert is_overdue(DUE, today, RULES) == listed
    assert bool(should_suspend(DUE, today, RULES)) == listed


def test_R47_a_person_decides_unless_the_scheme_says_otherwise() -> None:
    assert not suspends_by_itself(RULES)
    assert suspends_by_itself(rules_with({"R47.suspend": "automatic"}))


def test_the_surveillance_case_comes_up_with_the_first_reminder() -> None:
    assert opens_on(DUE, RULES) == DUE - timedelta(days=90)
