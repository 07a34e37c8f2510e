"""Whole quarters are staffed in time: no rule broken, the gap stated, every gap in teams explained.

Wall time is taken as it comes; other work on the machine only makes it longer.
"""

import time

import pytest

from certplatform.domain.staffing import Programme, Schedule, total_cost
from certplatform.domain.staffing_reasons import INDUSTRY
from certplatform.scheduling.reasons import reasons_for
from certplatform.scheduling.search import Effort, solve
from certplatform.schemes import scheme
from tests.builders.quarter import impossible_quarter, quarter
from tests.scheduling.checker import cost, violations

pytestmark = [pytest.mark.prove, pytest.mark.once]


def checked(programme: Programme, found: Schedule) -> Schedule:
    assert violations(programme, found.placements, scheme("IIIMS")) == []
    assert (
        cost(programme, found.placements) == found.cost == total_cost(found.placements, programme)
    )
    assert found.bound <= found.cost
    return found


def test_eighty_cases_and_forty_people_are_staffed_near_the_best() -> None:
    programme = quarter(80, 40, 65, seed=3)

    found = checked(programme, solve(programme, Effort(seconds=15)))

    print(f"80 x 40: cost {found.cost}, bound {found.bound}, gap {found.gap:.1%}")
    assert len(found.placements) == 80
    assert found.gap < 0.2


def test_five_hundred_cases_and_two_hundred_people_take_less_than_a_minute() -> None:
    programme = quarter(500, 200, 65)
    began = time.monotonic()

    found = checked(programme, solve(programme, Effort(seconds=45, workers=2)))

    took = time.monotonic() - began
    print(f"500 x 200 x 65: {took:.0f} s, cost {found.cost}, gap {found.gap:.1%}")
    assert took < 60
    assert len(found.placements) == 500
    assert found.gap < 0.3


def test_a_quarter_full_of_impossible_cases_is_answered_and_explained_in_a_minute() -> None:
    programme = impossible_quarter(500, 200, 65)
    began = time.monotonic()

    found = checked(programme, solve(programme, Effort(seconds=30, workers=2)))
    left = {one.number for one in programme.engagements} - found.placements.keys()
    reasons = reasons_for(programme, left)

    took = time.monotonic() - began
    kinds = sorted({one.code for one in reasons.values()})
    print(f"impossible: {took:.0f} s, {len(left)} of 500 without a team: {', '.join(kinds)}")
    assert took < 60
    assert reasons.keys() == left
    assert {n for n in range(1, 501) if n % 5 in (2, 3)} <= left
    assert {reasons[n].code for n in range(1, 501) if n % 5 == 2} == {INDUSTRY}
