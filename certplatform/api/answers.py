"""How the interface answers: tags, conditional requests, open to other origins."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from certplatform.registry.reply import Reply, reply

PAGE_SIZE, LARGEST_PAGE = 20, 100


def answer(one: Reply, *, cached: bool = True) -> Response:
    """The reply over HTTP; a client that has it already is told so (304)."""
    response = Response(one.body, one.status, content_type=one.media_type)
    # revalidated every time: a status is never older than the question
    response.headers["Cache-Control"] = "no-cache" if cached else "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if not cached or one.status != 200:  # noqa: PLR2004 - only what is there has a tag
        return response
    response.set_etag(one.tag)
    return response.make_conditional(request.environ)


def page_answer(items: list[dict[str, Any]], next_cursor: str, count: int) -> Response:
    """A page of a list; `count` stops at a cap."""
    return answer(reply({"items": items, "next_cursor": next_cursor or None, "count": count}))


def page_size(values: Mapping[str, str]) -> int:
    """How many the client wants at once, within bounds."""
    wanted = values.get("limit", "")
    if not (wanted.isascii() and wanted.isdigit()):
        return PAGE_SIZE
    return max(1, min(LARGEST_PAGE, int(wanted[:6])))
