"""Open cases by stage and age, limits nearing and passed, and who waits (R57)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import selectinload

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.deadlines import NEAR, OK, PASSED
from certplatform.domain.workflow.case import OPEN
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.queries.cases import visible_to
from certplatform.queries.limits import limit_conditions
from certplatform.queries.page import Page, page_of
from certplatform.queries.turns import turns_of
from certplatform.queries.worklists import Waiting

AGES = (7, 30, 90)
MOST_EXPORTED = 5000


@dataclass(frozen=True, slots=True)
class Stage:
    """The open cases in one state: how many, how old, how many near or past their limit."""

    state: str
    count: int
    near: int
    passed: int
    older: tuple[int, ...]
    oldest_at: datetime | None


def stages(actor: Actor) -> list[Stage]:
    """All stages that hold open cases in sight; one statement beside the calendar."""
    limits, now = limit_conditions(), clock.now()
    older = [Case.state_since_at < now - timedelta(days=days) for days in AGES]
    rows = session.execute(
        select(
            Case.state,
            func.count(),
            _sum(limits[NEAR]),
            _sum(limits[PASSED]),
            func.min(Case.state_since_at),
            *(_sum(one) for one in older),
        )
        .where(visible_to(actor), Case.state.in_(OPEN))
        .group_by(Case.state)
    )
    return [
        Stage(state, count, near, passed, tuple(ages), oldest)
        for state, count, near, passed, oldest, *ages in rows
    ]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def open_cases(actor: Actor, asked: Mapping[str, str], cursor: str = "") -> Page[Waiting]:
    """A page of the open cases in sight that answer a search, with whose turn it is."""
    found = page_of(_asked(actor, asked), Case.id, cursor)
    return Page(_with_turns(found.rows), found.next_cursor, found.count)


def all_open_cases(actor: Actor, asked: Mapping[str, str]) -> Sequence[Waiting]:
    """The open cases that answer a search, for an export; at most MOST_EXPORTED."""
    query = _asked(actor, asked).order_by(Case.id.desc()).limit(MOST_EXPORTED)
    return _with_turns(session.scalars(query).all())


def _with_turns(cases: Sequence[Case]) -> list[Waiting]:
    turns = turns_of(cases)
    return [Waiting(one, turns[one.id]) for one in cases]


def _asked(actor: Actor, asked: Mapping[str, str]) -> Any:
    query = (
        select(Case)
        .where(visible_to(actor), Case.state.in_(OPEN))
        .options(selectinload(Case.enterprise), selectinload(Case.body))
    )
    if state := asked.get("state"):
        query = query.where(Case.state == state)
    if asked.get("limit") in {PASSED, NEAR}:
        query = query.where(limit_conditions()[asked["limit"]])
    if (age := asked.get("age", "")).isascii() and age.isdigit() and len(age) < 5:  # noqa: PLR2004
        query = query.where(Case.state_since_at < clock.now() - timedelta(days=int(age)))
    if body := asked.get("body"):
        query = query.where(
            Case.body_id.in_(
                select(Organisation.id).where(Organisation.name.contains(body, autoescape=True))
            )
        )
    if words := asked.get("q"):
        named = select(Organisation.id).where(
            or_(
                Organisation.name.contains(words, autoescape=True),
                Organisation.code == words.upper(),
            )
        )
        query = query.where(
            or_(
                Case.enterprise_id.in_(named),
                Case.number.contains(words.upper(), autoescape=True),
            )
        )
    return query


__all__ = ["AGES", "NEAR", "OK", "PASSED", "Stage", "all_open_cases", "open_cases", "stages"]
