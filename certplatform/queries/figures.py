"""Figures: what the archive holds by region, industry, grade, body and month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, case, func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.models.filing import FiledCase
from certplatform.queries.filings import conditions, visible_to

MONTHS = 12
MOST = 40


@dataclass(frozen=True, slots=True)
class Count:
    """How many filed cases share one value."""

    key: str
    value: int


@dataclass(frozen=True, slots=True)
class ArchiveFigures:
    """The filed cases in sight that answer a search, counted in five ways; six statements."""

    total: int
    regions: Sequence[Count]
    industries: Sequence[Count]
    grades: Sequence[Count]
    bodies: Sequence[Count]
    states: Sequence[Count]
    months: Sequence[Count]


def archive_figures(actor: Actor, asked: Mapping[str, str]) -> ArchiveFigures:
    """Count what `search_filings` would list."""
    states = _counted(actor, asked, FiledCase.state)
    return ArchiveFigures(
        total=sum(one.value for one in states),
        regions=_counted(actor, asked, func.substr(FiledCase.region, 1, 2)),
        industries=_counted(actor, asked, func.substr(FiledCase.industry, 1, 3)),
        grades=_counted(actor, asked, FiledCase.grade),
        bodies=_counted(actor, asked, FiledCase.body_name),
        states=states,
        months=_months(actor, asked),
    )


def _within(query: Select[Any], actor: Actor, asked: Mapping[str, str]) -> Select[Any]:
    return query.where(visible_to(actor), *conditions(asked))


def _counted(
    actor: Actor, asked: Mapping[str, str], key: ColumnElement[str] | Any
) -> Sequence[Count]:
    query = _within(select(key, func.count()), actor, asked)
    rows = session.execute(query.group_by(key).order_by(func.count().desc(), key).limit(MOST))
    return [Count(found or "", number) for found, number in rows]


def _months(actor: Actor, asked: Mapping[str, str]) -> Sequence[Count]:
    """The last twelve local months, each a sum of its own: a month is local, instants are not."""
    this = clock.today().replace(day=1)
    firsts = [this - relativedelta(months=ago) for ago in range(MONTHS - 1, -1, -1)]
    columns: list[Any] = [_filed_within(first) for first in firsts]
    row = session.execute(_within(select(*columns), actor, asked)).one()
    return [Count(f"{first:%Y-%m}", number or 0) for first, number in zip(firsts, row, strict=True)]


def _filed_within(first: date) -> ColumnElement[int]:
    begins = clock.at_local(first, 0)
    ends = clock.at_local(first + relativedelta(months=1), 0)
    inside = (FiledCase.filed_at >= begins) & (FiledCase.filed_at < ends)
    return func.sum(case((inside, 1), else_=0))
