"""A quarter is staffed: every rule kept, nothing claimed that is not proven, gaps explained."""

from dataclasses import replace
from itertools import combinations

import pytest

from certplatform.domain.staffing import (
    Pins,
    Placement,
    Programme,
    Schedule,
    runs,
    total_cost,
)
from certplatform.domain.staffing_options import Reading
from certplatform.domain.staffing_reasons import (
    CALENDAR,
    CONFLICT,
    INDUSTRY,
    LEAD,
    LOAD,
    OTHERS,
    PINS,
    WINDOW,
)
from certplatform.scheduling.reasons import reasons_for
from certplatform.scheduling.search import Effort, solve
from certplatform.schemes import scheme
from tests.builders.quarter import impossible_quarter, quarter
from tests.scheduling.checker import cost, violations

pytestmark = pytest.mark.once
SMALL = Effort(seconds=1.5, workers=2)


def checked(programme: Programme, found: Schedule) -> Schedule:
    assert violations(programme, found.placements, scheme("IIIMS")) == []
    assert (
        cost(programme, found.placements) == found.cost == total_cost(found.placements, programme)
    )
    assert found.bound <= found.cost
    return found


def first_case_only(programme: Programme, **changes: object) -> Programme:
    return replace(programme, engagements=(replace(programme.engagements[0], **changes),))


def best_by_trying_all(programme: Programme) -> int:
    """One case: every team, every lead, every start, by the checker alone."""
    case = programme.engagements[0]
    options = [cost(programme, {})]
    for team in combinations([one.number for one in programme.candidates], case.members):
        for lead in team:
            others = frozenset(team) - {lead}
            for start in range(programme.half_days - case.half_days + 1):
                placed = {case.number: Placement(case.number, start, lead, others)}
                if not violations(programme, placed, scheme("IIIMS")):
                    options.append(cost(programme, placed))
    return min(options)


def test_ten_cases_and_eight_people_are_staffed_by_every_rule_and_proven_best() -> None:
    programme = quarter(10, 8, 20)

    found = checked(programme, solve(programme, SMALL))

    assert len(found.placements) == 10
    assert found.gap == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_proven_best_of_one_case_is_what_trying_everything_finds(seed: int) -> None:
    programme = first_case_only(quarter(1, 6, 8, seed))

    found = checked(programme, solve(programme, SMALL))

    assert found.cost == found.bound == best_by_trying_all(programme)


def test_pins_are_kept_and_what_is_known_is_never_lost() -> None:
    programme = quarter(6, 8, 20)
    before = solve(programme, SMALL)
    placed = next(iter(before.placements.values()))
    gone = next(iter(placed.others))
    pins = Pins(
        leads={placed.engagement: placed.lead},
        starts={placed.engagement: placed.start},
        without={placed.engagement: frozenset({gone})},
    )

    after = checked(replace(programme, pins=pins), solve(replace(programme, pins=pins), SMALL))

    assert after.cost >= before.bound
    again = solve(programme, Effort(seconds=0.05), known=before)
    assert again.cost <= before.cost


def test_the_search_stops_when_told_and_hands_over_what_it_has() -> None:
    heard: list[Schedule] = []

    def stop(found: Schedule) -> bool:
        heard.append(found)
        return False

    programme = quarter(12, 10, 20)
    found = checked(programme, solve(programme, Effort(seconds=30), report=stop))

    assert len(found.placements) == 12
    assert heard


def reason_of(programme: Programme) -> str:
    found = checked(programme, solve(programme, Effort(seconds=0.5)))
    assert not found.placements
    return reasons_for(programme, [programme.engagements[0].number])[
        programme.engagements[0].number
    ].code


def test_what_keeps_a_case_without_a_team_is_named() -> None:
    programme = quarter(3, 8, 20)
    case = programme.engagements[0]
    everywhere = (1 << programme.half_days) - 1
    crowd = programme.candidates

    def all_with(**changes: object) -> Programme:
        people = tuple(replace(one, **changes) for one in crowd)
        return replace(first_case_only(programme), candidates=people)

    task = replace(case.task, industry="Z99")
    only_assessors = tuple(one for one in crowd if one.number % 3 != 1)
    nobody_free = Pins(starts={case.number: 0}, without={case.number: frozenset(range(99))})

    assert reason_of(first_case_only(programme, task=task)) == INDUSTRY
    assert reason_of(replace(first_case_only(programme), candidates=only_assessors)) == LEAD
    assert reason_of(first_case_only(programme, latest=case.earliest, half_days=5)) == WINDOW
    assert reason_of(all_with(barred=frozenset({case.number}))) == CONFLICT
    assert reason_of(all_with(busy=everywhere)) == CALENDAR
    assert reason_of(all_with(most=1, least=0)) == LOAD
    assert reason_of(replace(first_case_only(programme), pins=nobody_free)) == PINS


def test_a_case_that_others_leave_nobody_for_says_so() -> None:
    programme = quarter(1, 6, 10)
    case = programme.engagements[0]
    start = next(iter(solve(programme, SMALL).placements.values())).start
    # eight times the same case on the same half-days: six people cannot do them all
    same = tuple(replace(case, number=number) for number in range(1, 9))
    crowded = replace(
        programme,
        engagements=same,
        candidates=tuple(replace(one, barred=frozenset()) for one in programme.candidates),
        pins=Pins(starts=dict.fromkeys(range(1, 9), start)),
    )

    found = checked(crowded, solve(crowded, SMALL))
    left = {one.number for one in same} - found.placements.keys()

    assert {one.code for one in reasons_for(crowded, left).values()} == {OTHERS}
    assert found.gap == 0


def test_a_quarter_of_impossible_cases_is_answered_with_a_reason_for_each() -> None:
    programme = impossible_quarter(20, 12, 20)

    found = checked(programme, solve(programme, Effort(seconds=1)))
    left = {one.number for one in programme.engagements} - found.placements.keys()
    reasons = reasons_for(programme, left)

    assert reasons.keys() == left
    assert {INDUSTRY, CONFLICT} <= {one.code for one in reasons.values()}


def test_half_days_in_a_row_are_found_as_by_looking_at_each() -> None:
    for free in (0, 0b1, 0b1110111, 0b1111011110, (1 << 40) - 1):
        for length in range(1, 8):
            slow = sum(
                1 << at for at in range(50) if all(free >> (at + one) & 1 for one in range(length))
            )
            assert runs(free, length) == slow


def test_nobody_is_an_option_for_a_case_they_are_barred_from() -> None:
    programme = quarter(40, 40, 20)
    reading = Reading(programme)

    for case in programme.engagements:
        options = {one.candidate for _, one in reading.options(case)}
        assert (
            not {one.number for one in programme.candidates if case.number in one.barred} & options
        )
