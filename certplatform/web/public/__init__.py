"""Pages for everybody: home, registry, bodies, codes, verification, notices, complaints, keys."""

from flask import Blueprint, Flask

from certplatform.web.public import (
    bodies,
    calendar_feed,
    certificate,
    codes,
    complaints,
    health,
    home,
    keys,
    notices,
    receipt,
    registry,
    verify,
)

public = Blueprint("public", __name__)
for part in (
    home,
    registry,
    bodies,
    codes,
    certificate,
    verify,
    calendar_feed,
    notices,
    complaints,
    receipt,
    keys,
    health,
):
    part.add_to(public)


def register(app: Flask) -> None:
    """Register the pages for everybody."""
    app.register_blueprint(public)
