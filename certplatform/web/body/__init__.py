"""The pages of the assessment body."""

from flask import Blueprint, Flask

from certplatform.web.body import (
    acceptance,
    conflicts,
    planning,
    planning_conclusion,
    planning_plan,
    ratings,
    staffing,
    tariff,
)

body = Blueprint("body", __name__)
PAGES = (
    acceptance,
    planning,
    planning_plan,
    planning_conclusion,
    staffing,
    tariff,
    conflicts,
    ratings,
)
for one in PAGES:
    one.add_to(body)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(body)
