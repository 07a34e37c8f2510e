"""The pages of the audit team: declaration, workbench, sign-in, stages, findings, conclusion."""

from flask import Blueprint, Flask

from certplatform.web.assessor import (
    attendance,
    audits,
    check,
    conclusion,
    declaration,
    effectiveness,
    finding_drafts,
    finding_sheets,
    findings,
    inherited,
    leftovers,
    my_day,
    offline,
    plan,
    second_rating,
    stages,
    workbench,
)

assessor = Blueprint("assessor", __name__)
PAGES = (
    declaration,
    audits,
    my_day,
    plan,
    workbench,
    inherited,
    offline,
    leftovers,
    second_rating,
    attendance,
    stages,
    # the pages beside the findings before them: their addresses are the more special ones
    finding_sheets,
    effectiveness,
    finding_drafts,
    findings,
    conclusion,
    check,
)
for one in PAGES:
    one.add_to(assessor)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(assessor)
