"""Public notices for machines."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from certplatform.api.answers import page_answer
from certplatform.extensions import EVERYBODY, audience, house, without_session
from certplatform.models.publicity import PublicNotice
from certplatform.queries.notices import STATES, notices_page, state_of

TOLD = (
    "enterprise",
    "enterprise_en",
    "code",
    "body",
    "standard",
    "scope",
    "scope_en",
    "capabilities",
    "grade",
    "decided_on",
)


@audience(EVERYBODY)
@without_session
def notices() -> Response:
    """A page of the public notices, the latest first."""
    state = request.args.get("state", "")
    text = request.args.get("q", "").replace("\x00", "").strip()[:100]
    found = notices_page(state if state in STATES else "", text, request.args.get("cursor", ""))
    return page_answer([_line(one) for one in found.rows], found.next_cursor, found.count)


def _line(one: PublicNotice) -> dict[str, Any]:
    state = state_of(one)
    return {
        "id": one.public_id,
        "state": state,
        "published": one.starts_on.isoformat(),
        "ends": one.ends_on.isoformat(),
        "provisional": one.provisional,
        **{name: one.content.get(name, "") for name in TOLD},
        "url": f"{house().settings.address}/notices/{one.public_id}",
    }


def add_to(api: Blueprint) -> None:
    """Add these endpoints."""
    api.add_url_rule("/v1/notices", view_func=notices)
