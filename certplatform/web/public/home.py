"""The public home: search, verify, what is new."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from certplatform.models.publicity import PublicNotice
from certplatform.queries.notices import RUNNING, notices_page
from certplatform.queries.register import Asked
from certplatform.registry.search import find_all
from certplatform.web.answers import page
from certplatform.web.guards import EVERYBODY, audience
from certplatform.web.public.registry import card

SHOWN = 5


@audience(EVERYBODY)
def home() -> Response:
    """Look a certificate up; see the latest notices and certificates."""
    latest = find_all(Asked(), size=SHOWN)
    running = notices_page(RUNNING, "", "")
    return page(
        "public/home.html",
        cards=[card(one) for one in latest.rows],
        certificates_text=latest.count_text,
        notices=[_notice(one) for one in running.rows[:SHOWN]],
        notices_text=running.count_text,
    )


def _notice(one: PublicNotice) -> dict[str, Any]:
    return {
        "url": f"/notices/{one.public_id}",
        "enterprise": one.content["enterprise"],
        "grade": one.content["grade"],
        "body": one.content["body"],
        "from": one.starts_on,
        "until": one.ends_on,
    }


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/", view_func=home)
