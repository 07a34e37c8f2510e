"""Looking up industries and regions while one types, for the pickers of all forms."""

from collections.abc import Callable

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from certplatform.code_search import Answer, search_industries, search_regions
from certplatform.web.formats import text
from certplatform.web.guards import EVERYBODY, audience, without_session

KEPT_SECONDS = 3600  # the lists change with a new release only


@audience(EVERYBODY)
@without_session
def industries() -> Response:
    """Industries after GB/T 4754."""
    return _answer(search_industries)


@audience(EVERYBODY)
@without_session
def regions() -> Response:
    """Regions after GB/T 2260."""
    return _answer(search_regions)


def _answer(search: Callable[[str], Answer]) -> Response:
    found = search(request.args.get("q", ""))
    response = jsonify(
        items=[{"code": one.code, "title": text(one.title)} for one in found.rows],
        more=found.more,
    )
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.add_etag()
    return response.make_conditional(request.environ)


def add_to(public: Blueprint) -> None:
    """Add these endpoints."""
    public.add_url_rule("/codes/industries", view_func=industries)
    public.add_url_rule("/codes/regions", view_func=regions)
