"""Files of a case: one route, for those who see the case; always a download, never a page."""

from urllib.parse import quote

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from certplatform.extensions import house
from certplatform.queries.documents import document_for
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor


@audience(SIGNED_IN)
def file(document: str) -> Response:
    """A document's bytes, under its own name."""
    found = document_for(current_actor(), document)
    answer = make_response(house().store.get(found.file.sha256))
    answer.headers["Content-Type"] = found.file.media_type
    answer.headers["Content-Disposition"] = disposition(found.filename)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def disposition(filename: str) -> str:
    """A download under a name in any script (RFC 5987), with a plain one beside it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def add_to(web: Blueprint) -> None:
    """Add the route."""
    web.add_url_rule("/files/<document>", view_func=file)
