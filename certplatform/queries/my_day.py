"""One assessor's day: the half-days of the plan, what of them is judged, who has signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.models.application import Site
from certplatform.models.audit import PlanRow, SiteSignIn
from certplatform.models.case import Case
from certplatform.queries.barred import barred_cases
from certplatform.queries.checklist_views import CAPABILITY, PlannedRow, groups_of, marks_of
from certplatform.queries.plans import half_days_of


@dataclass(frozen=True, slots=True)
class DayRow:
    """A half-day: its site, the rows it covers, and how many of them are judged."""

    plan: PlanRow
    case: Case
    site: Site
    rows: tuple[PlannedRow, ...]
    done: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its half-days, my sign-ins, and the days before and after it with any."""

    on: date
    rows: tuple[DayRow, ...]
    signed: frozenset[tuple[int, int, str]]  # case, stage, kind
    before: date | None
    after: date | None


def my_day(person_id: int, on: date) -> Day:
    """The day of somebody by the plans in force."""
    barred = barred_cases(person_id)
    mine = [(row, case) for row, case in half_days_of(person_id) if case.id not in barred]
    days = sorted({row.on for row, _ in mine})
    today = [(row, case) for row, case in mine if row.on == on]
    return Day(
        on,
        tuple(_half_days(person_id, today)),
        _signed(person_id, on),
        max((one for one in days if one < on), default=None),
        min((one for one in days if one > on), default=None),
    )


def _half_days(person_id: int, today: Sequence[tuple[PlanRow, Case]]) -> list[DayRow]:
    sites = _sites({row.site_id for row, _ in today})
    found = []
    for row, case in today:
        covers, marks = set(row.covers), marks_of(case, person_id)
        rows = tuple(
            one
            for group in groups_of(case, CAPABILITY)
            for one in group.rows
            if one.cover in covers
        )
        found.append(DayRow(row, case, sites[row.site_id], rows, marks.done(rows)))
    return found


def _sites(wanted: set[int]) -> dict[int, Site]:
    return {one.id: one for one in session.scalars(select(Site).where(Site.id.in_(wanted)))}


def _signed(person_id: int, on: date) -> frozenset[tuple[int, int, str]]:
    begins, ends = clock.at_local(on, 0), clock.at_local(on, 23, 59)
    rows = session.execute(
        select(SiteSignIn.case_id, SiteSignIn.stage, SiteSignIn.kind).where(
            SiteSignIn.person_id == person_id,
            SiteSignIn.at.between(begins, ends),
            SiteSignIn.missed.is_(False),
        )
    )
    return frozenset((one.case_id, one.stage, one.kind) for one in rows)
