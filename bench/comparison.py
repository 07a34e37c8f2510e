"""Ratios of two sides taken in turns, and of one against itself, which says how far to trust."""

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 9
TRUSTED = 0.10  # a control further off than this makes a run inconclusive


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerator by denominator: the median over the rounds, its range, and the control's median."""

    name: str
    median: float
    low: float
    high: float
    control: float
    limit: float
    seconds: tuple[float, float]

    @property
    def verdict(self) -> str:
        """Whether the limit is kept, as far as the control lets it be said."""
        if abs(self.control - 1) > TRUSTED:
            return "inconclusive"
        return "pass" if self.median <= self.limit else "fail"


def compare(
    name: str, numerator: Callable[[], float], denominator: Callable[[], float], limit: float
) -> Ratio:
    """Take both in turns, in an order drawn anew for each round; each returns CPU seconds."""
    numerator(), denominator()  # what is loaded and kept at first is not measured
    ratios, controls, times = [], [], []
    for _ in range(ROUNDS):
        order = ["numerator", "denominator", "control"]
        random.shuffle(order)
        ways = {"numerator": numerator, "denominator": denominator, "control": denominator}
        took = {one: ways[one]() for one in order}
        ratios.append(took["numerator"] / took["denominator"])
        controls.append(took["control"] / took["denominator"])
        times.append((took["numerator"], took["denominator"]))
    return Ratio(
        name,
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        statistics.median(controls),
        limit,
        (statistics.median(one for one, _ in times), statistics.median(one for _, one in times)),
    )
