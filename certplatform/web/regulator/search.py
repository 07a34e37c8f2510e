"""Searching the archive, and counting what is found."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.identity import PROVINCES
from certplatform.domain.workflow.case import CASE
from certplatform.queries.figures import Count, archive_figures
from certplatform.queries.filings import search_filings
from certplatform.schemes import schemes
from certplatform.web.answers import page
from certplatform.web.formats import state, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

ASKED = ("q", "region", "industry", "grade", "body", "state", "case_type", "since", "until")
VIEWERS = (Role.REGULATOR, Role.SUPERVISOR, Role.SECRETARIAT)


def asked_for() -> dict[str, str]:
    """What the address asks for; only what is said."""
    found = {name: request.args.get(name, "").strip() for name in ASKED}
    return {name: value for name, value in found.items() if value}


@audience(*VIEWERS)
def filings() -> Response:
    """Filed cases by name, code, number, region, industry, grade, body, state and time."""
    asked = asked_for()
    cursor = request.args.get("cursor", "")
    found = search_filings(current_actor(), asked, cursor)
    here = url_for("regulator.filings")
    more = {**asked, "cursor": found.next_cursor}
    return page(
        "regulator/archive_search.html",
        found=found.rows,
        asked=asked,
        choices=_choices(),
        types=_types(),
        figures_url=f"{url_for('regulator.figures')}?{urlencode(asked)}",
        pager={
            "count_text": found.count_text,
            "next_url": f"{here}?{urlencode(more)}" if found.next_cursor else "",
            "first_url": f"{here}?{urlencode(asked)}" if cursor else "",
        },
    )


def _types() -> dict[str, str]:
    return {
        kind.code: text(kind.title)
        for one in schemes().values()
        for kind in one.case_types.values()
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    grades = {one.code: one.code for kind in schemes().values() for one in kind.grades}
    return {
        "region": [(f"{code}0000", text(name)) for code, name in PROVINCES.items()],
        "grade": list(grades.items()),
        "state": [(code, state(code)) for code in CASE.states if code in CASE.final],
        "case_type": list(_types().items()),
    }


@audience(*VIEWERS)
def figures() -> Response:
    """The filed cases that answer the search, counted; every number leads to its list."""
    asked = asked_for()
    found = archive_figures(current_actor(), asked)
    return page(
        "regulator/archive_figures.html",
        asked=asked,
        total=found.total,
        list_url=_list(asked),
        regions=_bars(found.regions, asked, "region", _region, "0000"),
        industries=_bars(found.industries, asked, "industry", str),
        grades=_bars(found.grades, asked, "grade", str),
        bodies=_bars(found.bodies, asked, "body", str),
        states=_bars(found.states, asked, "state", state),
        months=[{"label": one.key, "value": one.value} for one in found.months],
    )


def _region(code: str) -> str:
    return text(PROVINCES.get(code, code))


def _list(asked: dict[str, str]) -> str:
    return f"{url_for('regulator.filings')}?{urlencode(asked)}"


def _bars(
    counts: Sequence[Count], asked: dict[str, str], name: str, label: Any, after: str = ""
) -> list[dict[str, Any]]:
    return [
        {
            "label": label(one.key) if one.key else gettext("None"),
            "value": one.value,
            "url": _list({**asked, name: one.key + after}) if one.key else "",
        }
        for one in counts
    ]


def add_to(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("", view_func=filings)
    blueprint.add_url_rule("/figures", view_func=figures)
