"""What an assessment costs, item by item, in cents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.fee import (
    MOST_CENTS,
    TariffRates,
    fee_lines,
    fee_obstacles,
    fee_of,
    yuan,
)

TARIFF = TariffRates(
    number=3,
    application_cents=1_000_00,
    day_rate_cents=3_600_00,
    site_cents=800_00,
    certificate_cents=2_000_00,
)
AMOUNTS = st.integers(0, MOST_CENTS)


def test_each_item_of_the_tariff_stands_by_itself() -> None:
    lines = fee_lines(21, 2, 3_600_00, TARIFF)
    assert [one.cents for one in lines] == [1_000_00, 37_800_00, 1_600_00, 2_000_00]
    assert lines[1].params == {"days": "10.5", "rate": "3,600.00"}


def test_without_a_tariff_the_days_are_the_only_item() -> None:
    (only,) = fee_lines(20, 2, 4_000_00, None)
    assert only.cents == 40_000_00


def test_items_that_cost_nothing_are_left_out_but_the_audit_never_is() -> None:
    free = TariffRates(1, 0, 3_600_00, 0, 0)
    assert len(fee_lines(2, 0, 3_600_00, free)) == 1


def test_half_a_cent_goes_up() -> None:
    assert fee_of(fee_lines(1, 0, 101, None)) == 51


@given(
    half_days=st.integers(1, 200),
    branches=st.integers(0, 50),
    rates=st.tuples(AMOUNTS, st.integers(1, MOST_CENTS), AMOUNTS, AMOUNTS),
)
def test_the_fee_is_the_sum_of_its_items_and_grows_with_days_and_sites(
    half_days: int, branches: int, rates: tuple[int, int, int, int]
) -> None:
    tariff = TariffRates(1, *rates)

    def fee(halves: int, visited: int) -> int:
        return fee_of(fee_lines(halves, visited, tariff.day_rate_cents, tariff))

    assert fee(half_days, branches) >= half_days * tariff.day_rate_cents // 2
    assert fee(half_days + 2, branches) - fee(half_days, branches) == tariff.day_rate_cents
    assert fee(half_days, branches + 1) - fee(half_days, branches) == tariff.site_cents


@pytest.mark.parametrize(
    ("rate", "note", "fields"),
    [
        (3_600_00, "", []),
        (3_000_00, "", ["fee_note"]),
        (3_000_00, "   ", ["fee_note"]),
        (3_000_00, "长期合作，框架协议约定", []),
        (0, "", ["day_rate"]),
        (-1, "", ["day_rate"]),
        (MOST_CENTS, "封顶", []),
        (MOST_CENTS + 1, "封顶", ["day_rate"]),
    ],
)
def test_another_rate_than_the_tariffs_needs_its_reason(
    rate: int, note: str, fields: list[str]
) -> None:
    assert [one.field for one in fee_obstacles(rate, note, TARIFF)] == fields


def test_without_a_tariff_any_rate_above_nothing_will_do() -> None:
    assert fee_obstacles(1, "", None) == []


def test_yuan_are_written_with_two_places() -> None:
    assert yuan(123_456_05) == "123,456.05"
