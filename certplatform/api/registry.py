"""Certificates for machines."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from certplatform.api.answers import answer, page_answer, page_size
from certplatform.extensions import EVERYBODY, audience, house, without_session
from certplatform.registry.entry import file_address, find, page_address
from certplatform.registry.reply import record_reply
from certplatform.registry.search import Hit, asked_from, find_all

LONGEST_REVISION = 4


@audience(EVERYBODY)
@without_session
def certificates() -> Response:
    """A page of the registry, searched like the page for people."""
    found = find_all(
        asked_from(request.args), request.args.get("cursor", ""), page_size(request.args)
    )
    return page_answer([_line(one) for one in found.rows], found.next_cursor, found.count)


def _line(one: Hit) -> dict[str, Any]:
    address = house().settings.address
    return {
        "number": one.number,
        "revision": one.revision,
        "status": one.status,
        "holder": {
            "name": one.holder_name,
            "uscc": one.holder_code,
            "region": one.region,
            "industry": one.industry,
        },
        "body": {"code": one.body_code, "name": one.body_name},
        "standard": one.standard,
        "grade": one.grade,
        "level": one.level,
        "viewpoints": list(one.viewpoints),
        "issued": one.issued_on.isoformat(),
        "expires": one.expires_on.isoformat(),
        "verify_url": page_address(address, one.number, one.revision),
        "pdf_url": file_address(address, one.number, one.revision),
    }


@audience(EVERYBODY)
@without_session
def certificate(number: str) -> Response:
    """The record of one certificate; `r` names a revision."""
    asked = request.args.get("r", "")
    known = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_REVISION
    found = find(number, int(asked) if known else None)
    return answer(record_reply(found, house().settings.address))


def add_to(api: Blueprint) -> None:
    """Add these endpoints."""
    api.add_url_rule("/v1/certificates", view_func=certificates)
    api.add_url_rule("/v1/certificates/<number>", view_func=certificate)
