"""Which people could do which planned case, in which role, from when: R12-R15, R18, R20 at once."""

from collections.abc import Iterable
from datetime import date

from certplatform.domain.actors import Role
from certplatform.domain.competence import Qualification, Task, industry_is_covered
from certplatform.domain.staffing import (
    HALVES_A_DAY,
    Candidate,
    Engagement,
    Option,
    Programme,
    is_new_face,
    leads_too_long,
    runs,
    starts_of,
    travel_days,
    works_in,
)

LEADS = frozenset({Role.LEAD})
ASSESSES = frozenset({Role.LEAD, Role.ASSESSOR})


def all_requirements(task: Task) -> int:
    """The bit set of everything that a team has to cover: the industry and each viewpoint."""
    return (1 << (1 + len(dict.fromkeys(task.viewpoints)))) - 1


def covers(qualification: Qualification, task: Task) -> int:
    """The requirements that one qualification covers."""
    wide = not qualification.industries
    found = int(wide or industry_is_covered(task.industry, qualification.industries))
    for place, viewpoint in enumerate(dict.fromkeys(task.viewpoints), start=1):
        if not qualification.viewpoints or viewpoint in qualification.viewpoints:
            found |= 1 << place
    return found


def valid_half_days(found: Iterable[Qualification], days: tuple[date, ...]) -> int:
    """The half-days on which one of these qualifications is valid."""
    spans = {(one.valid_from, one.valid_until) for one in found}
    total = 0
    if any(begins <= days[0] and days[-1] <= ends for begins, ends in spans):
        return (1 << (HALVES_A_DAY * len(days))) - 1
    for number, day in enumerate(days):
        if any(begins <= day <= ends for begins, ends in spans):
            total |= 0b11 << (HALVES_A_DAY * number)
    return total


class Reading:
    """Reads options off a programme; what a person may do at a level is worked out once.

    What somebody covers counts by the qualifications that are valid on every day on which the audit
    could be: surely right on all audit days, whenever it starts.
    """

    def __init__(self, programme: Programme) -> None:
        """Prepare for one programme."""
        self.programme = programme
        self._runs: dict[tuple[int, str, str, int, bool], int] = {}
        self._fitting: dict[tuple[int, str, str, bool], list[Qualification]] = {}

    def options(self, engagement: Engagement) -> list[tuple[int, Option]]:
        """The options for one case, each with the person's place in the programme."""
        allowed = starts_of(engagement, self.programme)
        if not allowed:
            return []
        crowd = enumerate(self.programme.candidates)
        found = ((place, self._option(engagement, one, allowed)) for place, one in crowd)
        return [(place, one) for place, one in found if one is not None]

    def fitting(
        self, candidate: Candidate, engagement: Engagement, *, lead: bool
    ) -> list[Qualification]:
        """The qualifications by which somebody may lead, or assess, in this case some day."""
        scheme, level = engagement.scheme, engagement.task.level
        key = (candidate.number, scheme, level, lead)
        if key not in self._fitting:
            ranks, roles = self.programme.ranks[scheme], LEADS if lead else ASSESSES
            self._fitting[key] = [
                one
                for one in candidate.qualifications.get(scheme, ())
                if one.role in roles and ranks[one.level] >= ranks[level]
            ]
        return self._fitting[key]

    def is_barred(self, engagement: Engagement, candidate: Candidate) -> bool:
        """R13-R15, R18, the working area, or the scheduler's own word."""
        return (
            engagement.number in candidate.barred
            or candidate.number in self.programme.pins.without.get(engagement.number, ())
            or not works_in(candidate, engagement.regions)
        )

    def free_starts(self, candidate: Candidate, engagement: Engagement, *, lead: bool) -> int:
        """The half-days from which somebody is free and qualified long enough (R12, R20)."""
        length = engagement.half_days
        key = (candidate.number, engagement.scheme, engagement.task.level, length, lead)
        if key not in self._runs:
            held = self.fitting(candidate, engagement, lead=lead)
            valid = valid_half_days(held, self.programme.days) if held else 0
            self._runs[key] = runs(~candidate.busy & valid, length)
        return self._runs[key]

    def _option(self, engagement: Engagement, candidate: Candidate, allowed: int) -> Option | None:
        """What a person could do on a case, all rules kept; None when nothing."""
        if candidate.most < engagement.half_days or self.is_barred(engagement, candidate):
            return None
        member = allowed & self.free_starts(candidate, engagement, lead=False)
        lead = allowed & self.free_starts(candidate, engagement, lead=True)
        member, lead = self._pinned(engagement, candidate.number, member, lead)
        if not member | lead:
            return None
        weights = self.programme.weights
        return Option(
            candidate.number,
            lead,
            member,
            self._covered(candidate, engagement, lead=True),
            self._covered(candidate, engagement, lead=False),
            weights.travel_day * travel_days(candidate, engagement.regions)
            + weights.new_face * is_new_face(engagement, candidate.number),
            weights.rotation * leads_too_long(engagement, candidate.number),
        )

    def _pinned(
        self, engagement: Engagement, candidate: int, member: int, lead: int
    ) -> tuple[int, int]:
        """A pinned lead leads and nobody else does; a pinned member does not lead."""
        pins = self.programme.pins
        pinned = pins.leads.get(engagement.number)
        if pinned is not None:
            return (0, lead) if pinned == candidate else (member, 0)
        if candidate in pins.members.get(engagement.number, ()):
            return member, 0
        return member, lead

    def _covered(self, candidate: Candidate, engagement: Engagement, *, lead: bool) -> int:
        days = self.programme.days
        first, last = max(engagement.earliest, days[0]), min(engagement.latest, days[-1])
        total = 0
        for one in self.fitting(candidate, engagement, lead=lead):
            if one.valid_from <= first and last <= one.valid_until:
                total |= covers(one, engagement.task)
        return total
