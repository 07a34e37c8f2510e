"""Comparing with others: from ten on, by quartiles in whole points, never by anybody's figures."""

from collections import Counter
from decimal import Decimal
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.comparison import (
    Scope,
    Spread,
    Standing,
    rounded_size,
    scopes_shown,
    spread_of,
)

scores = st.lists(
    st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10), min_size=10, max_size=60
)


def test_nine_others_tell_nothing_and_ten_do() -> None:
    assert spread_of({Decimal(50): 9}) is None
    assert spread_of({Decimal(50): 10}) == Spread(50, 50, 50)


def test_the_nearest_group_of_ten_is_shown() -> None:
    division, section, province, everybody = Scope
    many = {division: 10, section: 30, province: 10, everybody: 90}
    assert scopes_shown(many) == [division, province]
    assert scopes_shown({**many, division: 9}) == [section, province]
    assert scopes_shown({**many, division: 9, section: 9}) == [everybody, province]
    assert scopes_shown({**many, province: 9}) == [division, everybody]


def test_everybody_is_shown_once() -> None:
    assert scopes_shown({Scope.ALL: 10}) == [Scope.ALL]
    assert scopes_shown({Scope.ALL: 9}) == []
    assert scopes_shown({}) == []


@pytest.mark.parametrize(("others", "told"), [(10, 10), (19, 10), (20, 20), (123, 120)])
def test_the_size_of_a_group_is_told_in_tens(others: int, told: int) -> None:
    assert rounded_size(others) == told


@pytest.mark.parametrize(
    ("score", "standing"),
    [
        ("39.9", Standing.LOWER_QUARTER),
        ("40", Standing.LOWER_HALF),
        ("49.9", Standing.LOWER_HALF),
        ("50", Standing.UPPER_HALF),
        ("69.9", Standing.UPPER_HALF),
        ("70", Standing.UPPER_QUARTER),
    ],
)
def test_whoever_is_on_a_bound_belongs_above_it(score: str, standing: Standing) -> None:
    assert Spread(40, 50, 70).standing_of(Decimal(score)) == standing


@given(scores)
def test_quartiles_are_those_of_statistics_in_whole_points(given_scores: list[Decimal]) -> None:
    spread = spread_of(Counter(given_scores))
    assert spread is not None
    exact = quantiles(given_scores, n=4, method="inclusive")
    shown = (spread.lower, spread.median, spread.upper)
    assert all(abs(one - other) <= Decimal("0.5") for one, other in zip(shown, exact, strict=True))
    assert spread.lower <= spread.median <= spread.upper
