"""One policy: every endpoint declares its audience; one without is refused."""

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from certplatform.extensions import (
    AUDIENCE_MARK,
    EVERYBODY,
    SESSIONLESS_MARK,
    SIGNED_IN,
    audience,
    without_session,
)
from certplatform.queries.once import forget, reading
from certplatform.web.signin import current_actor, needs_second_factor

__all__ = [
    "EVERYBODY",
    "SIGNED_IN",
    "audience",
    "audience_of",
    "forgotten",
    "guard",
    "is_sessionless",
    "without_session",
]


def is_sessionless() -> bool:
    """Whether the page of this request is marked so."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, SESSIONLESS_MARK, False)


def audience_of(app: Flask, endpoint: str) -> frozenset[str] | None:
    """The declared audience of an endpoint; None when it declares none."""
    return getattr(app.view_functions[endpoint], AUDIENCE_MARK, None)


def _holds_nul() -> bool:
    """Whether something sent holds the one character that no database keeps in a text."""
    sent = [request.path, *(text for one in request.args.listvalues() for text in one)]
    sent += [text for one in request.form.listvalues() for text in one]
    sent += [file.filename or "" for one in request.files.listvalues() for file in one]
    return any("\x00" in text for text in sent)


def _refuse_what_no_page_takes() -> None:
    """NUL; and JSON where forms are expected: its lists and numbers would reach text fields."""
    if _holds_nul():
        abort(400)
    if request.is_json and request.blueprint != "api":
        abort(415)


def guard() -> Response | None:
    """Let only the declared audience through. Denied looks like absent."""
    _refuse_what_no_page_takes()
    if request.endpoint is None or request.endpoint == "static":
        return None
    declared = audience_of(current_app, request.endpoint)
    if declared is None:
        abort(404)
    if EVERYBODY in declared:
        return None
    actor = current_actor()
    if actor.person_id is None:
        return redirect(url_for("account.login", next=_return_path()))
    if needs_second_factor() and not request.endpoint.startswith("account."):
        return redirect(url_for("account.second_factor", next=_return_path()))
    if SIGNED_IN not in declared and not any(one.role in declared for one in actor.holdings):
        abort(404)
    if request.method in {"GET", "HEAD"}:
        reading()
    return None


def forgotten(_error: BaseException | None) -> None:
    """What a request has read is not for the next one."""
    forget()


def _return_path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/work"
