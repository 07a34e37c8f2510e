"""How long a whole quarter takes to staff, and how near the best possible its answer is proven."""

import os
import time
from dataclasses import dataclass

from certplatform.scheduling.search import Effort, solve
from certplatform.schemes import scheme
from tests.builders.quarter import quarter
from tests.scheduling.checker import violations

CASES, PEOPLE, DAYS = 500, 200, 65
SECONDS = float(os.environ.get("BENCH_STAFFING_SECONDS", "45"))
LIMIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Staffed:
    """One quarter: sizes, wall and CPU seconds, what the answer costs and must cost at least.

    `gap`: the share of the cost that a better answer could save at most; `violated` hard rules by
    the independent checker of the tests.
    """

    cases: int
    people: int
    days: int
    seconds: float
    cpu_seconds: float
    placed: int
    cost: int
    bound: int
    gap: float
    violated: int

    @property
    def verdict(self) -> str:
        """Whether it was in time, and no rule is broken."""
        return "pass" if self.seconds < LIMIT_SECONDS and not self.violated else "fail"


def staffed() -> Staffed:
    """Staff one made-up quarter, the same every time."""
    programme = quarter(CASES, PEOPLE, DAYS)
    began, cpu = time.monotonic(), time.process_time()
    found = solve(programme, Effort(seconds=SECONDS, workers=2))
    took, used = time.monotonic() - began, time.process_time() - cpu
    return Staffed(
        CASES,
        PEOPLE,
        DAYS,
        round(took, 1),
        round(used, 1),
        len(found.placements),
        found.cost,
        found.bound,
        round(found.gap, 4),
        len(violations(programme, found.placements, scheme("IIIMS"))),
    )
