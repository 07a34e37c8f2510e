"""The pages of the audit team: declaration, workbench, sign-in, stages, findings, conclusion."""

from flask import Blueprint, Flask

from certplatform.web.assessor import (
    attendance,
    audits,
    check,
    conclusion,
    declaration,
    findings,
    stages,
    workbench,
)

assessor = Blueprint("assessor", __name__)
for one in (declaration, audits, workbench, attendance, stages, findings, conclusion, check):
    one.add_to(assessor)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(assessor)
