"""What each candidate for a place would bring to a case, and what the choice would cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from certplatform.domain import competence
from certplatform.domain.actors import Role
from certplatform.domain.competence import Task
from certplatform.domain.staffing import travel_days
from certplatform.domain.staffing_options import all_requirements, covers
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.queries.assignments import Candidate, know, team_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.competence import member, task_of
from certplatform.queries.staffing import working_days
from certplatform.queries.staffing_programme import (
    as_candidate,
    busy_of,
    half_days_this_year,
    histories,
    terms_of_work,
)

# How far ahead free half-days are counted while no audit day is planned: own default (D).
LOOK_AHEAD = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class Merit:
    """What one candidate adds to the team so far, and costs.

    `industry` and `viewpoints`: what nobody on the team covers yet and this person does.
    `half_days`: booked in the plans of this year; `most`: what the terms of work allow.
    `free` of `ahead` half-days in the time to come.
    """

    leads: bool
    industry: bool
    viewpoints: tuple[str, ...]
    half_days: int
    most: int
    travel_days: int
    free: int
    ahead: int
    knows_enterprise: bool

    @property
    def adds(self) -> int:
        """How many requirements this person adds."""
        return int(self.industry) + len(self.viewpoints)


def ranked(
    case: Case,
    role: str,
    found: Sequence[Candidate],
    days: Sequence[date],
    viewer: int | None = None,
) -> list[tuple[Candidate, Merit]]:
    """Candidates with their merits: free of obstacles first, then who adds most and costs least."""
    merits = merits_of(case, role, found, days, viewer)
    return sorted(
        ((one, merits[one.person.id]) for one in found),
        key=lambda pair: (
            bool(pair[0].obstacles),
            bool(pair[0].suspicions),
            -pair[1].adds,
            pair[1].travel_days,
            not pair[1].knows_enterprise,
            pair[1].half_days,
            pair[0].workload,
        ),
    )


def merits_of(
    case: Case,
    role: str,
    found: Sequence[Candidate],
    days: Sequence[date],
    viewer: int | None = None,
) -> dict[int, Merit]:
    """The merits of all these candidates, read in one go; load as the viewer may know of it."""
    people = know(case, [one.person for one in found], viewer)
    ids = [one.id for one in people]
    first = min(days)
    ahead = working_days(first, max(*days, first + LOOK_AHEAD))
    terms = terms_of_work(ids, case.body_id or 0)
    used, busy = half_days_this_year(ids, first.year, viewer), busy_of(ids, ahead)
    last_team, _ = histories([case])[case.id]
    task = task_of(case)
    missing = all_requirements(task) & ~_covered_by_team(case, task, first)
    viewpoints = tuple(dict.fromkeys(task.viewpoints))
    merits = {}
    for one in people:
        bits = _covers(case, one, role, task, first)
        new = bits & missing
        merits[one.id] = Merit(
            leads=bool(_covers(case, one, Role.LEAD, task, first)),
            industry=bool(new & 1),
            viewpoints=tuple(v for n, v in enumerate(viewpoints, start=1) if new >> n & 1),
            half_days=used[one.id],
            most=terms[one.id].most,
            travel_days=travel_days(as_candidate(one.id, terms[one.id]), [case.enterprise.region]),
            free=2 * len(ahead) - busy[one.id].bit_count(),
            ahead=2 * len(ahead),
            knows_enterprise=one.id in last_team,
        )
    return merits


def _covered_by_team(case: Case, task: Task, day: date) -> int:
    total = 0
    for one in team_of(case):
        if one.role in competence.COVERING_ROLES:
            total |= _covers(case, one.person, one.role, task, day)
    return total


def _covers(case: Case, person: Person, role: str, task: Task, day: date) -> int:
    held = member(case, person, role, task)
    total = 0
    for one in competence.qualified_on(held, task, day, scheme_of(case)):
        total |= covers(one, task)
    return total
