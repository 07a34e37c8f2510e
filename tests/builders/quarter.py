"""A made-up quarter of a body: cases, assessors, calendars; the same for the same numbers."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from certplatform.domain.actors import Role
from certplatform.domain.competence import Qualification, Task
from certplatform.domain.staffing import Candidate, Engagement, Programme, runs, span

LEVELS = ("CL1", "CL2", "CL3", "CL4", "CL5")
VIEWPOINTS = ("PRODUCT", "OPERATION", "SERVICE", "ECOSYSTEM", "EMPLOYEE", "DATA")
INDUSTRIES = ("C13", "C17", "C26", "C27", "C33", "C34", "C35", "C36", "C38", "C39", "G54", "I65")
PROVINCES = ("11", "31", "32", "33", "37", "44", "51")
ATTEMPTS = 5000
FIRST = date(2027, 1, 4)


def working_days(count: int, first: date = FIRST) -> tuple[date, ...]:
    """So many days from Monday to Friday."""
    found: list[date] = []
    while len(found) < count:
        if first.weekday() < 5:
            found.append(first)
        first += timedelta(days=1)
    return tuple(found)


def quarter(cases: int, people: int, days: int, seed: int = 1) -> Programme:
    """A programme that can be staffed: a hidden answer keeps every rule.

    Leads are few, two provinces are crowded, some qualifications end, people take leave.
    """
    pick = Random(seed)  # noqa: S311 - the same quarter every time
    horizon = working_days(days)
    crowd = [_candidate(pick, number, horizon) for number in range(1, people + 1)]
    hidden = _Hidden(pick, horizon, crowd)
    return Programme(
        days=horizon,
        engagements=tuple(hidden.engagement(number) for number in range(1, cases + 1)),
        candidates=tuple(hidden.barred(one, cases) for one in crowd),
        ranks={"IIIMS": {level: rank for rank, level in enumerate(LEVELS, start=1)}},
    )


def impossible_quarter(cases: int, people: int, days: int, seed: int = 1) -> Programme:
    """The same with every way to be impossible: level, industry, conflicts, leave, load."""
    found = quarter(cases, people, days, seed)
    wrong = []
    for one in found.engagements:
        kind = one.number % 5
        task = one.task
        if kind == 1:
            task = replace(task, level="CL5", viewpoints=VIEWPOINTS)
        if kind == 2:
            task = replace(task, industry="Z99")
        wrong.append(replace(one, task=task))
    barred = frozenset(one.number for one in wrong if one.number % 5 == 3)
    everywhere = (1 << found.half_days) - 1
    crowd = []
    for one in found.candidates:
        changed = replace(one, barred=one.barred | barred)
        if one.number % 3 == 0:
            changed = replace(changed, busy=everywhere)
        if one.number % 3 == 1:
            changed = replace(changed, most=6, least=0)
        crowd.append(changed)
    return replace(found, engagements=tuple(wrong), candidates=tuple(crowd))


def _region(pick: Random) -> str:
    province = pick.choices(PROVINCES, weights=(4, 4, 3, 3, 1, 2, 1))[0]
    return f"{province}{pick.choice(('01', '02', '03'))}00"


def _candidate(pick: Random, number: int, horizon: tuple[date, ...]) -> Candidate:
    held = Qualification(
        Role.LEAD if number % 3 == 1 else Role.ASSESSOR,
        pick.choices(LEVELS, weights=(1, 3, 4, 2, 1))[0],
        tuple(pick.sample(INDUSTRIES, pick.randint(3, 7))),
        tuple(pick.sample(VIEWPOINTS, pick.randint(2, 5))),
        date(2026, 1, 1),
        # some end within the quarter
        date(2027, 2, 26) if pick.random() < 0.08 else date(2028, 12, 31),
    )
    most = pick.randint(32, 56)
    return Candidate(
        number=number,
        qualifications={"IIIMS": (held,)},
        busy=_leave(pick, len(horizon)),
        barred=frozenset(),
        least=most // 3,
        most=most,
        base_region=_region(pick),
    )


def _leave(pick: Random, days: int) -> int:
    found = 0
    for _ in range(pick.randint(1, 3)):
        first, length = pick.randrange(days), pick.choice((1, 2, 5))
        for day in range(first, min(days, first + length)):
            found |= 0b11 << (2 * day)
    return found


class _Hidden:
    """The answer that is there: each case is made to fit a team and a time."""

    def __init__(self, pick: Random, horizon: tuple[date, ...], crowd: list[Candidate]) -> None:
        self.pick, self.horizon, self.crowd = pick, horizon, crowd
        self.free = {one.number: ~one.busy & _qualified(one, horizon) for one in crowd}
        self.left = {one.number: one.most for one in crowd}
        self.goes: set[tuple[int, int]] = set()

    def engagement(self, number: int) -> Engagement:
        """One case for a team that is free together."""
        for _ in range(ATTEMPTS):
            members = self.pick.choices((2, 3, 4), weights=(5, 4, 1))[0]
            length = self.pick.choice((2, 3, 4, 4, 5, 6))
            team = self._team(members, length)
            together = (1 << 2 * len(self.horizon)) - 1
            for one in team:
                together &= self.free[one.number]
            starts = [at for at in range(2 * len(self.horizon)) if runs(together, length) >> at & 1]
            if len(team) == members and starts and self._lasting(team):
                return self._booked(number, team, self.pick.choice(starts), length)
        raise ValueError("so few people cannot do so many cases")

    def _team(self, members: int, length: int) -> list[Candidate]:
        able = [one for one in self.crowd if self.left[one.number] >= length]
        leads = [one for one in able if _held(one).role == Role.LEAD]
        if not leads:
            return []
        lead = self.pick.choice(leads)
        level = _held(lead).level
        near = [one for one in able if _held(one).level >= level and one is not lead]
        others = near if len(near) >= members - 1 else [one for one in able if one is not lead]
        return [lead, *self.pick.sample(others, min(len(others), members - 1))]

    def _booked(self, number: int, team: list[Candidate], start: int, length: int) -> Engagement:
        pick, days = self.pick, self.horizon
        for one in team:
            self.free[one.number] &= ~span(start, length)
            self.left[one.number] -= length
            self.goes.add((number, one.number))
        lasting = self._lasting(team)
        industries = sorted({code for one in lasting for code in _held(one).industries})
        viewpoints = sorted({code for one in lasting for code in _held(one).viewpoints})
        first = max(0, start // 2 - pick.randint(0, 15))
        last = min(len(days) - 1, (start + length - 1) // 2 + pick.randint(3, 25))
        again = pick.random() < 0.5
        known = [one.number for one in pick.sample(self.crowd, min(2, len(self.crowd)))]
        known = [*known, team[0].number] if again else []
        return Engagement(
            number=number,
            scheme="IIIMS",
            enterprise=1000 + number,
            task=Task(
                pick.choice(industries) + str(pick.randint(10, 99)),
                min(_held(one).level for one in team),
                tuple(pick.sample(viewpoints, min(len(viewpoints), pick.randint(1, 3)))),
            ),
            members=len(team),
            half_days=length,
            earliest=days[first],
            latest=days[last],
            regions=(pick.choice((_region(pick), team[0].base_region)),),
            last_team=frozenset(known),
            led={team[0].number: pick.randint(1, 3)} if known else {},
        )

    def _lasting(self, team: list[Candidate]) -> list[Candidate]:
        """Those whose competence holds to the end, whenever the audit is."""
        return [one for one in team if _held(one).valid_until >= self.horizon[-1]]

    def barred(self, one: Candidate, cases: int) -> Candidate:
        """With a few conflicts of interest, none of them in the hidden answer."""
        some = self.pick.sample(range(1, cases + 1), self.pick.randint(0, cases // 40))
        return replace(one, barred=frozenset(n for n in some if (n, one.number) not in self.goes))


def _qualified(one: Candidate, horizon: tuple[date, ...]) -> int:
    days = sum(day <= _held(one).valid_until for day in horizon)
    return (1 << 2 * days) - 1


def _held(one: Candidate) -> Qualification:
    return one.qualifications["IIIMS"][0]
