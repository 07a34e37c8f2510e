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
    workbook,
)

enterprise = Blueprint("enterprise", __name__)
# documents and workbook before parts: their addresses are the more special ones
for one in (home, application, documents, workbook, parts, agreement, plan, findings, conclusion):
    one.add_to(enterprise)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(enterprise)
