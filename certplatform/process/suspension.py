"""A new fact: every standing place that it may speak against is looked at again (R15)."""

from collections.abc import Iterable

from certplatform.domain.actors import SYSTEM
from certplatform.domain.conflict_engine import BLOCKS
from certplatform.domain.facts_of_conflict import MemberSuspended
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.assignment import CONFIRMED, EFFECTIVE
from certplatform.domain.workflow.case_states import UNDECIDED
from certplatform.models.assignment import Assignment
from certplatform.process.conflict_check import freeze_check
from certplatform.process.step import deed
from certplatform.queries.assignments import open_places, uncleared
from certplatform.queries.conflicts import (
    conflicts_now,
    done_since,
    in_conflict_since,
    places_around,
)


def suspend_for_new_ties(person_id: int, *, besides: int = 0) -> list[int]:
    """Suspend a person's places that a tie recorded meanwhile speaks against; their ids."""
    return _look_again(one for one in open_places(person_id) if one.id != besides)


def suspend_around(organisation_id: int) -> list[int]:
    """Look again at all places at this enterprise and those joined to it by ownership; their ids.

    Its owners, its contacts or its people are others now.
    """
    return _look_again(places_around(organisation_id))


def _look_again(places: Iterable[Assignment]) -> list[int]:
    suspended = []
    for place in places:
        if place.state not in EFFECTIVE or place.case.state not in UNDECIDED:
            continue
        if found := _against(place):
            _suspend(place, found)
            suspended.append(place.id)
    return suspended


def _against(place: Assignment) -> list[Obstacle]:
    """What blocks, and once somebody is confirmed also what nobody has cleared yet."""
    found = conflicts_now(place.case, place.person, place.role)
    if not found and place.state == CONFIRMED:
        found = uncleared(place.case, place)
    return found


def _suspend(place: Assignment, found: list[Obstacle]) -> None:
    """Suspend one place; the journal keeps why, and what the person did since the tie began."""
    with deed(by=SYSTEM, reason=found[0].rule) as act:
        act.on_assignment(place.id, "declare_interest")
        since = in_conflict_since(place)
        act.note(
            conflicts=[one.as_record() for one in found],
            since=since.isoformat(),
            done_since={one.action: one.count for one in done_since(place)},
        )
        freeze_check(act, place.case, place.person, place.role, "new_fact")
        worst = BLOCKS if any(one.weight == BLOCKS for one in found) else "clear"
        act.tell(MemberSuspended(place.case_id, place.id, found[0].rule, worst))
