"""The pages of the applicant enterprise."""

from flask import Blueprint, Flask

from certplatform.web.enterprise import (
    agreement,
    application,
    attendance,
    body_choice,
    conclusion,
    documents,
    findings,
    home,
    parts,
    plan,
    workbook,
)

enterprise = Blueprint("enterprise", __name__)
PAGES = (
    home,
    application,
    body_choice,
    documents,
    workbook,
    parts,
    agreement,
    plan,
    attendance,
    findings,
    conclusion,
)
# documents and workbook before parts: their addresses are the more special ones
for one in PAGES:
    one.add_to(enterprise)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(enterprise)
