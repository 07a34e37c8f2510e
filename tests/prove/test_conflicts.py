"""Done when: two methods that share no code agree on the conflicts in random graphs."""

import time
from collections import Counter

import pytest

from tests.prove.opinions import agree, disagreements
from tests.prove.sizes import sizes

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1800)]


def test_R13_R14_R15_a_second_method_comes_to_the_same_verdicts() -> None:
    began, seen = time.monotonic(), Counter[str]()
    wrong = disagreements(range(sizes().conflict_graphs), seen)
    print(f"{sizes().conflict_graphs} graphs, {dict(seen)}, {time.monotonic() - began:.0f} s")
    assert wrong == []
    assert min(seen[one] for one in ("blocks", "clear", "nothing")) > sizes().conflict_graphs // 20


def test_a_method_that_forgets_something_is_found_out() -> None:
    """The comparison can fail: a record that lost one fact is judged otherwise somewhere."""
    assert not all(agree(seed, without_last_tie=True) for seed in range(50))
