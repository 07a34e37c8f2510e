"""My work, the list of cases, and the page of one case."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import COMMITTEE_ROLES, ROLE_TITLES, Role
from certplatform.domain.workflow.tables import MACHINES, title_of
from certplatform.models.assignment import Assignment
from certplatform.models.journal import JournalEntry
from certplatform.queries.assignments import to_declare
from certplatform.queries.cases import case_for, roles_on
from certplatform.queries.journal import said, story_of
from certplatform.queries.worklists import Waiting, cases_page, work_of
from certplatform.web.answers import page
from certplatform.web.case_head import case_head
from certplatform.web.case_papers import papers_of
from certplatform.web.formats import place_state, role, state, tone
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor

EXPERTS = COMMITTEE_ROLES | {Role.COMMITTEE_POOL}


@audience(SIGNED_IN)
def my_work() -> Response:
    """What waits for me, ordered by its limit; what I wait for."""
    work = work_of(current_actor())
    asked = [_to_declare(one) for one in to_declare(current_actor())]
    return page(
        "work/my_work.html",
        mine=[*asked, *(_item(one) for one in work.mine)],
        others=[_item(one) for one in work.others],
        more_mine=work.more_mine,
        more_others=work.more_others,
    )


def _item(one: Waiting) -> dict[str, Any]:
    return {
        "url": url_for("web.case_page", case=one.case.public_id),
        "title": one.case.enterprise.name,
        "what": gettext(one.turn.what),
        "organisation": one.case.number,
        "limit": one.turn.limit,
        "by_on": one.turn.by_on,
        "age_days": one.turn.age_days,
        "state_label": state(one.case.state),
        "state_tone": tone(one.case.state),
    }


def _to_declare(one: Assignment) -> dict[str, Any]:
    """A place that waits for a declaration; the case itself is not in sight yet (R17)."""
    return {
        "url": url_for("assessor.declaration", assignment=one.public_id),
        "title": one.case.enterprise.name,
        "what": gettext("Sign or refuse the declaration"),
        "organisation": role(one.role),
        "limit": "ok",
        "by_on": None,
        "age_days": (clock.today() - clock.local_date(one.invited_at or one.proposed_at)).days,
        "state_label": place_state(one),
        "state_tone": tone(one.state),
    }


@audience(SIGNED_IN)
def case_list() -> Response:
    """All cases in my sight, filtered and paged."""
    asked = {key: request.args.get(key, "").strip() for key in ("q", "state")}
    found = cases_page(current_actor(), asked["q"], asked["state"], request.args.get("cursor", ""))
    here = url_for("web.case_list")
    return page(
        "work/case_list.html",
        cases=found.rows,
        asked=asked,
        states=[(code, gettext(one.title)) for code, one in MACHINES["case"].states.items()],
        pager={
            "next_url": f"{here}?{urlencode({**asked, 'cursor': found.next_cursor})}"
            if found.next_cursor
            else "",
            "first_url": f"{here}?{urlencode(asked)}" if request.args.get("cursor") else "",
            "count_text": found.count_text,
        },
    )


@audience(SIGNED_IN)
def case_page(case: str) -> Response:
    """One case: stage line, whose turn, facts, story."""
    actor = current_actor()
    found = case_for(actor, case)
    return page(
        "work/case_overview.html",
        case=found,
        case_head=case_head(found, actor),
        papers=papers_of(found, actor),
        entries=_story(
            story_of(f"case:{found.id}"),
            whole=not roles_on(actor, found) <= {Role.APPLICANT},
        ),
    )


def _story(entries: Sequence[JournalEntry], *, whole: bool) -> list[dict[str, Any]]:
    """The story, with a deed that somebody repeats on one day told once with its count.

    The enterprise does not get it whole: see `_for_enterprise`.
    """

    def deed(entry: JournalEntry) -> tuple[object, ...]:
        moved = entry.id if entry.from_state != entry.to_state or said(entry)["reason"] else 0
        day = clock.local_date(entry.at)
        return (entry.person_id, entry.role, entry.subject, entry.action, day, moved)

    told = []
    for _, group in groupby(entries, key=deed):
        same = list(group)
        one = _told(same[0]) if whole else _for_enterprise(same[0])
        if len(same) > 1:
            one["action"] = gettext(
                "%(deed)s (%(count)s times)", deed=one["action"], count=len(same)
            )
        told.append(one)
    return told


def _told(entry: JournalEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "who": entry.person_name if entry.person_id else gettext(ROLE_TITLES[Role(entry.role)]),
        "role": gettext(ROLE_TITLES[Role(entry.role)]),
        "action": gettext(title_of(entry.subject, entry.action)),
        "from": state(entry.from_state, entry.subject) if entry.from_state else "",
        "to": state(entry.to_state, entry.subject)
        if entry.to_state and entry.to_state != entry.from_state
        else "",
        "reason": gettext(why) if (why := str(said(entry)["reason"])) else "",
    }


def _for_enterprise(entry: JournalEntry) -> dict[str, Any]:
    """Without what assessors wrote for each other, and without the names of the committee."""
    told = _told(entry)
    moved_the_case = entry.subject == "case" and entry.from_state != entry.to_state
    if not moved_the_case and entry.role != Role.APPLICANT:
        told["reason"] = ""
    if entry.role in EXPERTS:
        told["who"] = told["role"]
    return told


def add_to(web: Blueprint) -> None:
    """Add these pages."""
    web.add_url_rule("/work", view_func=my_work)
    web.add_url_rule("/cases", view_func=case_list)
    web.add_url_rule("/cases/<case>", view_func=case_page)
