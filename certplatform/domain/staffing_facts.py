"""Facts about rounds of staffing."""

from dataclasses import dataclass

from certplatform.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class StaffingAsked(Fact):
    """A body has asked for an answer to a round of staffing; `attempt` counts its askings."""

    round_id: int
    attempt: int
