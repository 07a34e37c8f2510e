"""How assessors rate, for the manager of a body and for supervision."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.rating_habits import FEWEST_PAIRS, Habit
from certplatform.domain.wording import N_
from certplatform.queries.audits import RESULTS
from certplatform.queries.rating_figures import RatingFigures, Spread, rating_figures
from certplatform.web.answers import page
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.context import add_navigation
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.sheets import sheet_answer
from certplatform.web.signin import current_actor

MONTHS = {"3": 92, "12": 366, "36": 1098}  # days of each period offered
USUAL = "12"
KINDS = ("csv", "xlsx")
STANDS_OUT = 0.15  # a share so far from that of the peers is marked


@audience(Role.BODY_MANAGER, Role.SUPERVISOR)
def ratings() -> Response:
    """Distribution per assessor, criterion and body against peers; agreement of second ratings."""
    months = request.args.get("months", "")
    months = months if months in MONTHS else USUAL
    found = rating_figures(current_actor(), clock.now() - timedelta(days=MONTHS[months]))
    people = [_person(found, one) for one in found.habits]
    people.sort(key=lambda one: -abs(one["ahead"] or 0))
    kind = request.args.get("format", "")
    if kind in KINDS:
        return _file(people, kind)
    return page(
        "body/ratings.html",
        months=months,
        periods=list(MONTHS),
        results=[gettext(RESULT_NAMES[one]) for one in RESULTS],
        people=people,
        criteria=[_spread(one) for one in found.criteria],
        bodies=[_spread(one) for one in found.bodies],
        agreement=found.agreement,
        fewest=FEWEST_PAIRS,
    )


def _person(found: RatingFigures, one: Habit) -> dict[str, Any]:
    return {
        "name": found.names[one.person_id],
        "counts": _counts(one.counts),
        "met": _share(one.met),
        "peers": _share(one.peers_met),
        "ahead": one.ahead,
        "points": f"{round(one.ahead * 100):+d}" if one.ahead is not None else "",
        "stands_out": one.ahead is not None and abs(one.ahead) >= STANDS_OUT,
    }


def _spread(one: Spread) -> dict[str, Any]:
    share = one.counts.get("met", 0) / one.ranked if one.ranked else None
    return {"name": one.name, "counts": _counts(one.counts), "met": _share(share)}


def _counts(counts: Mapping[str, int]) -> list[int]:
    return [counts.get(one, 0) for one in RESULTS]


def _share(share: float | None) -> str:
    return f"{share * 100:.0f} %" if share is not None else "–"


def _file(people: list[dict[str, Any]], kind: str) -> Response:
    head = [
        gettext("Person"),
        *(gettext(RESULT_NAMES[one]) for one in RESULTS),
        gettext("Share met"),
        gettext("Peers on the same criteria"),
        gettext("Difference in points"),
    ]
    rows = [
        [one["name"], *one["counts"], one["met"], one["peers"], one["points"]] for one in people
    ]
    return sheet_answer(kind, "ratings", head, rows)


def add_to(body: Blueprint) -> None:
    """Add this page."""
    body.add_url_rule("/ratings", view_func=ratings)


add_navigation(
    "/ratings", N_("How assessors rate"), "chart-bar", Role.BODY_MANAGER, Role.SUPERVISOR
)
