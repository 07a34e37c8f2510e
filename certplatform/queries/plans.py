"""The audit plan: its revisions, what it has to cover, what it comes to, who is busy (R20-R25)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import selectinload

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.audit_time import (
    COUNTED_ROLES,
    AuditTime,
    BookedHalfDay,
    BookedTime,
    audit_time,
    booked_time,
)
from certplatform.domain.half_day import HALF_DAY_TIMES
from certplatform.domain.plan import AgendaRow, Coverage, Mode, Scope, coverage
from certplatform.domain.plan_draft import RowDraft, lay_out
from certplatform.domain.separation import HalfDay
from certplatform.domain.workflow.assignment import STANDING
from certplatform.domain.workflow.case import OPEN
from certplatform.models.application import Acceptance, Claim, Site
from certplatform.models.audit import AuditPlan, PlanRow
from certplatform.models.case import Case
from certplatform.models.person import Leave, Person
from certplatform.models.person_calendar import BusyTime
from certplatform.queries.barred import barred_cases
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import assignments_of, rules_of, scheme_of
from certplatform.queries.once import once

HALVES = {1: "am", 2: "pm"}


def half_day_bounds(on: date, half: int) -> tuple[datetime, datetime]:
    """When a half-day begins and ends."""
    begins, ends = HALF_DAY_TIMES[half]
    return (
        clock.at_local(on, begins.hour, begins.minute),
        clock.at_local(on, ends.hour, ends.minute),
    )


@once
def plans_of(case: Case) -> list[AuditPlan]:
    """All revisions of the plan, the latest first."""
    return list(
        session.scalars(
            select(AuditPlan)
            .where(AuditPlan.case_id == case.id)
            .options(selectinload(AuditPlan.rows).joinedload(PlanRow.person))
            .order_by(AuditPlan.revision.desc())
        )
    )


def draft_plan(case: Case) -> AuditPlan | None:
    """The revision that is being worked on, not yet with the enterprise."""
    latest = next(iter(plans_of(case)), None)
    return latest if latest is not None and latest.released_at is None else None


def released_plan(case: Case) -> AuditPlan | None:
    """The revision in force: the latest that reached the enterprise."""
    return next((one for one in plans_of(case) if one.released_at is not None), None)


def working_plan(case: Case) -> AuditPlan | None:
    """The draft, or else the revision in force."""
    return next(iter(plans_of(case)), None)


def audit_days(case: Case) -> list[date]:
    """The audit days of the latest revision, in order."""
    plan = working_plan(case)
    return sorted({row.on for row in plan.rows}) if plan else []


def stage_days(plan: AuditPlan | None, stage: int) -> list[date]:
    """The days of one stage in a plan, in order."""
    return sorted({row.on for row in plan.rows if row.stage == stage}) if plan else []


@once
def sites_of(case: Case) -> list[Site]:
    """All sites of the case in their order."""
    query = select(Site).where(Site.case_id == case.id).order_by(Site.position)
    return list(session.scalars(query))


def sites_to_visit(case: Case) -> list[Site]:
    """The headquarters and the sites of the sample (R26)."""
    return [one for one in sites_of(case) if one.sampled or one.headquarters]


@once
def claims_of(case: Case) -> list[Claim]:
    """The capabilities claimed, in their order."""
    query = select(Claim).where(Claim.case_id == case.id).order_by(Claim.position)
    return list(session.scalars(query))


def departments_of(case: Case) -> list[str]:
    """The departments that the application names for its capabilities, each once."""
    return list(dict.fromkeys(name for one in claims_of(case) for name in one.departments))


def scope_of(case: Case) -> Scope:
    """R22: every clause, every capability in its dimensions, every site of the sample."""
    scheme = scheme_of(case)
    return Scope(
        tuple(one.code for one in scheme.judged_clauses),
        {str(one.position): one.name for one in claims_of(case)},
        tuple(one.code for one in scheme.dimensions),
        tuple(one.name for one in sites_to_visit(case)),
    )


def agenda_of(plan: AuditPlan) -> list[AgendaRow]:
    """The rows of a plan as the rules see them."""
    names = {one.id: one.name for one in sites_of(session.get_one(Case, plan.case_id))}
    return [_agenda_row(row, names[row.site_id]) for row in plan.rows]


def _agenda_row(row: PlanRow, site: str) -> AgendaRow:
    clauses, judged = [], []
    for key in row.covers:
        kind, _, rest = key.partition(":")
        if kind == "clause":
            clauses.append(rest)
        else:
            position, _, dimension = rest.partition(":")
            judged.append((position, dimension))
    return AgendaRow(
        row.on,
        HALVES[row.half],
        site,
        (row.person_id,),
        tuple(clauses),
        tuple(judged),
        row.remote,
    )


def coverage_of(case: Case, plan: AuditPlan) -> Coverage:
    """R22: the matrix of what is in scope against who audits it."""
    return coverage(agenda_of(plan), scope_of(case))


def mode_of(plan: AuditPlan) -> Mode:
    """R24: how the audit is done."""
    return Mode(plan.mode, bool(plan.remote_agreement.strip()), plan.remote_risk)


@once
def agreed_days(case: Case) -> Decimal | None:
    """R25: the person-days that acceptance fixed and the agreement names; None without them."""
    half_days = session.scalar(select(Acceptance.half_days).where(Acceptance.case_id == case.id))
    return None if half_days is None else Decimal(half_days) / 2


def needed_time(case: Case) -> AuditTime:
    """R25: what acceptance fixed, or for a case without acceptance what the table says."""
    rules, scheme = rules_of(case), scheme_of(case)
    headcount = sum(one.headcount for one in sites_of(case)) or case.enterprise.headcount or 1
    found = audit_time(headcount, scheme.case_types[case.case_type], (), rules)
    days = agreed_days(case)
    if days is None:
        return found
    percent = rules.number("R25.auditing_min_percent")
    return AuditTime(headcount, days, days * percent / 100, found.lines)


def booked_of(case: Case, plan: AuditPlan) -> BookedTime:
    """R25: what the plan comes to; the role decides whether a half-day counts."""
    roles = {one.person_id: one.role for one in assignments_of(case.id)}
    return booked_by(plan.rows, roles)


def booked_by(rows: Iterable[PlanRow], roles: Mapping[int, str]) -> BookedTime:
    """R25: what rows of a plan come to, with the role of each person."""
    return booked_time(
        BookedHalfDay(
            row.person_id,
            roles.get(row.person_id, ""),
            row.on,
            HALVES[row.half],
            auditing=row.auditing,
        )
        for row in rows
    )


def wanted_half_days(plan: AuditPlan) -> list[HalfDay]:
    """R20: the half-days that a plan takes."""
    return [HalfDay(row.person_id, row.person.name, row.on, HALVES[row.half]) for row in plan.rows]


def _plans_in_force() -> Subquery:
    """Of each open case the latest revision that was released."""
    return (
        select(AuditPlan.case_id, func.max(AuditPlan.revision).label("revision"))
        .join(Case, Case.id == AuditPlan.case_id)
        .where(AuditPlan.released_at.is_not(None), Case.state.in_(OPEN))
        .group_by(AuditPlan.case_id)
        .subquery()
    )


def taken_half_days(
    case: Case | None, people: Sequence[int], seen_by: int | None = None
) -> list[HalfDay]:
    """R20: half-days that (other) open cases have taken, leave, and busy time from outside.

    A case that `seen_by` may not know of (R15) reads like busy time.
    """
    barred = barred_cases(seen_by)
    latest = _plans_in_force()
    booked = session.execute(
        select(PlanRow.person_id, Person.name, PlanRow.on, PlanRow.half, Case.number, Case.id)
        .join(AuditPlan, AuditPlan.id == PlanRow.plan_id)
        .join(
            latest,
            (latest.c.case_id == AuditPlan.case_id) & (latest.c.revision == AuditPlan.revision),
        )
        .join(Case, Case.id == AuditPlan.case_id)
        .join(Person, Person.id == PlanRow.person_id)
        .where(PlanRow.person_id.in_(people), *([AuditPlan.case_id != case.id] if case else []))
    )
    away = session.execute(
        select(Leave.person_id, Person.name, Leave.on, Leave.half)
        .join(Person, Person.id == Leave.person_id)
        .where(Leave.person_id.in_(people))
    )
    busy = session.execute(
        select(BusyTime.person_id, Person.name, BusyTime.on, BusyTime.half)
        .join(Person, Person.id == BusyTime.person_id)
        .where(BusyTime.person_id.in_(people))
        .distinct()
    )
    return [
        *(HalfDay(who, name, on, HALVES[half], busy=True) for who, name, on, half in busy),
        *(
            HalfDay(who, name, on, HALVES[half], busy=True)
            if case_id in barred
            else HalfDay(who, name, on, HALVES[half], number)
            for who, name, on, half, number, case_id in booked
        ),
        *(HalfDay(who, name, on, HALVES[half], leave=True) for who, name, on, half in away),
    ]


@dataclass(frozen=True, slots=True)
class Stay:
    """The series of audit days of one person in one stage (R27)."""

    person: Person
    stage: int
    site: Site
    starts_at: datetime
    ends_at: datetime


def stays_of(case: Case, stage: int) -> list[Stay]:
    """Each member's series of on-site days in a stage, by the plan in force."""
    plan = released_plan(case)
    rows = [row for row in plan.rows if row.stage == stage and not row.remote] if plan else []
    found = []
    for person_id in dict.fromkeys(row.person_id for row in rows):
        own = [row for row in rows if row.person_id == person_id]
        first, last = own[0], own[-1]
        found.append(
            Stay(
                first.person,
                stage,
                session.get_one(Site, first.site_id),
                half_day_bounds(first.on, first.half)[0],
                half_day_bounds(last.on, last.half)[1],
            )
        )
    return found


def first_draft(case: Case, first_on: date) -> list[RowDraft]:
    """Rows to begin with: the days that R25 asks for, everything covered, nobody booked twice."""
    counted = [one for one in assignments_of(case.id, *STANDING) if one.role in COUNTED_ROLES]
    people = [one.person_id for one in sorted(counted, key=lambda one: one.role != Role.LEAD)]
    sites = sorted(sites_to_visit(case), key=lambda one: (not one.headquarters, one.position))
    numbers = {half: number for number, half in HALVES.items()}
    taken = {(one.person, one.on, numbers[one.half]) for one in taken_half_days(case, people)}
    return lay_out(
        first_on,
        ceil(needed_time(case).days * 2),
        people,
        [one.id for one in sites],
        plan_keys(case),
        taken=taken,
        is_working_day=work_calendar().is_working_day,
    )


def plan_keys(case: Case) -> list[str]:
    """Everything a plan may cover: clauses, then each capability in each dimension."""
    scheme = scheme_of(case)
    return [
        *(f"clause:{one.code}" for one in scheme.judged_clauses),
        *(
            f"claim:{claim.position}:{dimension.code}"
            for claim in claims_of(case)
            for dimension in scheme.dimensions
        ),
    ]


def half_days_of(person_id: int) -> list[tuple[PlanRow, Case]]:
    """A person's half-days in the plans in force of open cases, in order."""
    latest = _plans_in_force()
    rows = session.execute(
        select(PlanRow, Case)
        .join(AuditPlan, AuditPlan.id == PlanRow.plan_id)
        .join(
            latest,
            (latest.c.case_id == AuditPlan.case_id) & (latest.c.revision == AuditPlan.revision),
        )
        .join(Case, Case.id == AuditPlan.case_id)
        .where(PlanRow.person_id == person_id)
        .order_by(PlanRow.on, PlanRow.half)
    )
    return [(row, case) for row, case in rows]
