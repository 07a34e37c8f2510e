"""Open cases by stage and age, limits nearing and passed, who waits; as list and as file."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.workflow.case import CASE, OPEN
from certplatform.queries.supervision import (
    AGES,
    NEAR,
    OK,
    PASSED,
    Stage,
    all_open_cases,
    open_cases,
    stages,
)
from certplatform.queries.worklists import Waiting
from certplatform.web.answers import page
from certplatform.web.formats import role, state, tone
from certplatform.web.guards import audience
from certplatform.web.sheets import sheet_answer
from certplatform.web.signin import current_actor

ASKED = ("q", "state", "limit", "age", "body")


@audience(Role.SUPERVISOR)
def overview() -> Response:
    """How many cases stand in each stage, how old, and which limits are near or passed."""
    found = {one.state: one for one in stages(current_actor())}
    rows = [_row(found[code]) for code in CASE.states if code in found]
    return page(
        "supervisor/cases_overview.html",
        total=sum(one.count for one in found.values()),
        near=sum(one.near for one in found.values()),
        passed=sum(one.passed for one in found.values()),
        near_url=_list(limit=NEAR),
        passed_url=_list(limit=PASSED),
        list_url=_list(),
        stages=rows,
        ages=[gettext("Over %(days)s days", days=days) for days in AGES],
        bars=[{"label": one["label"], "value": one["count"], "url": one["url"]} for one in rows],
    )


def _row(one: Stage) -> dict[str, Any]:
    return {
        "label": state(one.state),
        "count": one.count,
        "url": _list(state=one.state),
        "near": (one.near, _list(state=one.state, limit=NEAR)),
        "passed": (one.passed, _list(state=one.state, limit=PASSED)),
        "older": [
            (count, _list(state=one.state, age=days))
            for count, days in zip(one.older, AGES, strict=True)
        ],
        "oldest_at": one.oldest_at,
    }


def _list(**asked: str | int) -> str:
    here = url_for("supervisor.case_list")
    return f"{here}?{urlencode(asked)}" if asked else here


def asked_for() -> dict[str, str]:
    """What the address asks for; only what is said."""
    found = {name: request.args.get(name, "").strip() for name in ASKED}
    return {name: value for name, value in found.items() if value}


@audience(Role.SUPERVISOR)
def case_list() -> Response:
    """Open cases with whose turn it is and how their limit stands."""
    asked = asked_for()
    cursor = request.args.get("cursor", "")
    found = open_cases(current_actor(), asked, cursor)
    here = url_for("supervisor.case_list")
    more = {**asked, "cursor": found.next_cursor}
    return page(
        "supervisor/cases_list.html",
        rows=[_line(one) for one in found.rows],
        asked=asked,
        states=[(code, state(code)) for code in CASE.states if code in OPEN],
        limits=[(NEAR, gettext("Due soon")), (PASSED, gettext("Overdue"))],
        ages=[(str(days), gettext("Over %(days)s days", days=days)) for days in AGES],
        exports={
            kind.upper(): f"{url_for('supervisor.case_sheet', kind=kind)}?{urlencode(asked)}"
            for kind in ("csv", "xlsx")
        },
        pager={
            "count_text": found.count_text,
            "next_url": f"{here}?{urlencode(more)}" if found.next_cursor else "",
            "first_url": f"{here}?{urlencode(asked)}" if cursor else "",
        },
    )


def _line(one: Waiting) -> dict[str, Any]:
    return {
        "case": one.case,
        "url": url_for("web.case_page", case=one.case.public_id),
        "body": one.case.body.name if one.case.body else "",
        "state_label": state(one.case.state),
        "state_tone": tone(one.case.state),
        "who": "、".join(role(held) for held in one.turn.roles),
        "what": gettext(one.turn.what),
        "turn": one.turn,
    }


@audience(Role.SUPERVISOR)
def case_sheet(kind: str) -> Response:
    """The list as a file for a spreadsheet."""
    words = {OK: gettext("In time"), NEAR: gettext("Due soon"), PASSED: gettext("Overdue")}
    head = [
        gettext("Number"),
        gettext("Enterprise"),
        gettext("Unified social credit code"),
        gettext("Body"),
        gettext("State"),
        gettext("Since"),
        gettext("Days in this stage"),
        gettext("Waiting for"),
        gettext("What is to be done"),
        gettext("Due"),
        gettext("Limit"),
    ]
    rows = [
        (
            line["case"].number,
            line["case"].enterprise.name,
            line["case"].enterprise.code or "",
            line["body"],
            line["state_label"],
            line["case"].state_since_at,
            line["turn"].age_days,
            line["who"],
            line["what"],
            line["turn"].by_on,
            words[line["turn"].limit] if line["turn"].by_on else "",
        )
        for line in map(_line, all_open_cases(current_actor(), asked_for()))
    ]
    return sheet_answer(kind, gettext("Open cases"), head, rows)


def add_to(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("", view_func=overview)
    blueprint.add_url_rule("/cases", view_func=case_list)
    blueprint.add_url_rule("/cases.<any(csv, xlsx):kind>", view_func=case_sheet)
