"""Rules that nobody vouches for cost their limit and no more."""

import time

import pytest

from certplatform.domain.grading_context import grading_context
from certplatform.expressions.apart import LONGEST_RULE, MOST_RULES, evaluate_apart
from certplatform.expressions.engine import RuleFault
from tests.builders.rules import TINY

CONTEXT = grading_context([], "SILVER", 0, TINY)


def fault(*rules: tuple[str, str], seconds: int = 2) -> RuleFault:
    (found,) = evaluate_apart(rules, [CONTEXT], seconds)
    assert isinstance(found, RuleFault)
    return found


def test_each_context_gets_its_answer() -> None:
    other = {**CONTEXT, "open_majors": 3}
    found = evaluate_apart([("a", "open_majors + 1"), ("b", "a * 2")], [CONTEXT, other])
    assert found == [{"a": 1, "b": 2}, {"a": 4, "b": 8}]


def test_a_rule_that_takes_too_long_is_stopped_and_named() -> None:
    # few rounds, but each compares lists that a rule before has made long
    many = "[" + ",".join(["0"] * 1500) + "]"
    began = time.monotonic()
    slow = f"many.all(a, {' && '.join(['many == many'] * 100)})"
    found = fault(("many", many), ("slow", slow), ("after", "1"))
    assert found.rule == "slow"
    assert "seconds" in found.what
    assert time.monotonic() - began < 30


def test_a_rule_that_needs_too_much_memory_is_stopped_and_named() -> None:
    doubling = [("t0", "'" + "x" * 1000 + "'")]
    doubling += [(f"t{at}", f"t{at - 1} + t{at - 1}") for at in range(1, 40)]
    found = fault(*doubling, seconds=10)
    assert found.rule.startswith("t")


@pytest.mark.parametrize(
    "rules",
    [[("a", "1")] * (MOST_RULES + 1), [("a", "1+" * LONGEST_RULE + "1")]],
    ids=["many", "long"],
)
def test_too_many_or_too_long_rules_are_not_even_begun(rules: list[tuple[str, str]]) -> None:
    assert "are the most" in fault(*rules).what


def test_a_failing_rule_is_told_like_inside() -> None:
    assert fault(("a", "nobody")).rule == "a"
