"""Plays all scripts together, day by day, in the order of the calendar.

A script is a generator: it acts, then yields the local date on which it goes on. Between the days
the daily work of the platform runs, and what follows from facts happens at once.
"""

import heapq
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from certplatform import clock
from certplatform.cli.demo.cast import OPENING, assemble, keep_accounts
from certplatform.cli.demo.programme import programme
from certplatform.cli.demo.report import line_of
from certplatform.cli.demo.samples import lay_out_samples
from certplatform.cli.demo.scene import Scene
from certplatform.domain.errors import Refusal
from certplatform.jobs.daily import run_daily
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.sealing import seal_journal
from certplatform.jobs.worker import drain, waiting

LONGEST_GAP = timedelta(days=30)


class NotPlayed(RuntimeError):
    """Something that should follow from a scene did not happen."""


def perform(folder: Path) -> Iterator[dict[str, Any]]:
    """Play the programme into the open instance; yield one line per case."""
    today = clock.today()
    with clock.simulated(clock.at_local(OPENING, 9)):
        cast = assemble()
    scenes = programme(cast, today)
    queue: list[tuple[date, int]] = []
    for number, scene in enumerate(scenes):
        heapq.heappush(queue, (scene.begins_on, number))
    last = OPENING
    while queue:
        on, number = heapq.heappop(queue)
        last = _pass_days(last, on)
        with clock.simulated(_moment(on, today)):
            following = _play_on(scenes[number])
            drain(REACTIONS)
        if following is not None and following <= today:
            heapq.heappush(queue, (max(following, on), number))
    _pass_days(last, today)
    seal_journal(folder / "heads" / "heads.jsonl")
    keep_accounts(cast, folder)
    lay_out_samples(scenes, folder, today)
    _must_be_settled()
    yield from (line_of(scene, folder) for scene in scenes)


def _play_on(scene: Scene) -> date | None:
    try:
        return next(scene.script, None)
    except Refusal as refusal:
        told = refusal.message % refusal.params
        raise NotPlayed(f"{scene.key}, {scene.on}, {scene.case.state}: {told}") from refusal


def _moment(on: date, today: date) -> Any:
    """Nine in the morning of a simulated day, but never later than the real moment."""
    return min(clock.at_local(on, 9), clock.now()) if on >= today else clock.at_local(on, 9)


def _pass_days(last: date, on: date) -> date:
    """Do the daily work between two days: at least monthly, and on the day itself."""
    day = last
    while day < on:
        day = min(day + LONGEST_GAP, on)
        with clock.simulated(clock.at_local(day, 1)):
            run_daily(day)
            drain(REACTIONS)
    return max(last, on)


def _must_be_settled() -> None:
    left, failed = waiting()
    if left:
        raise NotPlayed(f"{left} reactions wait, {failed} of them failed")
