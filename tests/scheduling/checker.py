"""An independent look at an answer: from the rules and the raw data, with nothing of the solver.

Days, not bit sets; competence by the rule that steps themselves ask (R12).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from certplatform.domain.actors import Role
from certplatform.domain.competence import Qualification, Task, TeamMember, team_obstacles
from certplatform.domain.scheme import Scheme
from certplatform.domain.staffing import Candidate, Engagement, Placement, Programme


def violations(
    programme: Programme, placements: Mapping[int, Placement], scheme: Scheme
) -> list[str]:
    """Every hard rule that an answer breaks, in words."""
    cases = {one.number: one for one in programme.engagements}
    people = {one.number: one for one in programme.candidates}
    found: list[str] = []
    taken: Counter[tuple[int, int]] = Counter()
    load: Counter[int] = Counter()
    for number, placed in placements.items():
        case = cases[number]
        assert placed.engagement == number
        slots = list(range(placed.start, placed.start + case.half_days))
        team = [placed.lead, *placed.others]
        if len(set(team)) != case.members:
            found.append(f"case {number}: {len(set(team))} people instead of {case.members}")
        if slots[-1] >= 2 * len(programme.days):
            found.append(f"case {number}: beyond the horizon")
            continue
        days = sorted({programme.days[slot // 2] for slot in slots})
        if days[0] < case.earliest or days[-1] > case.latest:
            found.append(f"case {number}: outside its dates")
        found += _competence(case, placed, people, days, scheme)
        for person in team:
            load[person] += case.half_days
            found += _person(case, people[person])
            for slot in slots:
                taken[person, slot] += 1
                if people[person].busy >> slot & 1:
                    found.append(f"case {number}: {person} is away in half-day {slot}")
    found += [
        f"{who} is booked twice in half-day {slot}" for (who, slot), n in taken.items() if n > 1
    ]
    found += [f"{who} has {n} half-days" for who, n in load.items() if n > people[who].most]
    return found + _pins(programme, placements)


def cost(programme: Programme, placements: Mapping[int, Placement]) -> int:
    """What an answer costs, summed up anew."""
    weights, total = programme.weights, 0
    people = {one.number: one for one in programme.candidates}
    given: Counter[int] = Counter()
    for case in programme.engagements:
        if case.number not in placements:
            total += weights.unplaced
            continue
        placed = placements[case.number]
        begins = programme.days[placed.start // 2]
        total += weights.late_day * sum(case.earliest <= day < begins for day in programme.days)
        total += weights.rotation * (case.led.get(placed.lead, 0) >= case.rotation)
        for person in {placed.lead, *placed.others}:
            given[person] += case.half_days
            total += weights.new_face * (bool(case.last_team) and person not in case.last_team)
            total += weights.travel_day * max(
                (_travel(people[person].base_region, one) for one in case.regions), default=0
            )
    short = sum(max(0, one.least - given[one.number]) for one in programme.candidates)
    return total + weights.idle_half_day * short


def _travel(home: str, place: str) -> int:
    if not home or not place or home[:4] == place[:4]:
        return 0
    return 1 if home[:2] == place[:2] else 2


def _person(case: Engagement, one: Candidate) -> list[str]:
    barred = [f"case {case.number}: {one.number} is in conflict"] * (case.number in one.barred)
    outside = [
        f"case {case.number}: {one.number} does not work in {place}"
        for place in case.regions
        if one.regions and place and not any(place.startswith(area) for area in one.regions)
    ]
    return barred + outside


def _competence(
    case: Engagement,
    placed: Placement,
    people: Mapping[int, Candidate],
    days: list[date],
    scheme: Scheme,
) -> list[str]:
    team = [
        TeamMember(
            person,
            str(person),
            Role.LEAD if person == placed.lead else Role.ASSESSOR,
            active=True,
            qualifications=tuple(
                _spelled_out(one, case.task)
                for one in people[person].qualifications.get(case.scheme, ())
            ),
        )
        for person in (placed.lead, *placed.others)
    ]
    wrong = team_obstacles(team, case.task, days, scheme)
    return [f"case {case.number}: {one.fact} {dict(one.params)}" for one in wrong]


def _spelled_out(one: Qualification, task: Task) -> Qualification:
    return Qualification(
        one.role,
        one.level,
        one.industries or (task.industry,),
        one.viewpoints or task.viewpoints,
        one.valid_from,
        one.valid_until,
    )


def _pins(programme: Programme, placements: Mapping[int, Placement]) -> list[str]:
    found, pins = [], programme.pins
    for number, placed in placements.items():
        team = {placed.lead, *placed.others}
        if pins.leads.get(number, placed.lead) != placed.lead:
            found.append(f"case {number}: another lead than pinned")
        if not pins.members.get(number, frozenset()) <= placed.others:
            found.append(f"case {number}: a pinned member is missing")
        if pins.starts.get(number, placed.start) != placed.start:
            found.append(f"case {number}: another start than pinned")
        if pins.without.get(number, frozenset()) & team:
            found.append(f"case {number}: somebody who was excluded")
    return found
