import hashlib
import random
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.sampling import (
    draw,
    drawn_part,
    is_drawn,
    sample_obstacles,
    sample_size,
    site_sample,
)
from tests.builders.rules import IIIMS, RULES

FACTORS = [
    RULES.fraction(IIIMS.case_type(code).sample_factor)
    for code in ("initial", "surveillance", "renewal")
]
SITES = [f"场所{number}" for number in range(10)]
SAMPLE = site_sample(SITES, Fraction(1), 25, "seed-1")


@pytest.mark.parametrize(
    ("branches", "sizes"),
    [
        (0, (0, 0, 0)), (1, (1, 1, 1)), (2, (2, 1, 2)), (4, (2, 2, 2)), (5, (3, 2, 2)),
        (9, (3, 2, 3)), (10, (4, 2, 3)), (25, (5, 3, 4)), (50, (8, 5, 6)), (100, (10, 6, 8)),
        (101, (11, 7, 9)),
    ],
)  # fmt: skip
def test_R26_the_size_is_the_root_times_the_factor_rounded_up(
    branches: int, sizes: tuple[int, int, int]
) -> None:
    assert tuple(sample_size(branches, factor) for factor in FACTORS) == sizes


@given(st.integers(0, 10**12), st.sampled_from([Fraction(1), Fraction(3, 5), Fraction(4, 5)]))
def test_R26_the_size_is_exact_for_any_count(branches: int, factor: Fraction) -> None:
    size = sample_size(branches, factor)
    assert size**2 >= factor**2 * branches
    assert size == 0 or (size - 1) ** 2 < factor**2 * branches
    with localcontext() as exact:
        exact.prec = 60
        assert abs(Decimal(size) - Decimal(str(float(factor))) * Decimal(branches).sqrt()) <= 1


@pytest.mark.parametrize(("size", "part"), [(0, 0), (1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_R26_a_quarter_of_the_sample_at_least_is_drawn(size: int, part: int) -> None:
    assert drawn_part(size, 25) == part


def test_R26_anyone_can_replay_the_draw_with_sha256_alone() -> None:
    by_hand = sorted(SITES, key=lambda site: hashlib.sha256(f"seed-1\n{site}".encode()).hexdigest())
    assert SAMPLE.sites == tuple(by_hand[:4])
    assert SAMPLE.drawn == tuple(by_hand[:1])


def test_R26_the_draw_stays_the_same_for_ever() -> None:
    assert draw(["a", "b", "c", "d", "e"], 3, "2026") == ("e", "d", "b")


@given(st.lists(st.text(max_size=5), unique=True), st.integers(0, 8), st.text(max_size=5))
def test_R26_the_order_of_the_list_does_not_matter(items: list[str], count: int, seed: str) -> None:
    drawn = draw(items, count, seed)
    assert draw(random.Random(1).sample(items, len(items)), count, seed) == drawn  # noqa: S311
    assert len(drawn) == min(count, len(items)) == len(set(drawn))


def test_R26_another_seed_draws_others() -> None:
    assert len({draw(SITES, 3, str(seed)) for seed in range(30)}) > 20


@pytest.mark.parametrize(("percent", "low", "high"), [(0, 0, 0), (10, 60, 140), (100, 1000, 1000)])
def test_R37_about_the_share_is_drawn(percent: int, low: int, high: int) -> None:
    assert low <= sum(is_drawn(str(case), percent, "s") for case in range(1000)) <= high


def test_R26_headquarters_and_drawn_sites_are_visited() -> None:
    assert sample_obstacles(SAMPLE, "总部", SITES, ["总部", *SAMPLE.sites]) == []
    missing = sample_obstacles(SAMPLE, "总部", SITES, SAMPLE.proposed)
    assert [one.params.get("site") for one in missing] == [SAMPLE.drawn[0], "总部", None]


def test_R26_the_proposed_part_may_be_exchanged_but_not_cut() -> None:
    others = [site for site in SITES if site not in SAMPLE.sites]
    assert sample_obstacles(SAMPLE, "总部", SITES, ["总部", *SAMPLE.drawn, *others[:3]]) == []
    (found,) = sample_obstacles(SAMPLE, "总部", SITES, ["总部", *SAMPLE.drawn, *others[:2]])
    assert found.params["missing"] == 1
