"""The panel's table: ballots that run, cases that wait for one, and what was decided last."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.queries.ballots import ballots_page, running_ballots, unballoted_cases
from certplatform.web.answers import page
from certplatform.web.committee.words import CHOICES, grade_title
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


@audience(Role.SECRETARIAT, Role.SUPERVISOR)
def sessions() -> Response:
    """Ballots that run, cases that wait, decisions of the past."""
    actor = current_actor()
    past = ballots_page(actor, request.args.get("cursor", ""))
    here = url_for("committee.sessions")
    return page(
        "committee/sessions.html",
        running=[_line(*row) for row in running_ballots(actor)],
        waiting=unballoted_cases(actor),
        past=[_line(*row) for row in past.rows],
        pager={
            "next_url": f"{here}?cursor={past.next_cursor}" if past.next_cursor else "",
            "first_url": here if request.args.get("cursor") else "",
            "count_text": past.count_text,
        },
    )


def _line(ballot: Any, case: Any, cast: int) -> dict[str, Any]:
    return {
        "ballot": ballot,
        "case": case,
        "cast": cast,
        "of": len(ballot.members),
        "outcome": gettext(CHOICES[ballot.outcome]) if ballot.outcome else "",
        "grade": grade_title(case, ballot.grade),
        "url": url_for("committee.ballot", case=case.public_id),
    }


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule("/sessions", view_func=sessions)
