"""How others of the same industry and region assess themselves: counts and quartiles only.

Of each other enterprise counts the result that it submitted last under the same version of the
scheme; of a large group those submitted last. Three statements at most, however many there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Subquery, case, func, literal, select, true, union_all

from certplatform.codes import DIVISION_LENGTH
from certplatform.db import session
from certplatform.domain.comparison import (
    UNCOUNTED,
    Scope,
    Spread,
    rounded_size,
    scopes_shown,
    spread_of,
)
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.self_assessment import SelfAssessmentResult, SelfAssessmentScore
from certplatform.queries.once import once

TOTAL = ""
MOST_COMPARED = 1000  # the latest of a large group tell as much, and take no longer to read


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group of others: scope and code, at least how many, quartiles by view (TOTAL for all)."""

    scope: Scope
    code: str
    at_least: int
    spreads: Mapping[str, Spread]


@once
def comparisons(of: Case) -> list[Comparison]:
    """The groups to compare an enterprise's result with; none while there are too few others."""
    enterprise = session.get_one(Organisation, of.enterprise_id)
    latest = _latest_of_others(of)
    scopes = _scopes(enterprise, latest)
    counts = session.execute(
        select(*(func.sum(case((scope[1], 1), else_=0)) for scope in scopes.values())).select_from(
            latest
        )
    ).one()
    others = {scope: count or 0 for scope, count in zip(scopes, counts, strict=True)}
    return [
        Comparison(
            scope,
            scopes[scope][0],
            rounded_size(min(others[scope], MOST_COMPARED)),
            _spreads(latest, scopes[scope][1]),
        )
        for scope in scopes_shown(others)
    ]


def _scopes(
    enterprise: Organisation, latest: Subquery
) -> dict[Scope, tuple[str, ColumnElement[bool]]]:
    """Each scope with the code it stands for, and the condition on others' results."""
    division, section = enterprise.industry[:DIVISION_LENGTH], enterprise.industry[:1]
    province = enterprise.region[:2]
    found: dict[Scope, tuple[str, ColumnElement[bool]]] = {Scope.ALL: ("", true())}
    if len(division) == DIVISION_LENGTH:
        found[Scope.DIVISION] = (division, latest.c.industry.startswith(division, autoescape=True))
    if section:
        found[Scope.SECTION] = (section, latest.c.industry.startswith(section, autoescape=True))
    if province:
        found[Scope.PROVINCE] = (
            f"{province}0000",
            latest.c.region.startswith(province, autoescape=True),
        )
    return found


def _latest_of_others(of: Case) -> Subquery:
    """What each other enterprise submitted last, where somebody still stands behind it."""
    result = SelfAssessmentResult
    return (
        select(result.id, result.region, result.industry, result.total)
        .join(Case, Case.id == result.case_id)
        .where(
            result.scheme == of.scheme,
            result.scheme_version == of.scheme_version,
            result.latest.is_(True),
            result.enterprise_id != of.enterprise_id,
            Case.state.not_in(UNCOUNTED),
        )
        .subquery()
    )


def _spreads(latest: Subquery, within: ColumnElement[bool]) -> dict[str, Spread]:
    score = SelfAssessmentScore
    group = (
        select(latest.c.id, latest.c.total)
        .where(within)
        .order_by(latest.c.id.desc())
        .limit(MOST_COMPARED)
        .cte()
    )
    totals = select(literal(TOTAL).label("view"), group.c.total.label("score"), func.count())
    views = select(score.view, score.score, func.count()).join(group, group.c.id == score.result_id)
    found = union_all(totals.group_by(group.c.total), views.group_by(score.view, score.score))
    counts: dict[str, dict[Decimal, int]] = {}
    for view, value, count in session.execute(found):
        counts.setdefault(view, {})[Decimal(value)] = count
    spreads = {view: spread_of(scores) for view, scores in counts.items()}
    return {view: one for view, one in spreads.items() if one is not None}
