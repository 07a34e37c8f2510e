"""R57: which open cases come near the limit of their step, or are past it."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import selectinload

from certplatform import clock
from certplatform.db import session
from certplatform.domain.deadlines import NEAR, PASSED, Limit, limit
from certplatform.domain.workdays import WorkCalendar
from certplatform.domain.workflow.assignment import PROPOSED
from certplatform.domain.workflow.case import OPEN
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case, LimitNotice
from certplatform.queries.calendar import work_calendar
from certplatform.queries.law import rules_of, scheme_of
from certplatform.queries.turns import Turn, turns_of
from certplatform.schemes import ruleset_on, schemes

LONGEST_LIMIT_DAYS = 400
MOST_AT_ONCE = 500


def cut_offs(today: date, days: int, calendar: WorkCalendar, scheme: str) -> tuple[date, date]:
    """The last local day of entry by which a limit of so many days has passed, or is near."""
    rules = ruleset_on(scheme, today)

    def last(*states: str) -> date:
        near, far = today, today - timedelta(days=LONGEST_LIMIT_DAYS)
        if limit(near, days, today, calendar, rules).state in states:
            return near
        while (near - far).days > 1:
            middle = far + (near - far) // 2
            if limit(middle, days, today, calendar, rules).state in states:
                far = middle
            else:
                near = middle
        return far

    return last(PASSED), last(PASSED, NEAR)


def limit_conditions() -> dict[str, ColumnElement[bool]]:
    """The conditions under which a case has passed its limit, or comes near it."""
    today, calendar = clock.today(), work_calendar()
    found: dict[str, list[ColumnElement[bool]]] = {PASSED: [], NEAR: []}
    for code, kind in schemes().items():
        for state, days in kind.time_limits.items():
            if state not in OPEN:
                continue
            passed, near = cut_offs(today, days, calendar, code)
            here = and_(Case.scheme == code, Case.state == state)
            found[PASSED].append(and_(here, Case.state_since_at < _after(passed)))
            found[NEAR].append(
                and_(
                    here, Case.state_since_at >= _after(passed), Case.state_since_at < _after(near)
                )
            )
    return {name: or_(false(), *ways) for name, ways in found.items()}


def _after(on: date) -> datetime:
    return clock.at_local(on + timedelta(days=1), 0)


def limits_to_note(after: int) -> list[tuple[Case, Turn]]:
    """Cases near or past the limit of their present step of which nobody was told yet.

    A batch of those with a higher id than `after`, in their order; empty when there are no more.
    """
    told = exists().where(
        LimitNotice.case_id == Case.id, LimitNotice.since_at == Case.state_since_at
    )
    conditions = limit_conditions()
    cases = session.scalars(
        select(Case)
        .where(
            Case.id > after,
            or_(
                and_(conditions[PASSED], ~told.where(LimitNotice.kind == PASSED)),
                and_(conditions[NEAR], ~told.where(LimitNotice.kind == NEAR)),
            ),
        )
        .options(selectinload(Case.enterprise), selectinload(Case.body))
        .order_by(Case.id)
        .limit(MOST_AT_ONCE)
    ).all()
    turns = turns_of(cases)
    return [(one, turns[one.id]) for one in cases]


ASKED = {NEAR: "asked_near", PASSED: "asked_past"}


def declarations_to_note() -> list[tuple[Assignment, Limit]]:
    """Places that were offered, whose limit for declaring is near or past, and nobody was told."""
    today, calendar = clock.today(), work_calendar()
    rows = session.scalars(
        select(Assignment)
        .join(Case, Case.id == Assignment.case_id)
        .where(
            Assignment.state == PROPOSED,
            Assignment.invited_at.is_not(None),
            Case.state.in_(OPEN),
        )
        .options(selectinload(Assignment.case))
        .order_by(Assignment.id)
    ).all()
    told = {
        (case_id, since_at, kind)
        for case_id, since_at, kind in session.execute(
            select(LimitNotice.case_id, LimitNotice.since_at, LimitNotice.kind).where(
                LimitNotice.case_id.in_({one.case_id for one in rows})
            )
        )
    }
    found = []
    for one in rows:
        days = scheme_of(one.case).time_limits.get("declaration")
        if days is None or one.invited_at is None:
            continue
        since = clock.local_date(one.invited_at)
        stands = limit(since, days, today, calendar, rules_of(one.case))
        if stands.state in ASKED and (one.case_id, one.invited_at, ASKED[stands.state]) not in told:
            found.append((one, stands))
    return found
