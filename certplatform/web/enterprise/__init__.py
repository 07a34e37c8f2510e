"""The pages of the applicant enterprise."""

from flask import Blueprint, Flask

from certplatform.web.enterprise import (
    agreement,
    application,
    conclusion,
    documents,
    findings,
    home,
    parts,
    plan,
)

enterprise = Blueprint("enterprise", __name__)
# documents before parts: its address is the more special one
for one in (home, application, documents, parts, agreement, plan, findings, conclusion):
    one.add_to(enterprise)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(enterprise)
