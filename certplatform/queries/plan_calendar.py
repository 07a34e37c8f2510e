"""Planned half-days for calendars: of one person for the feed, of one case for its file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.domain.workflow.case import OPEN
from certplatform.models.application import Site
from certplatform.models.assignment import Assignment
from certplatform.models.audit import AuditPlan, PlanRow
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.models.person_calendar import BusyTime, CalendarFeed
from certplatform.queries.barred import known_to
from certplatform.queries.plans import plans_of, sites_of
from certplatform.queries.sessions import hash_of


@dataclass(frozen=True, slots=True)
class PlannedHalfDay:
    """A half-day of a person in a released plan, or one that a later revision took out."""

    uid: str
    on: date
    half: int
    person: str
    enterprise: str
    number: str
    site: str
    address: str
    remote: bool
    revision: int
    released_at: datetime
    cancelled: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a released revision; without `row` and `site` for a revision without the person."""

    case: Case
    enterprise: str
    person: str
    revision: int
    released_at: datetime
    row: PlanRow | None
    site: Site | None


def feed_of(person_id: int) -> CalendarFeed | None:
    """The present address of a person's feed, by the hash of its token."""
    return session.scalar(
        select(CalendarFeed).where(
            CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None)
        )
    )


def person_of_feed(token: str) -> Person | None:
    """Whose feed a token opens; None for an unknown or revoked one, or an inactive person."""
    return session.scalar(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .where(
            CalendarFeed.token_hash == hash_of(token),
            CalendarFeed.revoked_at.is_(None),
            Person.active.is_(True),
        )
    )


def half_days_for_feed(person_id: int) -> list[PlannedHalfDay]:
    """One's own half-days in open cases, while one's place there is effective.

    One statement, and those about one's own ties (R15).
    """
    found = session.execute(
        select(
            Case,
            Organisation.name,
            Person.name,
            AuditPlan.revision,
            AuditPlan.released_at,
            PlanRow,
            Site,
        )
        .join(AuditPlan, AuditPlan.case_id == Case.id)
        .outerjoin(PlanRow, (PlanRow.plan_id == AuditPlan.id) & (PlanRow.person_id == person_id))
        .outerjoin(Site, Site.id == PlanRow.site_id)
        .join(Assignment, Assignment.case_id == Case.id)
        .join(Person, Person.id == Assignment.person_id)
        .join(Organisation, Organisation.id == Case.enterprise_id)
        .where(
            Assignment.person_id == person_id,
            Assignment.role.in_(TEAM_ROLES),
            Assignment.state.in_(EFFECTIVE),
            Case.state.in_(OPEN),
            known_to(person_id, Case.id),
            AuditPlan.released_at.is_not(None),
        )
        .order_by(Case.id, AuditPlan.revision, PlanRow.on, PlanRow.half)
    )
    by_case: dict[int, list[_Row]] = {}
    for case, enterprise, name, revision, at, row, site in found:
        if at is not None:
            known = _Row(case, enterprise, name, revision, at, row, site)
            by_case.setdefault(case.id, []).append(known)
    return [day for rows in by_case.values() for day in _half_days(rows)]


def half_days_of_case(case: Case) -> list[PlannedHalfDay]:
    """The half-days of everybody in the plan in force."""
    sites = {one.id: one for one in sites_of(case)}
    return _half_days(
        [
            _Row(
                case,
                case.enterprise.name,
                row.person.name,
                plan.revision,
                plan.released_at,
                row,
                sites[row.site_id],
            )
            for plan in reversed(plans_of(case))
            if plan.released_at is not None
            for row in plan.rows
        ]
    )


def _half_days(rows: Sequence[_Row]) -> list[PlannedHalfDay]:
    """The rows of all revisions, the earliest first: the last revision stands, the rest is gone."""
    latest: dict[str, PlannedHalfDay] = {}
    for one in rows:
        if one.row is None or one.site is None:
            continue
        uid = uid_of(one.case, one.row)
        latest[uid] = PlannedHalfDay(
            uid,
            one.row.on,
            one.row.half,
            one.person,
            one.enterprise,
            one.case.number,
            one.site.name,
            one.site.address,
            one.row.remote,
            rows[-1].revision,
            rows[-1].released_at,
            cancelled=one.revision < rows[-1].revision,
        )
    return sorted(latest.values(), key=lambda one: (one.on, one.half, one.uid))


def uid_of(case: Case, row: PlanRow) -> str:
    """The name of a member's half-day for good, from which nothing can be read."""
    said = f"{case.public_id}|{row.person_id}|{row.on.isoformat()}|{row.half}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:40]}@certplatform"


def busy_sources(person_id: int) -> list[tuple[str, int, datetime]]:
    """The outside calendars a person took in: name, how many half-days, and when."""
    rows = session.execute(
        select(BusyTime.source, func.count(), func.max(BusyTime.imported_at))
        .where(BusyTime.person_id == person_id)
        .group_by(BusyTime.source)
        .order_by(BusyTime.source)
    )
    return [(source, count, at) for source, count, at in rows]
