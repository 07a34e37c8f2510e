"""The log of looks at filed cases (R56)."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.queries.filings import looks_page
from certplatform.web.answers import page
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


@audience(Role.SUPERVISOR, Role.SECRETARIAT)
def looks() -> Response:
    """Who looked at which filed case, when, at what and why."""
    cursor = request.args.get("cursor", "")
    found = looks_page(current_actor(), cursor)
    here = url_for("supervisor.looks")
    return page(
        "supervisor/looks_log.html",
        looks=found.rows,
        pager={
            "count_text": found.count_text,
            "next_url": f"{here}?cursor={found.next_cursor}" if found.next_cursor else "",
            "first_url": here if cursor else "",
        },
    )


def add_to(blueprint: Blueprint) -> None:
    """Add the page."""
    blueprint.add_url_rule("/looks", view_func=looks)
