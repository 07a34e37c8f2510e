"""Whom a body sends where in a quarter: what is asked, who could go, what an answer costs.

Time is counted in half-days over the working days of a horizon: half-day 2 * d is the morning of
day d, 2 * d + 1 its afternoon. A set of half-days is a whole number used as a bit set. An audit
takes consecutive half-days of this count; its whole team is there from the first to the last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from certplatform.domain.competence import Qualification, Task

HALVES_A_DAY = 2


@dataclass(frozen=True, slots=True)
class Weights:
    """What each undesired thing costs, in points. Source: own default, no public figure found (D).

    A case without a team costs more than any team could; a day of travel is worth about two weeks
    of waiting.
    """

    unplaced: int = 2000
    travel_day: int = 20
    new_face: int = 8
    rotation: int = 60
    idle_half_day: int = 3
    late_day: int = 1


@dataclass(frozen=True, slots=True)
class Engagement:
    """One planned case: how many people it needs for how long, for what, when and where.

    `members` includes the lead. The audit lies within `earliest` to `latest`, local dates.
    `regions` are GB/T 2260 codes of the sites to visit. `last_team` audited the enterprise last
    time; `led` counts the cycles in a row that somebody led it up to now, `rotation` those that R19
    allows.
    """

    number: int
    scheme: str
    enterprise: int
    task: Task
    members: int
    half_days: int
    earliest: date
    latest: date
    regions: tuple[str, ...] = ()
    last_team: frozenset[int] = frozenset()
    led: Mapping[int, int] = field(default_factory=dict)
    rotation: int = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One assessor of the body.

    `qualifications` by scheme; a qualification that names no industry or viewpoint is for all.
    `busy`: half-days on leave or booked (R20). `barred`: engagements with a conflict of interest
    (R13-R15) or another part (R18). `least` and `most`: half-days that this round should and may
    give. `regions`: where somebody works, codes or their beginnings; none means everywhere.
    """

    number: int
    qualifications: Mapping[str, tuple[Qualification, ...]]
    busy: int
    barred: frozenset[int]
    least: int
    most: int
    base_region: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pins:
    """What the scheduler has fixed: people on a case (as lead or not), its start, who is not it."""

    leads: Mapping[int, int] = field(default_factory=dict)
    members: Mapping[int, frozenset[int]] = field(default_factory=dict)
    starts: Mapping[int, int] = field(default_factory=dict)
    without: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def of(self, engagement: int) -> bool:
        """Whether anything is fixed for this engagement."""
        return any(
            engagement in one for one in (self.leads, self.members, self.starts, self.without)
        )


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that a round has to decide. `days` are working days in order.

    `ranks`: by scheme the rank of each level.
    """

    days: tuple[date, ...]
    engagements: tuple[Engagement, ...]
    candidates: tuple[Candidate, ...]
    ranks: Mapping[str, Mapping[str, int]]
    pins: Pins = Pins()
    weights: Weights = Weights()

    @property
    def half_days(self) -> int:
        """How many half-days the horizon has."""
        return len(self.days) * HALVES_A_DAY


@dataclass(frozen=True, slots=True)
class Placement:
    """Who goes to one case from which half-day on."""

    engagement: int
    start: int
    lead: int
    others: frozenset[int]

    @property
    def team(self) -> frozenset[int]:
        """Everybody who goes."""
        return self.others | {self.lead}


@dataclass(frozen=True, slots=True)
class Schedule:
    """An answer: the placements, and what the best answer possible costs at least."""

    placements: Mapping[int, Placement]
    cost: int
    bound: int

    @property
    def gap(self) -> float:
        """How far this may be from the best possible, as a share of its cost; 0 is proven best."""
        return (self.cost - self.bound) / self.cost if self.cost > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Option:
    """What one person could do on one case.

    `lead`, `member`: half-days on which the audit could start with the person as that. `covers`
    are bit sets over the requirements: bit 0 the industry, then the viewpoints in their order.
    `cost` is for going at all, `lead_cost` for going as lead.
    """

    candidate: int
    lead: int
    member: int
    lead_covers: int
    member_covers: int
    cost: int
    lead_cost: int


def runs(free: int, length: int) -> int:
    """The half-days from which `length` half-days in a row are free."""
    found, have = free, 1
    while have < length:
        step = min(have, length - have)
        found &= found >> step
        have += step
    return found


def span(start: int, length: int) -> int:
    """The half-days of an audit."""
    return ((1 << length) - 1) << start


def window(engagement: Engagement, days: Sequence[date]) -> int:
    """The half-days on which this audit may take place."""
    found = 0
    for number, day in enumerate(days):
        if engagement.earliest <= day <= engagement.latest:
            found |= 0b11 << (HALVES_A_DAY * number)
    return found


def starts_of(engagement: Engagement, programme: Programme) -> int:
    """The half-days on which this audit may start: within its window, and where it is pinned."""
    found = runs(window(engagement, programme.days), engagement.half_days)
    pinned = programme.pins.starts.get(engagement.number)
    return found if pinned is None else found & (1 << pinned)


def late_days(engagement: Engagement, start: int, programme: Programme) -> int:
    """Working days from the first day on which the audit could be until it starts."""
    first = next(
        (n for n, day in enumerate(programme.days) if day >= engagement.earliest),
        len(programme.days),
    )
    return max(0, start // HALVES_A_DAY - first)


def travel_days(candidate: Candidate, regions: Sequence[str]) -> int:
    """Days of travel for one visit: none within a city, one within a province, else two.

    Source: own default, no public figure found (D). An unknown place costs nothing.
    """
    return max((_apart(candidate.base_region, one) for one in regions), default=0)


def _apart(one: str, other: str) -> int:
    if not one or not other or one[:4] == other[:4]:
        return 0
    return 1 if one[:2] == other[:2] else 2


def works_in(candidate: Candidate, regions: Sequence[str]) -> bool:
    """Whether all these places are in somebody's working area."""
    return not candidate.regions or all(
        not place or any(place.startswith(area) for area in candidate.regions) for place in regions
    )


def is_new_face(engagement: Engagement, candidate: int) -> bool:
    """Whether the enterprise knows others from the last cycle, but not this person."""
    return bool(engagement.last_team) and candidate not in engagement.last_team


def leads_too_long(engagement: Engagement, candidate: int) -> bool:
    """R19: whether this person has led as many cycles in a row as are allowed."""
    return engagement.led.get(candidate, 0) >= engagement.rotation


def cost_of(placement: Placement, engagement: Engagement, programme: Programme) -> int:
    """What one placement costs in points, without what the load of the people costs."""
    weights = programme.weights
    people = {one.number: one for one in programme.candidates}
    points = weights.late_day * late_days(engagement, placement.start, programme)
    for number in placement.team:
        points += weights.travel_day * travel_days(people[number], engagement.regions)
        points += weights.new_face * is_new_face(engagement, number)
    return points + weights.rotation * leads_too_long(engagement, placement.lead)


def load_of(placements: Mapping[int, Placement], programme: Programme) -> dict[int, int]:
    """Half-days that the placements give to each person."""
    lengths = {one.number: one.half_days for one in programme.engagements}
    found = {one.number: 0 for one in programme.candidates}
    for number, placement in placements.items():
        for person in placement.team:
            found[person] += lengths[number]
    return found


def total_cost(placements: Mapping[int, Placement], programme: Programme) -> int:
    """What a whole answer costs: placements, cases without a team, half-days short of the least."""
    weights = programme.weights
    load = load_of(placements, programme)
    points = sum(
        weights.idle_half_day * max(0, one.least - load[one.number]) for one in programme.candidates
    )
    for one in programme.engagements:
        placed = placements.get(one.number)
        points += cost_of(placed, one, programme) if placed else weights.unplaced
    return points
