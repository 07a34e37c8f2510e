"""The pages of the assessment body."""

from flask import Blueprint, Flask

from certplatform.web.body import acceptance, planning, planning_conclusion, planning_plan, tariff

body = Blueprint("body", __name__)
for one in (acceptance, planning, planning_plan, planning_conclusion, tariff):
    one.add_to(body)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(body)
