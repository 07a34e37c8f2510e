"""Organisations and people: the administrator's pages, and a body manager's pages of its people."""

from flask import Blueprint, Flask

from certplatform.web.admin import (
    body_competence,
    body_people,
    body_record,
    duplicates,
    organisations,
    ownership,
    people,
)

admin = Blueprint("admin", __name__)
for part in (
    organisations,
    people,
    duplicates,
    body_people,
    body_competence,
    body_record,
    ownership,
):
    part.add_to(admin)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(admin)
