"""How alike people rate: shares against peers on the same criteria, agreement of two ratings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.rating_habits import FEWEST_PAIRS, RANKS, Tally, alpha, habits

RESULTS = st.sampled_from(sorted(RANKS))


def test_two_who_always_agree_have_an_alpha_of_one() -> None:
    assert alpha([("met", "met"), ("not_met", "not_met")] * FEWEST_PAIRS) == pytest.approx(1.0)


def test_two_who_always_differ_have_an_alpha_below_zero() -> None:
    found = alpha([("met", "not_met"), ("not_met", "met")] * FEWEST_PAIRS)
    assert found is not None
    assert found < 0


def test_alpha_of_the_published_example() -> None:
    """Ten units, two observers, two values: 0.095 (Krippendorff, Computing alpha, 2011, part A)."""
    first, second = "0100000010", "1110010000"
    words = {"0": "not_met", "1": "met"}
    pairs = [(words[a], words[b]) for a, b in zip(first, second, strict=True)]
    assert alpha(pairs) == pytest.approx(0.095, abs=0.0005)


@pytest.mark.parametrize("count", [0, FEWEST_PAIRS - 1])
def test_too_few_rows_have_no_alpha(count: int) -> None:
    assert alpha([("met", "partly")] * count) is None


def test_rows_that_do_not_apply_and_rows_of_one_result_have_no_alpha() -> None:
    assert alpha([("not_applicable", "met")] * 50) is None
    assert alpha([("met", "met")] * 50) is None


@given(st.lists(st.tuples(RESULTS, RESULTS), min_size=FEWEST_PAIRS, max_size=40))
def test_alpha_asks_not_who_rated_first(pairs: list[tuple[str, str]]) -> None:
    found, turned = alpha(pairs), alpha([(b, a) for a, b in pairs])
    assert (found is None) == (turned is None)
    assert found is None or found == pytest.approx(turned)
    assert found is None or found <= 1 + 1e-9


def test_a_mild_assessor_stands_out_on_the_same_criteria_only() -> None:
    mild, strict, elsewhere = habits(
        [
            Tally(1, "CL1-A", "met", 20),
            Tally(2, "CL1-A", "not_met", 15),
            Tally(2, "CL1-A", "met", 5),
            Tally(3, "CL9-Z", "not_met", 50),
        ]
    )
    assert (mild.met, mild.peers_met, mild.ahead) == (1.0, 0.25, 0.75)
    assert strict.ahead == -0.75
    assert elsewhere.ahead is None


def test_few_ratings_of_peers_are_no_measure() -> None:
    first, _ = habits([Tally(1, "CL1-A", "met", 20), Tally(2, "CL1-A", "met", 9)])
    assert first.peers_met is None
