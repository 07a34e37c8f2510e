"""The interface for machines: the registry, the notices, verification, and its description."""

from flask import Blueprint, Flask

from certplatform.api import openapi, publicity, registry, verify
from certplatform.extensions import csrf

api = Blueprint("api", __name__, url_prefix="/api")
for part in (registry, publicity, verify, openapi):
    part.add_to(api)


def register(app: Flask) -> None:
    """Register the interface; it knows no cookies, so that no form can be forged onto it."""
    csrf.exempt(api)
    app.register_blueprint(api)
