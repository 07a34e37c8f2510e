"""Where to go on after signing in: paths of this site only."""

import re
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri

HOME = "/work"
PLAIN = re.compile(r"/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*")
FOREIGN = re.compile(
    r"^/[/\\]|[\\\x00-\x20\x7f-\x9f\u2000-\u200f\u2028-\u202f\ufeff]|/\.{1,2}(/|$)"
)


def own_path(text: str | None, default: str = HOME) -> str:
    """The path, if it is one of this site's pages; else the default."""
    if not text or FOREIGN.search(text):
        return default
    path = iri_to_uri(text)
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or "//" in parts.path or not PLAIN.fullmatch(path):
        return default
    return path if _is_a_page(parts.path) else default


def _is_a_page(path: str) -> bool:
    """Whether the path can be asked for; one that only takes forms would be an error."""
    try:
        current_app.url_map.bind(request.host).match(path, method="GET")
    except HTTPException:
        return False
    return True


def asked_next() -> str:
    """Where the present request wants to go on."""
    return own_path(request.values.get("next"))
