"""Lists of cases: what waits for whom, and all in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlalchemy.orm import selectinload

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.workflow.case import OPEN
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.queries.cases import roles_on_each, visible_cases
from certplatform.queries.page import Page, page_of
from certplatform.queries.turns import Turn, turns_of

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for somebody."""

    case: Case
    turn: Turn


def waiting_for(actor: Actor) -> tuple[list[Waiting], list[Waiting]]:
    """Open cases in sight: those that wait for the actor, and the rest; by limit."""
    cases: Sequence[Case] = session.scalars(
        visible_cases(actor)
        .where(Case.state.in_(OPEN))
        .options(selectinload(Case.enterprise), selectinload(Case.body))
        .order_by(Case.state_since_at)
        .limit(LONGEST)
    ).all()
    mine: list[Waiting] = []
    others: list[Waiting] = []
    turns, held = turns_of(cases), roles_on_each(actor, cases)
    for case in cases:
        turn = turns[case.id]
        side = mine if turn.is_of(actor.person_id, held[case.id]) else others
        side.append(Waiting(case, turn))
    return sorted(mine, key=_urgency), sorted(others, key=_urgency)


def _urgency(one: Waiting) -> tuple[bool, str]:
    return (one.turn.by_on is None, str(one.turn.by_on))


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
