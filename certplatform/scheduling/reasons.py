"""Which constraints clash: for a case without a team, rules are taken on one kind after another.

The first kind with which no team is left for this case, even if it had everybody to itself, is the
reason. Where a team is left with all of them, the other cases of the round are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from certplatform.domain.staffing import Candidate, Engagement, Pins, Programme, starts_of
from certplatform.domain.staffing_options import Reading, all_requirements, covers
from certplatform.domain.staffing_reasons import (
    AREA,
    ASSESSORS,
    CALENDAR,
    COMPETENCE,
    CONFLICT,
    INDUSTRY,
    LEAD,
    LOAD,
    OTHERS,
    PINS,
    VIEWPOINT,
    WINDOW,
    Reason,
)
from certplatform.scheduling.board import NEVER, board_of
from certplatform.scheduling.teams import cheapest

_FREE = 10**6


def reasons_for(programme: Programme, unplaced: Iterable[int]) -> dict[int, Reason]:
    """For each of these cases why it has no team."""
    ladder = [(code, Reading(one)) for code, one in _ladder(programme)]
    wanted = set(unplaced)
    return {
        one.number: _reason(one, ladder) for one in programme.engagements if one.number in wanted
    }


def _ladder(programme: Programme) -> list[tuple[str, Programme]]:
    """The programme with ever more kinds of rules kept, the last with all."""
    kept: list[tuple[str, Callable[[Candidate], Mapping[str, object]]]] = [
        (COMPETENCE, lambda _: {}),
        (CONFLICT, lambda one: {"barred": one.barred}),
        (AREA, lambda one: {"regions": one.regions}),
        (CALENDAR, lambda one: {"busy": one.busy}),
        (LOAD, lambda one: {"most": one.most}),
    ]
    crowd = [
        replace(one, busy=0, barred=frozenset(), regions=(), most=_FREE, least=0)
        for one in programme.candidates
    ]
    found = []
    for code, back in kept:
        crowd = [
            replace(now, **back(full))  # type: ignore[arg-type]
            for now, full in zip(crowd, programme.candidates, strict=True)
        ]
        found.append((code, replace(programme, candidates=tuple(crowd), pins=Pins())))
    return [*found, (PINS, programme)]


def _reason(engagement: Engagement, ladder: list[tuple[str, Reading]]) -> Reason:
    free = ladder[0][1]
    if not starts_of(engagement, free.programme):
        return Reason(WINDOW, {"half_days": engagement.half_days})
    for code, reading in ladder:
        if _has_team(engagement, reading):
            continue
        if code == COMPETENCE:
            return _lacking(engagement, reading)
        figures: dict[str, str | int] = (
            {"half_days": engagement.half_days} if code == CALENDAR else {}
        )
        return Reason(code, figures)
    return Reason(OTHERS, {})


def _has_team(engagement: Engagement, reading: Reading) -> bool:
    board = board_of(engagement, reading)
    nothing = np.zeros(board.joins.shape)
    return (
        cheapest(
            board,
            np.where(board.joins, nothing, NEVER),
            np.where(board.leads, nothing, NEVER),
        )
        is not None
    )


def _lacking(engagement: Engagement, reading: Reading) -> Reason:
    """What competence is missing: a lead, people, the industry, a viewpoint, or the combination."""
    task, crowd = engagement.task, reading.programme.candidates
    able = [held for one in crowd if (held := reading.fitting(one, engagement, lead=False))]
    level: dict[str, str | int] = {"level": task.level}
    if not any(reading.fitting(one, engagement, lead=True) for one in crowd):
        return Reason(LEAD, level)
    if len(able) < engagement.members:
        return Reason(ASSESSORS, {**level, "needed": engagement.members, "have": len(able)})
    covered = 0
    for held in able:
        for one in held:
            covered |= covers(one, task)
    missing = all_requirements(task) & ~covered
    if missing & 1:
        return Reason(INDUSTRY, {**level, "industry": task.industry})
    for place, viewpoint in enumerate(dict.fromkeys(task.viewpoints), start=1):
        if missing >> place & 1:
            return Reason(VIEWPOINT, {**level, "viewpoint": viewpoint})
    return Reason(COMPETENCE, {"needed": engagement.members})
