"""The secretariat's list of public notices with their clocks."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.case import Case
from certplatform.models.publicity import PublicNotice
from certplatform.queries.notices import (
    STATES,
    STOPPED,
    clock_of,
    notices_page,
    open_objections,
    state_of,
)
from certplatform.web.answers import page
from certplatform.web.committee.words import grade_title
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.notice_words import NOTICE_STATES, NOTICE_TONES
from certplatform.web.signin import current_actor


@audience(Role.SECRETARIAT, Role.SUPERVISOR)
def notices() -> Response:
    """All notices, filtered by state."""
    asked = {key: request.args.get(key, "").strip() for key in ("q", "state")}
    cursor, viewer = request.args.get("cursor", ""), current_actor().person_id
    found = notices_page(asked["state"], asked["q"], cursor, viewer)
    here = url_for("committee.notices")
    query = urlencode(asked)
    return page(
        "committee/notices.html",
        notices=[_line(one) for one in found.rows],
        asked=asked,
        states=[(code, gettext(NOTICE_STATES[code])) for code in STATES],
        pager={
            "next_url": f"{here}?{query}&{urlencode({'cursor': found.next_cursor})}"
            if found.next_cursor
            else "",
            "first_url": f"{here}?{query}" if request.args.get("cursor") else "",
            "count_text": found.count_text,
        },
    )


def _line(notice: PublicNotice) -> dict[str, Any]:
    case = session.get_one(Case, notice.case_id)
    standing = clock_of(notice, clock.today())
    how = state_of(notice)
    return {
        "notice": notice,
        "case": case,
        "enterprise": notice.content["enterprise"],
        "grade": grade_title(case, notice.content["grade"]),
        "state": gettext(NOTICE_STATES[how]),
        "tone": NOTICE_TONES[how],
        "stopped": how == STOPPED,
        "days_left": 0 if notice.ended_on else standing.days_left,
        "objections": len(open_objections(notice)),
    }


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule("/notices", view_func=notices)
