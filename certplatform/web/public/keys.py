"""Keys and contacts where machines look for them."""

from datetime import timedelta

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.documents.keyring import published_keys
from certplatform.extensions import house
from certplatform.web.guards import EVERYBODY, audience, without_session

PLAIN = "text/plain; charset=utf-8"


@audience(EVERYBODY)
@without_session
def jwks() -> Response:
    """The keys that sign QR tokens, present and past."""
    answer = jsonify(published_keys(house().settings))
    answer.content_type = "application/jwk-set+json"
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@audience(EVERYBODY)
@without_session
def security_txt() -> Response:
    """Whom to tell of a weakness (RFC 9116)."""
    settings = house().settings
    until = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {settings.address}/complaints",
        f"Contact: mailto:{settings.contact}",
        f"Expires: {until}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.address}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", content_type=PLAIN)


@audience(EVERYBODY)
@without_session
def robots() -> Response:
    """What search engines may read."""
    closed = ("/account", "/work", "/cases", "/admin", "/verify")
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in closed)]
    return Response("\n".join(lines) + "\n", content_type=PLAIN)


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/.well-known/jwks.json", view_func=jwks)
    public.add_url_rule("/.well-known/security.txt", view_func=security_txt)
    public.add_url_rule("/robots.txt", view_func=robots)
