from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.validity import (
    MOVES,
    expiry,
    is_expired,
    may_move,
    move_obstacles,
    renewable_until,
    renewal,
    renewal_obstacles,
    restoring_obstacles,
    should_withdraw,
    suspended_until,
)
from certplatform.domain.workflow.certificate import CERTIFICATE
from tests.builders.rules import RULES


@pytest.mark.parametrize(
    ("issued", "end"),
    [
        (date(2026, 11, 20), date(2029, 11, 19)),
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2024, 2, 29), date(2027, 2, 27)),
        (date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_R41_a_certificate_lasts_three_years_less_a_day(issued: date, end: date) -> None:
    assert expiry(issued, RULES) == end


def test_R41_it_is_valid_on_its_last_day() -> None:
    assert not is_expired(date(2029, 11, 19), date(2029, 11, 19))
    assert is_expired(date(2029, 11, 19), date(2029, 11, 20))


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_R41_the_period_never_reaches_the_third_anniversary(issued: date) -> None:
    end = expiry(issued, RULES)
    assert (end.year, end.month, end.day) < (issued.year + 3, issued.month, issued.day)
    assert 1094 <= (end - issued).days <= 1095


@pytest.mark.parametrize(
    ("present", "wanted", "allowed"),
    [
        ("valid", "suspended", True),
        ("valid", "valid", False),
        ("suspended", "valid", True),
        ("suspended", "withdrawn", True),
        ("withdrawn", "valid", False),
        ("cancelled", "suspended", False),
        ("expired", "valid", False),
        ("superseded", "valid", False),
    ],
)
def test_R49_certificate_moves(present: str, wanted: str, allowed: bool) -> None:
    assert may_move(present, wanted) == allowed
    assert (move_obstacles(present, wanted) == []) == allowed


def test_R49_the_table_of_transitions_allows_the_same_moves() -> None:
    table = {
        (row.source, row.target) for row in CERTIFICATE.transitions if row.source != row.target
    }
    moves = {(source, target) for source, targets in MOVES.items() for target in targets}
    assert {pair for pair in table if pair[0] in MOVES and pair[1] != "="} == moves


@pytest.mark.parametrize(
    ("today", "listed"),
    [(date(2027, 2, 27), False), (date(2027, 2, 28), False), (date(2027, 3, 1), True)],
)
def test_R48_after_six_months_a_suspension_goes_onto_the_withdraw_list(
    today: date, listed: bool
) -> None:
    suspended = date(2026, 8, 31)
    assert suspended_until(suspended, RULES) == date(2027, 2, 28)
    assert bool(should_withdraw(suspended, today, RULES)) == listed


@pytest.mark.parametrize(
    ("evidence", "decider", "count"), [(1, 9, 0), (0, 9, 1), (1, 1, 1), (0, 1, 2)]
)
def test_R48_restoring_needs_evidence_and_somebody_outside_the_team(
    evidence: int, decider: int, count: int
) -> None:
    assert len(restoring_obstacles(evidence, decider, frozenset({1, 2}))) == count


OLD_END = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("decided", "kind", "starts", "keeps"),
    [
        (date(2026, 11, 19), "in_time", date(2026, 11, 25), True),
        (date(2026, 11, 20), "in_time", date(2026, 11, 25), True),
        (date(2026, 11, 21), "after_expiry", date(2026, 11, 21), False),
        (date(2027, 5, 20), "after_expiry", date(2027, 5, 20), False),
        (date(2027, 5, 21), "too_late", date(2027, 5, 21), False),
    ],
)
def test_R50_renewal_before_within_and_after_six_months(
    decided: date, kind: str, starts: date, keeps: bool
) -> None:
    answer = renewal(OLD_END, decided, date(2026, 11, 25), RULES)
    assert (answer.kind, answer.starts_on, answer.keeps_number) == (kind, starts, keeps)
    assert answer.expires_on == date(2029, 11, 20)
    assert bool(renewal_obstacles(OLD_END, decided, RULES)) == (kind == "too_late")


def test_R50_months_and_years_clamp() -> None:
    assert renewable_until(date(2026, 8, 31), RULES) == date(2027, 2, 28)
    leap = renewal(date(2028, 2, 29), date(2028, 1, 1), date(2028, 1, 9), RULES)
    assert leap.expires_on == date(2031, 2, 28)
