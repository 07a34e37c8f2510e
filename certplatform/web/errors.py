"""Refusals and faults as pages: the right status, a sentence, what to do next."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from certplatform.domain.errors import NotFresh, NotReady, Refusal
from certplatform.extensions import house
from certplatform.logbook import log
from certplatform.process.intake import MEGABYTE
from certplatform.web.formats import refused, shown

DRAWN = frozenset({400, 403, 404, 409, 413, 422, 429, 500, 503})


def _wants_json() -> bool:
    return request.path.startswith("/api/") or (request.accept_mimetypes.best == "application/json")


def answer(status: int, message: str = "", **context: Any) -> Response:
    """An error as a page, or as problem+json for machines."""
    if _wants_json():
        body = jsonify(type="about:blank", status=status, title=message or str(status))
        body.status_code = status
        body.content_type = "application/problem+json"
        return body
    drawn = status if status in DRAWN else 400
    page = render_template(f"errors/{drawn}.html", message=message, **context)
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def on_refusal(refusal: Refusal) -> Response:
    """A deed was refused and its page had no form to say it on."""
    if isinstance(refusal, NotFresh):
        return redirect(url_for("account.confirm", next=_back()), code=303)
    obstacles = shown(refusal.obstacles) if isinstance(refusal, NotReady) else []
    message = refused(refusal)
    return answer(refusal.status, message, obstacles=obstacles)


def _back() -> str:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    seen = urlsplit(request.referrer or "")
    return seen.path if seen.netloc == request.host and seen.path else request.path


def on_http(error: HTTPException) -> Response:
    """An error of the protocol: unknown page, too large, too often."""
    if error.response is not None:
        return Response(error.get_response().get_data(), error.code or 500)
    if error.code is not None and error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return Response(error.get_body(), error.code, dict(error.get_headers()))
    if isinstance(error, RequestEntityTooLarge):
        return _too_large()
    return answer(error.code or 500)


def _too_large() -> Response:
    """Say how large a request may be; its body stays unread."""
    most, sent = house().settings.max_upload_bytes, request.content_length
    if sent is not None and sent <= most:  # longer or more fields than any form has
        message = gettext("What you sent is larger than this page accepts. Nothing was stored.")
        return answer(413, message)
    message = gettext(
        "At most %(limit)s MB are taken at once; what you sent is larger. Nothing was stored.",
        limit=most // MEGABYTE,
    )
    return answer(413, message)


def on_csrf(error: CSRFError) -> Response:
    """The form was too old, or not ours."""
    del error
    return answer(400, gettext("This form is no longer valid. Load the page again, then send it."))


def on_fault(error: Exception) -> Response:
    """A fault of ours: logged under a reference that the page shows."""
    reference = secrets.token_hex(4)
    log().error("fault", reference=reference, path=_plain_path(), exc_info=error)
    return answer(500, reference=reference)


def _plain_path() -> str:
    """The path that was asked for; of one with a token in it only the rule."""
    secret = request.url_rule is not None and "token" in (request.view_args or {})
    return request.url_rule.rule if secret and request.url_rule else request.path


def register_errors(app: Flask) -> None:
    """Answer all errors in the house's words."""
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_fault)
