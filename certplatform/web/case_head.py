"""The head of every page of a case: stage line, whose turn, tabs, the viewer's main button."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from certplatform.domain.actors import Actor, Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.tables import roles_for
from certplatform.models.case import Case
from certplatform.queries.cases import roles_on
from certplatform.queries.journal import states_been_in
from certplatform.queries.turns import Turn, turn_of
from certplatform.schemes import scheme
from certplatform.web.formats import role, state, text, tone


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a case. `states`: where it is offered; `roles`: to whom; empty = always, to all."""

    endpoint: str
    label: str
    roles: frozenset[Role]
    states: frozenset[str]


TABS: list[Tab] = [Tab("web.case_page", N_("Overview"), frozenset(), frozenset())]
DEEDS: dict[str, str] = {}


def add_tab(endpoint: str, label: str, roles: set[Role], states: str = "") -> None:
    """Let an actor's pages add a tab; endpoints take `case` (the address of the case)."""
    tab = Tab(endpoint, label, frozenset(roles), frozenset(states.split()))
    if tab not in TABS:
        TABS.append(tab)


def offer(action: str, endpoint: str) -> None:
    """Say on which page a deed of the table is done; the head links there."""
    DEEDS[action] = endpoint


def case_head(case: Case, actor: Actor, active: str = "web.case_page") -> dict[str, Any]:
    """What templates/layouts/case.html draws."""
    held = roles_on(actor, case)
    kind = scheme(case.scheme).case_types[case.case_type]
    turn = turn_of(case)
    mine = turn.is_of(actor.person_id, held)
    who = "、".join(role(one) for one in turn.roles) if turn.roles else gettext("Nobody")
    return {
        "number": case.number,
        "url": url_for("web.case_page", case=case.public_id),
        "title": case.enterprise.name,
        "body": case.body.name if case.body else "",
        "type_label": text(kind.title),
        "state_label": state(case.state),
        "state_tone": tone(case.state),
        "stages": _stages(case, kind.path),
        "turn": {
            "who": who,
            "what": gettext(turn.what),
            "by_on": turn.by_on,
            "age_days": turn.age_days,
            "limit": turn.limit,
            "mine": mine,
            "why": "" if mine else gettext("Waiting for: %(who)s", who=who),
        }
        if turn.roles
        else None,
        "tabs": _tabs(case, held, active),
        "main": _main(case, turn, held) if mine else None,
    }


def _stages(case: Case, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """The states of the path: been there, now, to come, or never to be reached any more."""
    been = states_been_in(case.id)
    detours = {"returned", "objection"} - been
    steps = [one for one in path if one in CASE.states and one not in detours]
    if case.state not in steps:
        steps.append(case.state)
    now = steps.index(case.state)
    marks = []
    for place, one in enumerate(steps):
        if place == now:
            mark = "now"
        elif place < now:
            mark = "done" if one in been else "skipped"
        else:
            mark = "next"
        since = case.state_since_at if place == now else None
        marks.append({"label": state(one), "state": mark, "since": since})
    return marks


def _tabs(case: Case, held: frozenset[Role], active: str) -> list[dict[str, Any]]:
    return [
        {
            "label": gettext(tab.label),
            "url": url_for(tab.endpoint, case=case.public_id),
            "active": tab.endpoint == active,
            "count": None,
        }
        for tab in TABS
        if (not tab.roles or tab.roles & held) and (not tab.states or case.state in tab.states)
    ]


def _main(case: Case, turn: Turn, held: frozenset[Role]) -> dict[str, Any] | None:
    """The way to the page of the deed; it says what is to be done, not how it has to end.

    Where it is several people's turn at once, each is led to a deed of their own.
    """
    own = [one for one in turn.actions if roles_for(one) & held]
    for action in own or turn.actions:
        if action in DEEDS:
            return {
                "url": url_for(DEEDS[action], case=case.public_id),
                "label": gettext(turn.what),
                "icon": "arrow-right",
            }
    return None
