"""Searching the public registry (R53)."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform.domain.certificate import SUPERSEDED
from certplatform.queries.register import Asked
from certplatform.registry.entry import STATUSES
from certplatform.registry.search import ASKED, Hit, asked_from, choices, find_all
from certplatform.web.answers import page
from certplatform.web.formats import text
from certplatform.web.guards import EVERYBODY, audience
from certplatform.web.public.verdict import TONES, status_word


@audience(EVERYBODY)
def search() -> Response:
    """By number, name or code, and by what certificates say."""
    asked = asked_from(request.args)
    cursor = request.args.get("cursor", "")
    found = find_all(asked, cursor)
    here, kept = url_for("public.search"), _kept(asked)
    return page(
        "public/registry.html",
        asked=asked,
        choices=_choices(),
        cards=[card(one) for one in found.rows],
        is_filtered=bool(kept),
        pager={
            "count_text": found.count_text,
            "next_url": f"{here}?{urlencode({**kept, 'cursor': found.next_cursor})}"
            if found.next_cursor
            else "",
            "first_url": f"{here}?{urlencode(kept)}" if cursor else "",
        },
    )


def _kept(asked: Asked) -> dict[str, str]:
    return {name: value for name in ASKED if (value := getattr(asked, name))}


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, in the reader's language."""
    known = {
        name: [
            (code, f"{code} {text(title)}" if name == "level" else text(title))
            for code, title in codes
        ]
        for name, codes in choices().items()
    }
    statuses = [(one, status_word(one)) for one in STATUSES if one != SUPERSEDED]
    return {**known, "status": statuses}


def card(one: Hit) -> dict[str, Any]:
    """A line of the list as the components draw it."""
    return {
        "url": f"/c/{quote(one.number, safe='')}",
        "number": one.number,
        "holder": one.holder_name,
        "grade_code": one.grade,
        "grade_label": text(one.grade_title),
        "status_label": status_word(one.status),
        "status_tone": TONES[one.status],
        "body": one.body_name,
        "region": "",
        "expires_on": one.expires_on,
    }


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/registry", view_func=search)
