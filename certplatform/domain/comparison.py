"""How one enterprise's scores stand among others', without telling of anybody.

A group is shown from ten other enterprises on, each with one result, and only by its quartiles in
whole points: no lowest, no highest, no exact size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from certplatform.domain.workflow.case_states import DECLINED, TERMINATED, WITHDRAWN

FEWEST_OTHERS = 10
# Nobody stands behind the figures of an application that was taken back, declined or broken off;
# one that was rejected after its audit still tells how the enterprise saw itself.
UNCOUNTED = (WITHDRAWN, DECLINED, TERMINATED)


class Scope(StrEnum):
    """Whom a result is compared with."""

    DIVISION = "division"
    SECTION = "section"
    PROVINCE = "province"
    ALL = "all"


BY_INDUSTRY = (Scope.DIVISION, Scope.SECTION, Scope.ALL)
BY_REGION = (Scope.PROVINCE, Scope.ALL)


class Standing(StrEnum):
    """Where a score lies among those of others."""

    UPPER_QUARTER = "upper_quarter"
    UPPER_HALF = "upper_half"
    LOWER_HALF = "lower_half"
    LOWER_QUARTER = "lower_quarter"


@dataclass(frozen=True, slots=True)
class Spread:
    """The quartiles of a group's scores, in whole points."""

    lower: int
    median: int
    upper: int

    def standing_of(self, score: Decimal) -> Standing:
        """Where a score lies; whoever is on a bound belongs above it."""
        if score >= self.upper:
            return Standing.UPPER_QUARTER
        if score >= self.median:
            return Standing.UPPER_HALF
        return Standing.LOWER_HALF if score >= self.lower else Standing.LOWER_QUARTER


def scopes_shown(others: Mapping[Scope, int]) -> list[Scope]:
    """The nearest group of the industry and of the region that is large enough, each once."""
    found = [
        next((scope for scope in near if others.get(scope, 0) >= FEWEST_OTHERS), None)
        for near in (BY_INDUSTRY, BY_REGION)
    ]
    return list(dict.fromkeys(one for one in found if one is not None))


def rounded_size(others: int) -> int:
    """How many enterprises a group has at least: the exact number would tell when one joins."""
    return others // FEWEST_OTHERS * FEWEST_OTHERS


def spread_of(counts: Mapping[Decimal, int]) -> Spread | None:
    """The quartiles of scores, given how often each occurs; none for too few of them."""
    total = sum(counts.values())
    if total < FEWEST_OTHERS:
        return None
    scores = sorted(counts)
    return Spread(*(_quantile(scores, counts, Fraction(part, 4), total) for part in (1, 2, 3)))


def _quantile(
    scores: Sequence[Decimal], counts: Mapping[Decimal, int], part: Fraction, total: int
) -> int:
    """The score below which a part of all lies, between two of them by its place, rounded."""
    at = part * (total - 1)
    below = at.numerator // at.denominator
    low, high = _ranked(scores, counts, below), _ranked(scores, counts, min(below + 1, total - 1))
    exact = Fraction(low) + (at - below) * (Fraction(high) - Fraction(low))
    shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    return int(shown.quantize(Decimal(1), ROUND_HALF_UP))


def _ranked(scores: Sequence[Decimal], counts: Mapping[Decimal, int], rank: int) -> Decimal:
    """The score of a rank, counted from 0."""
    passed = 0
    for score in scores:
        passed += counts[score]
        if rank < passed:
            return score
    return scores[-1]
