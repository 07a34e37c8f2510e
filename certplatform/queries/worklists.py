"""Lists of cases: what waits for whom, and all in sight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import COMMITTEE_ROLES, TEAM_ROLES, Actor, Role
from certplatform.domain.deadlines import limit
from certplatform.domain.workflow.case import OPEN
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import roles_on_each, visible_cases, ways_to
from certplatform.queries.page import Page, page_of
from certplatform.queries.turns import POSSIBLE, Turn, turns_of
from certplatform.schemes import ruleset_on, scheme

SHOWN = 20
BATCH = 2 * SHOWN
DEEP = 3 * BATCH  # how far down each state is looked for what waits for the actor
UNLIMITED = date.max


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for somebody."""

    case: Case
    turn: Turn


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for somebody and what they wait for, the most urgent first.

    `more_mine`, `more_others`: there are more than are listed.
    """

    mine: list[Waiting]
    others: list[Waiting]
    more_mine: bool
    more_others: bool


def work_of(actor: Actor) -> Work:
    """The most urgent open cases in sight: those that wait for the actor, and others.

    Within a state the limits run out in the order in which the cases came in, so the oldest of each
    state are enough; what it costs does not grow with the number of open cases.
    """
    roles = _roles_anywhere(actor)
    possible = [state for state in sorted(OPEN) if roles & POSSIBLE.get(state, frozenset())]
    mine = _first(actor, possible, DEEP, wanted=True)
    others = _first(actor, sorted(OPEN), BATCH, wanted=False)
    return Work(mine[:SHOWN], others[:SHOWN], len(mine) > SHOWN, len(others) > SHOWN)


def _roles_anywhere(actor: Actor) -> frozenset[Role]:
    """Every role the actor may have on some case."""
    held = {one.role for one in actor.holdings} | set(actor.standing)
    if Role.ASSESSOR_POOL in held:
        held |= TEAM_ROLES | {Role.TECHNICAL_CHECKER}
    if Role.COMMITTEE_POOL in held:
        held |= COMMITTEE_ROLES
    return frozenset(held)


def _first(actor: Actor, states: Sequence[str], depth: int, *, wanted: bool) -> list[Waiting]:
    """The first cases of these states whose turn it is the actor's, or is not; by limit."""
    found: list[Waiting] = []
    for batch in _batched(_by_limit(_oldest(actor, states, depth)), BATCH):
        cases = _cases(batch)
        turns, held = turns_of(cases), roles_on_each(actor, cases)
        found += [
            Waiting(case, turns[case.id])
            for case in cases
            if turns[case.id].is_of(actor.person_id, held[case.id]) is wanted
        ]
        if len(found) > SHOWN:
            break
    return sorted(found, key=_urgency)


def _batched(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """A list in pieces."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _oldest(actor: Actor, states: Sequence[str], depth: int) -> Sequence[Row[Any]]:
    """The oldest of each state for each way into sight: one statement, each piece an index."""
    pieces = [
        select(
            Case.id,
            Case.state,
            Case.state_since_at,
            Case.scheme,
            Case.scheme_version,
            Case.rules_on,
        )
        .where(way, Case.state == state)
        .order_by(Case.state_since_at, Case.id)
        .limit(depth)
        .subquery()
        for way in ways_to(actor)
        for state in states
    ]
    return session.execute(union_all(*(select(one) for one in pieces))).all() if pieces else []


def _by_limit(rows: Sequence[Row[Any]]) -> list[int]:
    """The ids in the order of their limits; those without one come last."""
    calendar, today = work_calendar(), clock.today()
    due: dict[tuple[Any, ...], date] = {}

    def until(row: Row[Any]) -> date:
        since = clock.local_date(row.state_since_at)
        key = (row.scheme, row.scheme_version, row.rules_on, row.state, since)
        if key not in due:
            days = scheme(row.scheme, row.scheme_version).time_limits.get(row.state)
            rules = ruleset_on(row.scheme, row.rules_on)
            due[key] = limit(since, days, today, calendar, rules).due_on if days else UNLIMITED
        return due[key]

    ordered = sorted(rows, key=lambda row: (until(row), row.state_since_at, row.id))
    return list(dict.fromkeys(row.id for row in ordered))


def _cases(ids: Sequence[int]) -> list[Case]:
    rows = session.scalars(
        select(Case)
        .where(Case.id.in_(ids))
        .options(joinedload(Case.enterprise), joinedload(Case.body))
    )
    return list(rows)


def _urgency(one: Waiting) -> tuple[date, datetime, int]:
    return (one.turn.by_on or UNLIMITED, one.case.state_since_at, one.case.id)


def cases_page(actor: Actor, text: str, state: str, cursor: str) -> Page[Case]:
    """A page of the cases in sight, by name, code or number, and state."""
    query = visible_cases(actor).options(selectinload(Case.enterprise), selectinload(Case.body))
    if text:
        query = query.join(Organisation, Organisation.id == Case.enterprise_id).where(
            or_(
                Organisation.name.contains(text, autoescape=True),
                Organisation.code == text.upper(),
                Case.number.contains(text.upper(), autoescape=True),
            )
        )
    if state:
        query = query.where(Case.state == state)
    return page_of(query, Case.id, cursor)
