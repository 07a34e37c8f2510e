"""A round of staffing as the question that the search answers: cases, people, calendars, pins."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain import conflict_facts as facts
from certplatform.domain.actors import Role
from certplatform.domain.competence import Qualification
from certplatform.domain.conflict_engine import BLOCKS, judge
from certplatform.domain.staffing import (
    HALVES_A_DAY,
    Candidate,
    Engagement,
    Pins,
    Placement,
    Programme,
    Schedule,
)
from certplatform.domain.staffing_round import (
    EXCLUDED,
    NO_BOUND,
    USUAL_MOST,
    due_share,
    weights_from,
)
from certplatform.domain.workflow.assignment import EFFECTIVE, ENDED
from certplatform.models.assignment import Assignment
from certplatform.models.audit import AuditPlan, PlanRow
from certplatform.models.case import Case
from certplatform.models.person import Membership, Person
from certplatform.models.staffing import StaffingCase, StaffingRound
from certplatform.queries.assignments import part_holders
from certplatform.queries.barred import known_to
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.competence import qualifications_of, task_of
from certplatform.queries.plans import HALVES, taken_half_days
from certplatform.queries.record import terms_of
from certplatform.queries.staffing import cases_of_round, working_days
from certplatform.queries.ties import bonds_of, enterprise_of


@dataclass(frozen=True, slots=True)
class WorkTerms:
    """How much a person works for a body in a year, in half-days, from where and where."""

    least: int = 0
    most: int = USUAL_MOST
    base_region: str = ""
    regions: tuple[str, ...] = ()


def terms_of_work(people: Collection[int], body_id: int) -> dict[int, WorkTerms]:
    """The terms of work of each person at a body; the usual ones where none are on record."""
    kept = terms_of(people, body_id)
    return {
        one: WorkTerms(
            row.min_half_days,
            NO_BOUND if row.max_half_days is None else row.max_half_days,
            row.base_region,
            tuple(_area(code) for code in row.regions),
        )
        if (row := kept.get((one, body_id)))
        else WorkTerms()
        for one in people
    }


def _area(code: str) -> str:
    """The beginning of all codes within a province, a city or a district."""
    return code[:2] if code.endswith("0000") else code.removesuffix("00")


def as_candidate(person: int, terms: WorkTerms) -> Candidate:
    """Somebody by their terms of work alone: where from, where to, how much."""
    return Candidate(
        person, {}, 0, frozenset(), terms.least, terms.most, terms.base_region, terms.regions
    )


def programme_of(found: StaffingRound) -> Programme:
    """The whole question of a round, read anew."""
    days = working_days(found.from_on, found.until_on)
    rows = [one for one in cases_of_round(found.id) if one.released_at is None]
    people = pool(found.body_id)
    return Programme(
        days=days,
        engagements=tuple(_engagements(rows, found)),
        candidates=tuple(_candidates(found, people, [one.case for one in rows], days)),
        ranks={
            one.case.scheme: {level.code: level.rank for level in scheme_of(one.case).levels}
            for one in rows
        },
        pins=_pins(rows, days),
        weights=weights_from(found.weights),
    )


def pool(body_id: int) -> list[Person]:
    """The active assessors of a body."""
    return list(
        session.scalars(
            select(Person)
            .join(Membership)
            .where(
                Membership.organisation_id == body_id,
                Membership.role == Role.ASSESSOR_POOL,
                Membership.ended_at.is_(None),
                Person.active.is_(True),
            )
            .order_by(Person.id)
        ).unique()
    )


def _engagements(rows: Sequence[StaffingCase], found: StaffingRound) -> list[Engagement]:
    known = histories([one.case for one in rows])
    made = []
    for one in rows:
        case = one.case
        last_team, led = known[case.id]
        due_on = case.due_on
        in_time = due_on is not None and found.from_on <= due_on < found.until_on
        made.append(
            Engagement(
                number=case.id,
                scheme=case.scheme,
                enterprise=case.enterprise_id,
                task=task_of(case),
                members=one.members,
                half_days=one.half_days,
                earliest=found.from_on,
                latest=due_on if in_time and due_on else found.until_on,
                regions=(case.enterprise.region,),
                last_team=last_team,
                led=led,
                rotation=rules_of(case).number("R19.rotation"),
            )
        )
    return made


def histories(cases: Sequence[Case]) -> dict[int, tuple[frozenset[int], dict[int, int]]]:
    """For each case who audited its enterprise last, and who led it how often in a row till now."""
    earlier = session.execute(
        select(Case.enterprise_id, Case.scheme, Case.id, Assignment.person_id, Assignment.role)
        .join(Assignment, Assignment.case_id == Case.id)
        .where(
            Case.enterprise_id.in_({one.enterprise_id for one in cases}),
            Case.id.not_in({one.id for one in cases}),
            Assignment.role.in_((Role.LEAD, Role.ASSESSOR)),
            Assignment.state.in_((*EFFECTIVE, ENDED)),
            Assignment.declared_at.is_not(None),
        )
        .order_by(Case.opened_on.desc(), Case.id.desc())
    )
    by_enterprise: dict[tuple[int, str], dict[int, list[tuple[int, str]]]] = defaultdict(dict)
    for enterprise, scheme, case_id, person, role in earlier:
        by_enterprise[enterprise, scheme].setdefault(case_id, []).append((person, role))
    return {
        one.id: _history(list(by_enterprise[one.enterprise_id, one.scheme].values()))
        for one in cases
    }


def _history(teams: list[list[tuple[int, str]]]) -> tuple[frozenset[int], dict[int, int]]:
    if not teams:
        return frozenset(), {}
    leads = [next((who for who, role in team if role == Role.LEAD), 0) for team in teams]
    in_a_row = next((n for n, who in enumerate(leads) if who != leads[0]), len(leads))
    led = {leads[0]: in_a_row} if leads[0] else {}
    return frozenset(who for who, _ in teams[0]), led


def _candidates(
    found: StaffingRound, people: list[Person], cases: Sequence[Case], days: tuple[date, ...]
) -> list[Candidate]:
    ids = [one.id for one in people]
    terms = terms_of_work(ids, found.body_id)
    used = half_days_this_year(ids, found.from_on.year)
    busy = busy_of(ids, days)
    barred = _barred(people, cases, found.from_on, found.until_on)
    held = {
        scheme: qualifications_of(ids, found.body_id, scheme)
        for scheme in sorted({one.scheme for one in cases})
    }
    return [
        Candidate(
            number=one.id,
            qualifications={
                scheme: tuple(
                    Qualification(
                        row.role,
                        row.level,
                        tuple(row.industries),
                        tuple(row.viewpoints),
                        row.valid_from_on,
                        row.valid_until_on,
                    )
                    for row in by_person[one.id]
                )
                for scheme, by_person in held.items()
            },
            busy=busy[one.id],
            barred=barred[one.id],
            least=max(0, due_share(terms[one.id].least, found.until_on) - used[one.id]),
            most=max(0, terms[one.id].most - used[one.id]),
            base_region=terms[one.id].base_region,
            regions=terms[one.id].regions,
        )
        for one in people
    ]


def busy_of(people: Sequence[int], days: Sequence[date]) -> dict[int, int]:
    """R20: for each person the half-days on leave or booked, as a bit set over these days."""
    numbers = {half: number for number, half in HALVES.items()}
    places = {day: place for place, day in enumerate(days)}
    found = dict.fromkeys(people, 0)
    for one in taken_half_days(None, people):
        if one.on in places:
            at = HALVES_A_DAY * places[one.on] + numbers[one.half] - 1
            found[one.person] |= 1 << at
    return found


def half_days_this_year(
    people: Sequence[int], year: int, seen_by: int | None = None
) -> dict[int, int]:
    """How many half-days each person has in the plans in force of a year, of closed cases too.

    Cases that `seen_by` may not know of (R15) are left out.
    """
    latest = (
        select(AuditPlan.case_id, func.max(AuditPlan.revision).label("revision"))
        .where(AuditPlan.released_at.is_not(None))
        .group_by(AuditPlan.case_id)
        .subquery()
    )
    rows = session.execute(
        select(PlanRow.person_id, func.count().label("count_"))
        .join(AuditPlan, AuditPlan.id == PlanRow.plan_id)
        .join(
            latest,
            (latest.c.case_id == AuditPlan.case_id) & (latest.c.revision == AuditPlan.revision),
        )
        .where(
            PlanRow.person_id.in_(people),
            known_to(seen_by, AuditPlan.case_id),
            PlanRow.on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(PlanRow.person_id)
    )
    return dict.fromkeys(people, 0) | {row.person_id: row.count_ for row in rows}


def _barred(
    people: list[Person], cases: Sequence[Case], from_on: date, until_on: date
) -> dict[int, frozenset[int]]:
    """R13-R15, R18: the cases that each person must not audit, whenever the round puts them."""
    found: dict[int, set[int]] = {one.id: set() for one in people}
    bonds = bonds_of([one.id for one in people])
    tied = [
        facts.Person(one.id, one.name, bonds[one.id].ties, bonds[one.id].kin)
        for one in people
        if bonds[one.id].ties or bonds[one.id].kin
    ]
    for case in cases:
        rules = rules_of(case)
        for holder in part_holders(case):
            if holder.person in found:
                found[holder.person].add(case.id)
        for on in (from_on, until_on) if tied else ():
            enterprise = enterprise_of(case, on)
            for one in tied:
                if judge(one, enterprise, on, rules).verdict == BLOCKS:
                    found[one.person].add(case.id)
    return {person: frozenset(numbers) for person, numbers in found.items()}


def _pins(rows: Sequence[StaffingCase], days: Sequence[date]) -> Pins:
    places = {day: place for place, day in enumerate(days)}
    leads: dict[int, int] = {}
    starts: dict[int, int] = {}
    members: dict[int, frozenset[int]] = {}
    without: dict[int, frozenset[int]] = {}
    for row in rows:
        pinned = [one for one in row.proposals if one.pinned]
        for one in pinned:
            if one.role == Role.LEAD:
                leads[row.case_id] = one.person_id
        members[row.case_id] = frozenset(
            one.person_id for one in pinned if one.role == Role.ASSESSOR
        )
        without[row.case_id] = frozenset(
            one.person_id for one in row.proposals if one.role == EXCLUDED
        )
        if row.start_pinned and row.starts_on in places and row.start_half:
            starts[row.case_id] = HALVES_A_DAY * places[row.starts_on] + row.start_half - 1
    return Pins(leads, members, starts, without)


def answer_kept(found: StaffingRound, days: Sequence[date]) -> Schedule | None:
    """The answer that stands for the present asking, if any."""
    if found.cost is None or found.bound is None:
        return None
    places = {day: place for place, day in enumerate(days)}
    placements = {}
    for row in cases_of_round(found.id):
        team = {one.person_id: one.role for one in row.proposals if one.role != EXCLUDED}
        lead = next((who for who, role in team.items() if role == Role.LEAD), None)
        if row.starts_on in places and row.start_half and lead and not row.released_at:
            start = HALVES_A_DAY * places[row.starts_on] + row.start_half - 1
            others = frozenset(team) - {lead}
            placements[row.case_id] = Placement(row.case_id, start, lead, others)
    return Schedule(placements, found.cost, found.bound)
