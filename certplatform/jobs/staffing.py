"""The search for an answer to a round of staffing, as a job: progress kept, safe to kill.

Killed anywhere, the best answer so far stays; whoever comes next looks anew and keeps what is
better. The search ends before a lease does, so that nobody else begins beside it.
"""

import time

from certplatform.db import session
from certplatform.domain.staffing import Programme, Schedule
from certplatform.models.staffing import StaffingRound
from certplatform.process.staffing_answer import (
    begin_search,
    end_search,
    explain_gaps,
    fail_search,
    keep_better,
)
from certplatform.queries.staffing_programme import answer_kept, programme_of
from certplatform.scheduling.reasons import reasons_for
from certplatform.scheduling.search import Effort, solve

PROGRESS_EVERY = 1.0
WORKERS = 2


def find_answer(round_id: int, attempt: int) -> None:
    """Look for an answer for as long as the round says, and keep it."""
    if not begin_search(round_id, attempt):
        return
    try:
        _find(round_id, attempt)
    except Exception as error:
        session.rollback()
        fail_search(round_id, attempt, f"{type(error).__name__}: {error}")
        raise


def _find(round_id: int, attempt: int) -> None:
    found = session.get_one(StaffingRound, round_id)
    effort = Effort(found.seconds, WORKERS, found.seed)
    programme = programme_of(found)
    known = answer_kept(found, programme.days)
    session.rollback()
    progress = _Progress(round_id, attempt, known)
    answer = solve(programme, effort, known=known, report=progress)
    reasons = reasons_for(programme, _left(programme, answer))
    if progress.stopped:
        explain_gaps(round_id, reasons)
    else:
        end_search(round_id, attempt, answer, reasons)


def _left(programme: Programme, answer: Schedule) -> set[int]:
    return {one.number for one in programme.engagements} - answer.placements.keys()


class _Progress:
    """Keeps better answers, not more often than once a second, and hears whether to stop."""

    def __init__(self, round_id: int, attempt: int, known: Schedule | None) -> None:
        self.round_id, self.attempt = round_id, attempt
        self.known = known
        self.kept_at = float("-inf")
        self.stopped = False

    def __call__(self, answer: Schedule) -> bool:
        if self.known is not None and answer.cost > self.known.cost:
            return True
        if time.monotonic() - self.kept_at < PROGRESS_EVERY:
            return True
        self.kept_at = time.monotonic()
        self.stopped = not keep_better(self.round_id, self.attempt, answer)
        return not self.stopped
