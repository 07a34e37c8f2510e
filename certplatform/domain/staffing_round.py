"""The life of a round of staffing, and how a case is cut into a team and a length."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from math import ceil
from typing import Any

from certplatform.domain.staffing import Weights
from certplatform.domain.wording import N_

DRAFT, RUNNING, DONE, INTERRUPTED, FAILED, RELEASED = (
    "draft",
    "running",
    "done",
    "interrupted",
    "failed",
    "released",
)
STATES: Mapping[str, str] = {
    DRAFT: N_("not asked yet"),
    RUNNING: N_("looking for an answer"),
    DONE: N_("answered"),
    INTERRUPTED: N_("interrupted, with the best so far"),
    FAILED: N_("failed"),
    RELEASED: N_("released"),
}
# The role of somebody whom the scheduler will not have on a case.
EXCLUDED = "excluded"
# Whose search has not been heard of for so long is taken to be dead.
SILENT_FOR = timedelta(seconds=60)
# An audit on site lasts three days at most before another person joins: own default (D).
LONGEST_HALF_DAYS = 6
LONGEST_ROUND_DAYS = 130
LEAST_SECONDS, MOST_SECONDS = 3, 40
_PAIRS_A_SECOND = 2500
# Without terms of work on record: own default (D), half-days a year.
USUAL_MOST = 240
# Terms without a maximum: every half-day of a year.
NO_BOUND = 732


def shape_of(person_half_days: int) -> tuple[int, int]:
    """R25: members and half-days for so many person-half-days, the smallest team that fits."""
    members = max(1, ceil(person_half_days / LONGEST_HALF_DAYS))
    return members, max(1, ceil(person_half_days / members))


def seconds_for(cases: int, people: int) -> int:
    """How long to look for an answer, by the size of the round."""
    return min(MOST_SECONDS, LEAST_SECONDS + cases * people // _PAIRS_A_SECOND)


def weights_from(stored: Mapping[str, Any]) -> Weights:
    """The weights that a round was opened with."""
    return Weights(**{name: int(value) for name, value in stored.items()})


def weights_kept(weights: Weights) -> dict[str, Any]:
    """The weights as they are stored."""
    return asdict(weights)


def due_share(yearly: int, until_on: date) -> int:
    """How much of a yearly minimum should be given by a day of the year, rounded down."""
    return yearly * until_on.timetuple().tm_yday // 366
