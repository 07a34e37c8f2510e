"""Lists of cases: what waits for whom, and all in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from certplatform.db import session
from certplatform.domain.actors import COMMITTEE_ROLES, TEAM_ROLES, Actor, Role
from certplatform.domain.workflow.case import OPEN
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.queries.cases import roles_on_each, visible_cases, ways_to
from certplatform.queries.page import Page, page_of
from certplatform.queries.turns import POSSIBLE, Limits, Turn, turns_of

SHOWN = 20
BATCH = 2 * SHOWN
DEEP = 3 * BATCH  # how far down each state is looked for what waits for the actor
UNLIMITED = date.max
COLUMNS = (
    Case.id,
    Case.state,
    Case.state_since_at,
    Case.scheme,
    Case.scheme_version,
    Case.rules_on,
)


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
    rest = [state for state in sorted(OPEN) if state not in possible]
    look = _Look(actor)
    mine, others = look.sorted_out(look.oldest(possible, BATCH))
    if len(mine) <= SHOWN and len(mine) + len(others) >= BATCH:
        mine, others = look.sorted_out(look.oldest(possible, DEEP))
    further = look.oldest(rest, SHOWN + 1)[: SHOWN + 1]
    others = sorted([*others, *look.waiting(further)], key=_urgency)
    return Work(mine[:SHOWN], others[:SHOWN], len(mine) > SHOWN, len(others) > SHOWN)


def _roles_anywhere(actor: Actor) -> frozenset[Role]:
    """Every role the actor may have on some case."""
    held = {one.role for one in actor.holdings} | set(actor.standing)
    if Role.ASSESSOR_POOL in held:
        held |= TEAM_ROLES | {Role.TECHNICAL_CHECKER}
    if Role.COMMITTEE_POOL in held:
        held |= COMMITTEE_ROLES
    return frozenset(held)


class _Look:
    """One look at an actor's cases; what is reckoned once is kept for its time."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.limits = Limits()
        self.held: dict[int, frozenset[Role]] = {}

    def oldest(self, states: Sequence[str], depth: int) -> list[int]:
        """The oldest of each state for each way into sight, by their limits.

        One statement, each piece of it an index.
        """
        pieces = [
            select(*COLUMNS)
            .where(way, Case.state == state)
            .order_by(Case.state_since_at, Case.id)
            .limit(depth)
            .subquery()
            for way in ways_to(self.actor)
            for state in states
        ]
        if not pieces:
            return []
        rows = session.execute(union_all(*(select(one) for one in pieces))).all()
        ordered = sorted(rows, key=lambda row: (self._due(row), row.state_since_at, row.id))
        return list(dict.fromkeys(row.id for row in ordered))

    def _due(self, row: Row[Any]) -> date:
        found = self.limits.of(row)
        return found.due_on if found else UNLIMITED

    def sorted_out(self, ids: Sequence[int]) -> tuple[list[Waiting], list[Waiting]]:
        """Those whose turn it is the actor's, until there are enough, and those that came by."""
        mine: list[Waiting] = []
        others: list[Waiting] = []
        for start in range(0, len(ids), BATCH):
            for one in self.waiting(ids[start : start + BATCH]):
                held = self.held[one.case.id]
                side = mine if one.turn.is_of(self.actor.person_id, held) else others
                side.append(one)
            if len(mine) > SHOWN:
                break
        return sorted(mine, key=_urgency), others

    def waiting(self, ids: Sequence[int]) -> list[Waiting]:
        """These cases with whose turn it is; the actor's roles on them are kept beside."""
        cases = _cases(ids) if ids else []
        turns = turns_of(cases, self.limits)
        self.held = roles_on_each(self.actor, cases)
        return [Waiting(one, turns[one.id]) for one in cases]


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
